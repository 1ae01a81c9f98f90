import type { XenEntry } from './xen-entries.ts';

/** Name of the entry that is tried and confirmed. */
export const xenEntryName = 'archxen-xen';

/** Names of all entries that archxen writes, with the prefix of their checks. */
export const entryChecks: Readonly<Record<XenEntry['name'], XenEntry['checks']>> = {
  'archxen-xen': 'boot.chain',
  'archxen-rescue': 'boot.rescue',
  'archxen-previous': 'boot.previous',
};
