import type { GuestRow } from '../../src/domu/guest-list.ts';

/** A guest that does not run. */
export const row = (name: string, more: Partial<GuestRow> = {}): GuestRow => ({
  name,
  state: 'stopped',
  running: false,
  id: null,
  kind: 'pvh',
  memoryMiB: 1024,
  vcpus: 2,
  seconds: null,
  uptime: null,
  address: null,
  autostart: false,
  config: `/etc/xen/${name}.cfg`,
  disks: [],
  macs: [],
  ...more,
});
