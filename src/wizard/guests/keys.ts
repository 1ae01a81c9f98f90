import type { GuestRow } from '../../domu/guest-list.ts';

/** A key of the list of guests: what it does, and when it does nothing. */
export interface GuestKey {
  readonly key: string;
  readonly what: string;
  readonly help: string;
  /** Why not for this guest; undefined: it can be pressed. */
  readonly unless: (guest: GuestRow) => string | undefined;
}

const running = ({ name, running: on }: GuestRow): string | undefined => (on ? undefined : `${name} is not running.`);
const stopped = ({ name, running: on }: GuestRow): string | undefined => (on ? `${name} is running: stop it first.` : undefined);
const always = (): undefined => undefined;

/** In the order of the footer: as many as fit are shown there, all of them by `?`. */
export const guestKeys: readonly GuestKey[] = [
  { key: 'Enter', what: 'details', help: 'all about the guest, and what is wrong with its configuration', unless: always },
  {
    key: 's',
    what: 'start',
    help: 'start it, and wait for a sign of life',
    unless: ({ name, running: on }) => (on ? `${name} is running.` : undefined),
  },
  { key: 'c', what: 'console', help: 'its console on this terminal; Ctrl-] comes back', unless: running },
  { key: 'o', what: 'stop', help: 'ask it to shut down ("off")', unless: running },
  { key: 'p', what: 'pause', help: 'hold it, or let it go on', unless: running },
  { key: 'b', what: 'reboot', help: 'ask it to reboot', unless: running },
  { key: 'd', what: 'destroy', help: 'pull the plug; asks first', unless: running },
  { key: 'e', what: 'edit', help: 'change a setting: memory=2048, vcpus=4', unless: always },
  {
    key: 'a',
    what: 'autostart',
    help: 'start it when the host boots, or no longer',
    unless: ({ config, name }) => (config === null ? `${name} has no configuration.` : undefined),
  },
  { key: 'l', what: 'clone', help: 'a copy with its own disks, name and addresses', unless: stopped },
  { key: 'f', what: 'finish', help: 'after an installation: let it start from its own disk', unless: stopped },
  { key: 'x', what: 'remove', help: 'delete it with its disks; asks first', unless: stopped },
];
