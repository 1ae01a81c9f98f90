import type { BuildChange } from '../core/change-packages.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import type { BuiltPackage } from './built.ts';
import { runQuiet } from './run-command.ts';

/** The paths that a package installs, as its own archive lists them. */
export async function pathsIn(system: System, file: string): Promise<ReadonlySet<string>> {
  const { exit, stdout } = await runQuiet(system, ['bsdtar', '-tf', file], { timeoutSeconds: 300 });
  return new Set(exit === 0 ? stdout.split('\n').map((line) => `/${line.replace(/^\.?\//, '')}`) : []);
}

/** Did the variables of the build do what they should: is each file where the boot entry will look for it? */
export async function checkLands({ base, lands = [] }: BuildChange, files: readonly BuiltPackage[], system: System): Promise<void> {
  for (const { package: name, path } of lands) {
    const file = files.find((each) => each.name === name)?.file;
    if (file === undefined) continue;
    const paths = await pathsIn(system, file);
    if (paths.has(path)) continue;
    const wanted = path.slice(path.lastIndexOf('/'));
    throw new ArchxenError('build-failed', `${base} was built, but ${name} does not install ${path}, where the boot entry looks.`, {
      path: file,
      lines: [...paths].filter((each) => each.endsWith(wanted)).map((each) => `it installs ${each}`),
      hint: 'Look at boot_dir and efi_dir in the PKGBUILD and in the answers (build.variables). Nothing was installed.',
    });
  }
}
