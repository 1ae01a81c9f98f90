import type { Answers } from '../core/answers.ts';
import type { BuildChange, Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import type { PackageBaseFacts } from '../core/facts-packages.ts';
import { buildDirectory, type WantedBase } from './bases.ts';
import { repositoryNames } from './dependencies.ts';

/** Where the hypervisor shall be installed: the boot loader decides. */
export interface BuildDirectories {
  readonly bootDir: string;
  readonly efiDir: string;
  readonly efiMountpoint: string;
}

/** For each base in order: what it needs from the repositories, the build, the installation. */
export function baseChanges(
  facts: Facts,
  answers: Answers,
  wanted: readonly WantedBase[],
  directories: BuildDirectories,
): readonly Change[] {
  const installed = new Set(Object.keys(facts.pacman.installed));
  const built = new Set(Object.values(facts.bases).flatMap((each) => each?.packages ?? []));
  return wanted.flatMap((each): readonly Change[] => {
    const base = facts.bases[each.base];
    if (base === undefined) return [];
    const names = repositoryNames(base, { installed, built });
    for (const name of names) installed.add(name);
    return [...dependencies(each, names), build(answers, each, base, directories), install(each)];
  });
}

const dependencies = ({ base }: WantedBase, names: readonly string[]): readonly Change[] =>
  names.length === 0
    ? []
    : [
        {
          kind: 'package',
          id: `build.${base}.dependencies`,
          title: `Install what ${base} needs: ${names.length} ${names.length === 1 ? 'package' : 'packages'}`,
          why: 'from the repositories, marked as dependencies',
          action: 'install',
          names,
          from: { source: 'repository' },
          asDependencies: true,
        },
      ];

const build = (answers: Answers, wanted: WantedBase, base: PackageBaseFacts, directories: BuildDirectories): BuildChange => ({
  kind: 'build',
  id: `build.${wanted.base}`,
  title: `Build ${wanted.base} ${base.version} as ${answers.build.user}`,
  why: wanted.why,
  base: wanted.base,
  url: base.url,
  branch: base.branch,
  commit: base.commit,
  user: answers.build.user,
  directory: buildDirectory(wanted.base),
  environment: {
    MAKEFLAGS: `-j${answers.build.jobs}`,
    // All the switches that the AUR's xen has. efi_dir alone decides where xen.efi lands.
    ...(wanted.base === 'xen' && {
      build_stubdom: String(answers.build.stubdom),
      boot_dir: directories.bootDir,
      efi_dir: directories.efiDir,
      efi_mountpoint: directories.efiMountpoint,
    }),
    ...answers.build.variables,
  },
  packages: wanted.packages,
  pgpKeys: base.pgpKeys,
});

const install = ({ base, packages, why, leavings }: WantedBase): Change => ({
  kind: 'package',
  id: `build.${base}.install`,
  title: `Install ${packages.join(' and ')}`,
  why,
  action: 'install',
  names: packages,
  from: { source: 'built', base, directory: buildDirectory(base) },
  asDependencies: false,
  leavings,
});
