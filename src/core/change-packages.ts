import type { ChangeBase } from './change-base.ts';

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

/** The packages that another host built, and their lists, shall be in a folder of this host, which pacman reads as a repository. */
export interface RepositoryChange extends ChangeBase {
  readonly kind: 'repository';
  /** The repository's name, which its lists are called by. */
  readonly name: string;
  /** The folder that `archxen packages` wrote. */
  readonly from: string;
  readonly to: string;
}
