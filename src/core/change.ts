import type { ChangeBase } from './change-base.ts';
import type { NetworkChange } from './change-network.ts';
import type { BuildChange, PackageChange, RepositoryChange, SyncChange } from './change-packages.ts';
import type { Sha256 } from './digest.ts';
import type { Asks, IfRefused, ReadBack } from './read-back.ts';

/**
 * A change states a target as plain JSON, never a deed: applying it twice gives the same host.
 * The union is closed; src/changes/ has one doer for each kind.
 */
export type Change =
  | FileChange
  | DirectoryChange
  | PackageChange
  | BuildChange
  | UserChange
  | SyncChange
  | RepositoryChange
  | UnitChange
  | CommandChange
  | BootOnceChange
  | NetworkChange
  | UnifiedImageChange;

export type ChangeKind = Change['kind'];

/** What a file shall hold. */
export type Content =
  | { readonly text: string }
  | { readonly base64: string }
  /**
   * The bytes of another file of the host (a backup, the program itself); `sha256` is checked while copying.
   * `shown`: what a person sees of it, where the bytes hold a secret that neither plan nor journal may have.
   */
  | { readonly copyOf: string; readonly sha256: Sha256; readonly shown?: string | undefined }
  /** A symbolic link with this target. */
  | { readonly link: string };

/** A file shall have this content, mode and owner, or shall not be there (`content: null`). */
export interface FileChange extends ChangeBase {
  readonly kind: 'file';
  /** Absolute, as seen in the host's root. */
  readonly path: string;
  readonly content: Content | null;
  /**
   * Digest of what it replaces; `null`: nothing may be there; `undefined`: whatever is there.
   * Something else found there means that the host changed since the plan was made.
   */
  readonly before?: Sha256 | null | undefined;
  /**
   * Nobody but archxen puts something there, and it can be made again (a copy of a kernel): what it replaces is not kept,
   * and the way back is that it goes.
   */
  readonly disposable?: true | undefined;
  /** Permission bits, for example 0o644. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Extended attributes, base64 by name, of a file that is restored; undefined: a file that is replaced keeps its own. */
  readonly xattrs?: Readonly<Record<string, string>> | undefined;
  /**
   * Of a way back: the program that made what is to be replaced from the host as it was, and can make it anew. What it left is
   * `before`; undefined: that is not known.
   */
  readonly madeBy?: Pick<CommandChange, 'argv' | 'timeoutSeconds'> | undefined;
}

/** A directory shall be there, or be gone if it is empty. Undo of directories that a file needed. */
export interface DirectoryChange extends ChangeBase {
  readonly kind: 'directory';
  readonly path: string;
  readonly present: boolean;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * A system user of archxen's own shall be there, or be gone: makepkg runs as it where no person's account may. What it
 * owned is root's afterwards, so that nobody who gets its number later inherits packages.
 */
export interface UserChange extends ChangeBase {
  readonly kind: 'user';
  readonly user: string;
  readonly present: boolean;
  /** Its folder; it is not made here. */
  readonly home: string;
}

/** systemd units shall be enabled or not, running or not. What is undefined stays. */
export interface UnitChange extends ChangeBase {
  readonly kind: 'unit';
  readonly units: readonly string[];
  readonly enabled?: boolean | undefined;
  readonly active?: boolean | undefined;
}

/** A command shall have been run. The files it writes are backed up first; that is its way back. */
export interface CommandChange extends ChangeBase {
  readonly kind: 'command';
  readonly argv: readonly string[];
  readonly writes: readonly string[];
  /** Where its effect is not in files (a firmware variable): the command that takes it back. */
  readonly undo?: readonly string[] | undefined;
  /**
   * A path that the command brings into being: a disk, a mount. Nothing may be there before it, so that `undo` never takes
   * away what somebody else made; it is there after it; and `undo` is only run while it is.
   */
  readonly creates?: string | undefined;
  /** A path that the command does away with: when nothing is there, there is nothing to do. */
  readonly removes?: string | undefined;
  /** What tells whether `creates` or `removes` is there, where a look at the path does not: udev makes a device's link later. */
  readonly asks?: Asks | undefined;
  /** What tells that the command was run: with it, it is not run again, and what it did is verified. */
  readonly readBack?: (ReadBack & { readonly present: boolean }) | undefined;
  /** What its files hold afterwards. It is run whatever they hold before. */
  readonly leaves?: ReadBack | undefined;
  readonly ifRefused?: IfRefused;
  readonly timeoutSeconds: number;
}

/** The next boot, and only that, shall start this boot entry; `null`: no one-time choice is set. */
export interface BootOnceChange extends ChangeBase {
  readonly kind: 'boot-once';
  /** Boot loader's id, for words only. */
  readonly loader: string;
  readonly entry: string | null;
  readonly arm: readonly string[];
  readonly disarm: readonly string[];
  /** Read back after arming: the file that must contain the text. */
  readonly readBack?: ReadBack | undefined;
  /** Where no file tells whether the choice is set. */
  readonly asks?: Asks | undefined;
  readonly ifRefused?: IfRefused;
}

/**
 * One EFI program with Xen, its configuration, dom0's kernel and initramfs inside: no file that could be missing at boot, and
 * one signature for all (efi.pandoc of Xen). It is made of the files as they are when it is applied, as the same plan may
 * install them.
 */
export interface UnifiedImageChange extends ChangeBase {
  readonly kind: 'unified-image';
  readonly path: string;
  /** xen.efi as the package installs it. */
  readonly xen: string;
  /** What xen.efi would read from its configuration file. */
  readonly config: string;
  readonly kernel: string;
  readonly initramfs: string;
  /** Sign it with the keys of sbctl. */
  readonly sign: boolean;
}
