import { type Answers, type ExtraPackage, extraPackages } from '../../src/core/answers.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Question } from '../../src/core/question.ts';
import { basesToBuild } from '../../src/packages/bases.ts';
import { temporaryUser } from '../../src/packages/builder.ts';
import { placeQuestions, variableQuestions } from './build-more-questions.ts';

export const aur = 'https://aur.archlinux.org';

const help = `Arch has no Xen in its repositories: it is built from the AUR, by makepkg,
as an ordinary user and never as root. The PKGBUILD of each package base
can be read in the review before anything runs.

The build clones Xen's sources and takes some minutes to an hour. It can be
interrupted; what was built once is not built again.

Other values: the user, the number of jobs, stub domains (rarely needed),
and another place or branch to clone from, such as a mirror of your own.`;

const extrasHelp = `xen-docs       manual pages and documentation.
xen-grub-pvh   a GRUB that starts the kernel in a PVH guest's own disk
               (formerly xen-pvhgrub). The one to take for Arch guests.
xen-grub-pv64  the same for PV guests; it cannot unpack Arch's zstd kernels.

The last two come from one build, of GRUB's present sources. The guests'
kernels can also be given by file, without any of them.`;

const extraDetails: Readonly<Record<ExtraPackage, string>> = {
  'xen-docs': 'manual pages and documentation',
  'xen-grub-pvh': "starts a PVH guest's own kernel",
  'xen-grub-pv64': "starts a PV guest's own kernel",
};

const firmwareHelp = `xen-edk2 is built for Xen's virtual machines, from about 20 git submodules,
and lies where Xen looks for it.

edk2-ovmf comes from the repositories at once, but is made for QEMU and KVM.
Xen does not look for it: a guest must name it (firmware = "/usr/share/edk2
/x64/OVMF.4m.fd"), and whether it starts there has not been tried.`;

/** How packages are built is asked while there is one to build; which others there are, always. */
export function buildQuestions(facts: Facts, answers: Answers): readonly Question[] {
  const { build } = answers;
  if (basesToBuild(facts, answers).length === 0) return mainQuestions(facts, build).filter(({ path }) => furtherPackages.includes(path));
  return [...mainQuestions(facts, build), ...placeQuestions(facts, build), ...variableQuestions(facts, answers)];
}

const furtherPackages: readonly string[] = ['build.stubdom', 'build.extras', 'build.firmware'];

function mainQuestions(facts: Facts, build: Answers['build']): readonly Question[] {
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
      options: [
        ...facts.builders.map(({ user, home, sudo }) => ({
          label: user,
          detail: sudo === true ? home : `${home}; may not use sudo, yet could change what root installs`,
          value: user,
        })),
        { label: temporaryUser, detail: 'made for the build, removed after it', value: temporaryUser },
      ],
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
      kind: 'multiselect',
      path: 'build.extras',
      title: 'Further packages',
      help: extrasHelp,
      advanced: true,
      options: extraPackages.map((name) => ({ label: name, detail: extraDetails[name], value: name })),
      value: build.extras,
    },
    {
      kind: 'select',
      path: 'build.firmware',
      title: 'Firmware of UEFI guests',
      help: firmwareHelp,
      advanced: true,
      options: [
        { label: 'xen-edk2', detail: 'made for Xen, and where Xen looks for it; a large build', value: 'xen-edk2' },
        { label: 'edk2-ovmf', detail: "the repositories' own: no build, but not made for Xen", value: 'edk2-ovmf' },
      ],
      value: build.firmware,
    },
    {
      kind: 'confirm',
      path: 'build.tidy',
      title: 'Remove what only the build needed',
      help: 'Compilers and headers that the plan installs for the build are removed at its end,\nif nothing else needs them by then. A later build installs them again.',
      advanced: true,
      value: build.tidy,
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
