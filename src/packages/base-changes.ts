import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import type { BuildChange } from '../core/change-packages.ts';
import type { Facts } from '../core/facts.ts';
import type { PackageBaseFacts } from '../core/facts-packages.ts';
import { buildDirectory, type WantedBase } from './bases.ts';
import { type BuildDirectories, buildEnvironment, xenLands } from './build-environment.ts';
import { temporaryUserChange } from './builder.ts';
import { packageName, repositoryNames } from './dependencies.ts';
import { tidyChanges } from './tidy.ts';

/** For each base in order: what it needs from the repositories, the build, the installation. */
export function baseChanges(
  facts: Facts,
  answers: Answers,
  wanted: readonly WantedBase[],
  directories: BuildDirectories,
): readonly Change[] {
  const installed = new Set(Object.keys(facts.pacman.installed));
  const built = new Set(Object.values(facts.bases).flatMap((each) => each?.packages ?? []));
  const bases: PackageBaseFacts[] = [];
  const brought: string[] = [];
  const changes = wanted.flatMap((each): readonly Change[] => {
    const base = facts.bases[each.base];
    if (base === undefined) return [];
    const names =
      answers.build.where === 'in-place'
        ? repositoryNames(base, { installed, built })
        : toolsOf[answers.build.where].filter((name) => !installed.has(name));
    for (const name of names) installed.add(name);
    bases.push(base);
    brought.push(...names);
    return [
      ...dependencies(each, names),
      build(facts, answers, { wanted: each, base, directories, before: wanted.slice(0, wanted.indexOf(each)) }),
      install(each),
    ];
  });
  return [
    ...temporaryUserChange(answers, true),
    ...changes,
    ...temporaryUserChange(answers, false),
    ...tidyChanges(facts, answers, bases, brought),
  ];
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

interface Build {
  readonly wanted: WantedBase;
  readonly base: PackageBaseFacts;
  readonly directories: BuildDirectories;
  /** Bases that are built before it. */
  readonly before: readonly WantedBase[];
}

const build = (facts: Facts, answers: Answers, { wanted, base, directories, before }: Build): BuildChange => ({
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
  environment: buildEnvironment(wanted.base, answers, directories),
  packages: wanted.packages,
  pgpKeys: base.pgpKeys,
  ...(wanted.base === 'xen' && { lands: xenLands(facts.firmware.type === 'uefi', directories) }),
  ...(answers.build.where !== 'in-place' && { where: answers.build.where, needs: needs(base, before) }),
});

/** What a clean root must have: all that the base names, from the repositories or from builds before it. */
function needs(base: PackageBaseFacts, before: readonly WantedBase[]): NonNullable<BuildChange['needs']> {
  const asked = [...new Set([...base.makedepends, ...base.depends].map(packageName))];
  const built = before.filter(({ packages }) => packages.some((name) => asked.includes(name)));
  const ours = new Set(built.flatMap(({ packages }) => packages));
  return {
    repository: asked.filter((name) => !ours.has(name)),
    built: built.map(({ base: name, packages }) => ({
      directory: buildDirectory(name),
      packages: packages.filter((each) => asked.includes(each)),
    })),
  };
}

/** Only what the place itself is made of: what the build needs is installed in there. */
const toolsOf = { 'in-place': [], chroot: ['git', 'devtools'], container: ['git', 'arch-install-scripts'] } as const;

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
