import type { ChangeBase } from './change-base.ts';

/**
 * The live network shall be as these volatile files say (under /run, gone after a reboot), on trial:
 * a timer outside this process takes it back unless it is confirmed within the window.
 * The lasting files are ordinary file changes after it. It may have no files, where starting and stopping is all (netctl).
 */
export interface NetworkChange extends ChangeBase {
  readonly kind: 'network';
  readonly manager: string;
  /** Which way: `up` makes the bridge, `down` takes it back (the undo of `up`). */
  readonly direction: 'up' | 'down';
  /** Written on the way up, removed on the way down. Absolute paths under /run. Mode 0644 where none is given. */
  readonly files: readonly { readonly path: string; readonly text: string; readonly mode?: number | undefined }[];
  /**
   * Volatile files that were there at first and that the way back needs, by what they said: a reboot since may have taken them
   * (a profile that NetworkManager made up for a card that had none).
   */
  readonly needs?: NetworkChange['files'] | undefined;
  /** The manager reads its files anew: run after they were written, and after they were removed. */
  readonly reload: readonly (readonly string[])[];
  /** After `reload`. */
  readonly up: readonly (readonly string[])[];
  /** After `reload`, unless the uplink is back then already: they may cut it off for the seconds that a lease takes. */
  readonly down: readonly (readonly string[])[];
  /** What is waited for between two commands of `down`. */
  readonly awaited?: Awaited | undefined;
  /** After `down`, where the uplink has no address even so: another way to give it one, rather than none. */
  readonly lastResort?: readonly (readonly string[])[] | undefined;
  /** Seconds until it is taken back when nobody confirms. */
  readonly windowSeconds: number;
  /** Takes it back inside the network manager's daemon; the timer is then the second net, a few seconds later. */
  readonly checkpoint?: NetworkCheckpoint | undefined;
  /** `read-back`: the uplink is not touched, so nobody can be cut off, and what is read back decides. Otherwise a person does. */
  readonly keptBy?: 'read-back' | undefined;
  readonly expect: NetworkExpectation;
}

/** A command that is asked again until it prints this one line; after so many seconds it is gone on without it. */
export interface Awaited {
  readonly argv: readonly string[];
  readonly prints: string;
  readonly seconds: number;
  /** How many commands of `down` come before it. */
  readonly after: number;
}

/** A network manager's own checkpoint, by commands. The word CHECKPOINT in the later ones stands for the name that `create` printed. */
export interface NetworkCheckpoint {
  readonly create: readonly string[];
  /** Lets the window begin anew. */
  readonly extend: readonly string[];
  readonly destroy: readonly string[];
}

/** What must be true of the network after the change, read back from `ip -j`. */
export interface NetworkExpectation {
  readonly bridge: string;
  /** The uplink, a port of the bridge; none where guests are routed. */
  readonly port?: string | undefined;
  /** With prefix length, as on the uplink before: `192.0.2.17/24`. */
  readonly addresses: readonly string[];
  /** Of the default route over the bridge; no other link has one of a lesser metric. */
  readonly gateway?: string | undefined;
  /** The same for IPv6: often a link-local address, which is one only together with the bridge. */
  readonly gateway6?: string | undefined;
}
