import type { Sha256 } from './digest.ts';
import type { IfRefused, ReadBack } from './read-back.ts';

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
  | UnitChange
  | CommandChange
  | BootOnceChange
  | NetworkChange
  | UnifiedImageChange;

export type ChangeKind = Change['kind'];

interface ChangeBase {
  /** Unique in its plan, stable between runs: `boot.entry`, `build.xen`. */
  readonly id: string;
  /** A sentence for the person: `Add the boot entry "Arch Linux on Xen (trial)"`. */
  readonly title: string;
  /** Why it is needed, one line. */
  readonly why?: string | undefined;
}

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

/** Packages shall be installed (with their dependencies) or removed, by pacman. */
export interface PackageChange extends ChangeBase {
  readonly kind: 'package';
  readonly action: 'install' | 'remove';
  readonly names: readonly string[];
  /**
   * `repository`: pacman -S. `built`: pacman -U of what the build change with that `base` left in `directory`.
   * `kept`: pacman -U of package files that this host still has (the way back of an upgrade); no `file`: it has none, and
   * the package stays as it is.
   */
  readonly from:
    | { readonly source: 'repository' }
    | { readonly source: 'built'; readonly base: string; readonly directory: string }
    | {
        readonly source: 'kept';
        readonly files: readonly { readonly name: string; readonly version: string; readonly file?: string | undefined }[];
      };
  /** Marked as installed for others (--asdeps). */
  readonly asDependencies: boolean;
  /**
   * Set where something is removed that the same plan brought for a while: what only that needed goes too, but none of
   * these, which nothing needed before. Its way back is that of what brought it.
   */
  readonly temporary?: { readonly keep: readonly string[] } | undefined;
  /** Files that the programs make for themselves while they run, owned by no package: removed after the packages are. */
  readonly leavings?: readonly string[] | undefined;
}

/** Packages of an AUR package base shall have been built from a commit, by makepkg, never as root. */
export interface BuildChange extends ChangeBase {
  readonly kind: 'build';
  readonly base: string;
  /** Where git clones the package base from. */
  readonly url: string;
  readonly branch: string;
  /** The commit whose PKGBUILD the person could read. */
  readonly commit: string;
  /** The user that makepkg runs as. */
  readonly user: string;
  /** Working folder, owned by that user; the packages and `built.json` end up in its `packages/`. */
  readonly directory: string;
  /** Environment of makepkg: build_stubdom, efi_dir, MAKEFLAGS and so on. */
  readonly environment: Readonly<Record<string, string>>;
  /** Packages that must come out. */
  readonly packages: readonly string[];
  /** Fingerprints of PKGBUILD's validpgpkeys, imported into a keyring of the build before it. */
  readonly pgpKeys: readonly string[];
  /** Where makepkg runs: on the host itself (the default), in devtools' clean chroot, in a container with a root of its own. */
  readonly where?: 'in-place' | 'chroot' | 'container' | undefined;
  /** What a clean root needs before the build: packages of the repositories, and packages of bases that were built before. */
  readonly needs?:
    | {
        readonly repository: readonly string[];
        readonly built: readonly { readonly directory: string; readonly packages: readonly string[] }[];
      }
    | undefined;
  /** Where the boot entries look: the packages must install these paths, whatever the PKGBUILD made of its variables. */
  readonly lands?: readonly { readonly package: string; readonly path: string }[] | undefined;
}

/** pacman's lists of these repositories shall be as their mirrors have them now (`pacman -Sy`). */
export interface SyncChange extends ChangeBase {
  readonly kind: 'sync';
  /** Every repository that is switched on: pacman fetches all lists at once. */
  readonly repositories: readonly string[];
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

/** A systemd unit shall be enabled or not, running or not. What is undefined stays. */
export interface UnitChange extends ChangeBase {
  readonly kind: 'unit';
  readonly unit: string;
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
  /** What tells that the command was run: with it, it is not run again, and what it did is verified. */
  readonly readBack?: (ReadBack & { readonly present: boolean }) | undefined;
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
  readonly ifRefused?: IfRefused;
}

/**
 * The live network shall be as these volatile files say (under /run, gone after a reboot), on trial:
 * a timer outside this process takes it back unless it is confirmed within the window.
 * The lasting files are ordinary file changes after it.
 */
export interface NetworkChange extends ChangeBase {
  readonly kind: 'network';
  readonly manager: string;
  /** Which way: `up` makes the bridge, `down` takes it back (the undo of `up`). */
  readonly direction: 'up' | 'down';
  /** Written before `up`, removed by `down`. Absolute paths under /run. Mode 0644 where none is given. */
  readonly files: readonly { readonly path: string; readonly text: string; readonly mode?: number | undefined }[];
  readonly up: readonly (readonly string[])[];
  readonly down: readonly (readonly string[])[];
  /** Seconds until it is taken back when nobody confirms. */
  readonly windowSeconds: number;
  /** Takes it back inside the network manager's daemon; the timer is then the second net, a few seconds later. */
  readonly checkpoint?: NetworkCheckpoint | undefined;
  /** `read-back`: the uplink is not touched, so nobody can be cut off, and what is read back decides. Otherwise a person does. */
  readonly keptBy?: 'read-back' | undefined;
  readonly expect: NetworkExpectation;
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
  readonly gateway?: string | undefined;
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
