import { bootLoaders } from '../../src/bootloaders/index.ts';
import type { Answers } from '../../src/core/answers.ts';
import type { Change } from '../../src/core/change.ts';
import type { Facts } from '../../src/core/facts.ts';
import { fileChange } from '../../src/core/file-change.ts';
import type { Question } from '../../src/core/question.ts';
import type { Step } from '../../src/core/step.ts';
import { enableRepository } from '../../src/formats/pacman-conf.ts';
import { type BuildDirectories, baseChanges } from '../../src/packages/base-changes.ts';
import { basesToBuild, wantedBases } from '../../src/packages/bases.ts';
import { buildChecks } from './build-checks.ts';
import { fail, pass } from './finding.ts';

export { basesFor } from '../../src/packages/bases.ts';

const aur = 'https://aur.archlinux.org';

const help = `Arch has no Xen in its repositories: it is built from the AUR, by makepkg,
as an ordinary user and never as root. The PKGBUILD of each package base
can be read in the review before anything runs.

The build clones Xen's sources and takes some minutes to an hour. It can be
interrupted; what was built once is not built again.

Other values: the user, the number of jobs, stub domains (rarely needed),
and another place or branch to clone from, such as a mirror of your own.`;

/** This step: get Xen built and installed. */
export const buildStep: Step<'build'> = {
  id: 'build',
  title: 'Build',
  intro: (facts, answers) =>
    `${basesToBuild(facts, answers)
      .map(({ base }) => base)
      .join(', ')} will be built. By whom, and how?`,
  skip: (facts, answers) => {
    const version = facts.pacman.installed['xen'];
    return basesToBuild(facts, answers).length === 0 && version !== undefined
      ? `xen ${version} and all that is wanted are installed`
      : undefined;
  },
  questions,
  defaults: (facts) => ({
    url: facts.bases['xen']?.url.replace(/\/xen(\.git)?\/?$/, '') ?? aur,
    branch: facts.bases['xen']?.branch ?? 'master',
    stubdom: false,
    user: facts.builders[0]?.user ?? 'builder',
    jobs: Math.max(1, facts.cpu.count),
    variables: {},
  }),
  check: buildChecks,
  changes: (facts, answers) => {
    const wanted = basesToBuild(facts, answers);
    return wanted.length === 0 ? [] : [...multilib(facts), ...baseChanges(facts, answers, wanted, directories(facts, answers))];
  },
  verify: (facts, answers) =>
    wantedBases(answers).flatMap(({ base, packages }) =>
      packages.map((name) => {
        const version = facts.pacman.installed[name];
        const id = `build.installed.${name}`;
        if (version !== undefined) return pass(id, 'Package', `${name} ${version} is installed`);
        return fail(id, 'Package', `${name} is not installed`, {
          hint: `Run archxen: it builds ${base} and installs it.`,
          evidence: ['pacman -Q'],
        });
      }),
    ),
};

function questions(facts: Facts, { build }: Answers): readonly Question[] {
  return [
    {
      kind: 'select',
      path: 'build',
      title: 'The build',
      help,
      options: [
        {
          label: `Build from the AUR as ${build.user} with ${build.jobs} ${build.jobs === 1 ? 'job' : 'jobs'}`,
          detail: build.url === aur ? 'the AUR at aur.archlinux.org' : `cloned from ${build.url}`,
          value: { ...build },
        },
      ],
      value: { ...build },
    },
    {
      kind: 'select',
      path: 'build.user',
      title: 'User that makepkg runs as',
      help: 'makepkg refuses to run as root. Any ordinary user with a home directory will do;\nthe build happens in /var/cache/archxen/build, not in that home.',
      advanced: true,
      options: facts.builders.map(({ user, home }) => ({ label: user, detail: home, value: user })),
      value: build.user,
    },
    {
      kind: 'number',
      path: 'build.jobs',
      title: 'Jobs at the same time',
      help: 'MAKEFLAGS=-jN. As many as there are CPUs is usual; each job may take up to\nabout 1 GiB of memory.',
      advanced: true,
      minimum: 1,
      maximum: 1024,
      unit: 'jobs',
      value: build.jobs,
    },
    {
      kind: 'confirm',
      path: 'build.stubdom',
      title: 'Build stub domains too',
      help: 'xen-stubdom lets the device model of an HVM guest run in a domain of its own.\nIt needs several more downloads and has often failed to build.',
      advanced: true,
      value: build.stubdom,
    },
    {
      kind: 'text',
      path: 'build.url',
      title: 'Where the package bases are cloned from',
      help: 'The address in front of /xen.git: the AUR, or a git mirror of your own.',
      advanced: true,
      pattern: '^(https?|ssh|file|git)://\\S+$',
      example: aur,
      value: build.url,
    },
    {
      kind: 'text',
      path: 'build.branch',
      title: 'Branch of the package bases',
      help: 'The AUR knows only master.',
      advanced: true,
      pattern: '^[A-Za-z0-9._/-]+$',
      example: 'master',
      value: build.branch,
    },
  ];
}

/** xen needs lib32-glibc, which is in [multilib]. */
function multilib(facts: Facts): readonly Change[] {
  const path = '/etc/pacman.conf';
  const text = facts.files[path]?.text;
  if (facts.pacman.multilib || text === undefined) return [];
  return [
    ...fileChange(facts, {
      id: 'build.multilib',
      title: 'Turn on [multilib]',
      why: 'the AUR package xen needs lib32-glibc, which is there',
      path,
      text: enableRepository(text, 'multilib'),
    }),
    {
      kind: 'command',
      id: 'build.sync',
      title: "Fetch the repositories' lists of packages",
      why: '[multilib] has none yet',
      argv: ['pacman', '-Sy', '--noconfirm'],
      // The other lists are a cache of the mirror; an older copy of them would be no way back to anything.
      writes: ['/var/lib/pacman/sync/multilib.db'],
      timeoutSeconds: 300,
    },
  ];
}

/** Where xen.gz and xen.efi shall land; without a boot loader of ours, on the ESP if there is one. */
function directories(facts: Facts, { boot }: Answers): BuildDirectories {
  const loader = boot.loader === 'none' ? undefined : bootLoaders[boot.loader];
  const esp = facts.boot.esp?.mount ?? '/boot';
  return loader?.buildDirectories(facts) ?? { bootDir: '/boot', efiDir: esp, efiMountpoint: esp };
}
