import type { PackageBaseFacts } from '../core/facts-packages.ts';

/** Libraries that package bases ask for by their file's name, and the package of Arch that has them. */
const packageOfLibrary: ReadonlyMap<string, string> = new Map(Object.entries({ 'libuuid.so': 'util-linux-libs' }));

/** `numactl>=2.0` -> `numactl`: a dependency without its version constraint, as a package name. */
export function packageName(dependency: string): string {
  const name = dependency.replace(/[<>=].*$/, '');
  return packageOfLibrary.get(name) ?? name;
}

/**
 * What pacman must install from the repositories before a base can be built and its packages installed: everything it
 * names that is not there by name and does not come out of a build itself.
 */
export function repositoryNames(
  base: PackageBaseFacts,
  options: { readonly installed: ReadonlySet<string>; readonly built: ReadonlySet<string> },
): readonly string[] {
  // makepkg itself needs base-devel, cloning needs git.
  const wanted = ['base-devel', 'git', ...base.makedepends, ...base.depends].map(packageName);
  return [...new Set(wanted)].filter((name) => !options.installed.has(name) && !options.built.has(name));
}
