export interface PacmanFacts {
  readonly multilib: boolean;
  /** Its list of packages has been fetched: without it pacman finds nothing there. Undefined: not looked at. */
  readonly multilibList?: boolean | undefined;
  /** /var/lib/pacman/db.lck is there: pacman runs, or was killed. */
  readonly locked: boolean;
  /** Installed packages of interest by name, with version. All of `pacman -Q` when it could be read. */
  readonly installed: Readonly<Record<string, string>>;
  /** Packages with a newer version in the sync databases as they are now. */
  readonly pendingUpgrades: readonly string[];
  /** Packages that came as dependencies and that nothing needs (`pacman -Qdtt`). */
  readonly orphans?: readonly string[] | undefined;
  /** The running kernel's modules are still there: else an upgrade happened without a reboot. */
  readonly runningKernelInstalled: boolean;
}

/** An AUR package base as cloned at one commit. */
export interface PackageBaseFacts {
  readonly base: string;
  readonly url: string;
  readonly branch: string;
  readonly commit: string;
  readonly version: string;
  readonly packages: readonly string[];
  /** By package: other names that it answers to, with their versions if any (`xen-pvhgrub`). */
  readonly provides?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The AUR says that somebody flagged it as out of date. */
  readonly outOfDate?: boolean | undefined;
  readonly depends: readonly string[];
  readonly makedepends: readonly string[];
  readonly pgpKeys: readonly string[];
  /** The PKGBUILD, for reading. */
  readonly pkgbuild: string;
  /** Its install scripts by name: pacman runs them as root. */
  readonly scripts?: Readonly<Record<string, string>> | undefined;
  /** The commit that was built on this host last, and what changed since; no `diff`: that commit is no longer there. */
  readonly lastBuilt?: { readonly commit: string; readonly diff?: string | undefined } | undefined;
}
