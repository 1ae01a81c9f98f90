import type { Answers } from '../../src/core/answers.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Question } from '../../src/core/question.ts';
import { basesToBuild } from '../../src/packages/bases.ts';
import { xenSwitches } from '../../src/packages/build-environment.ts';
import { switchesOf } from '../../src/packages/switches.ts';
import { directories } from './build-directories.ts';

type Build = Answers['build'];

const whereHelp = `On the host: quick, but a program or library that happens to be installed
can get into the packages, or break their build.

Clean chroot: devtools, as Arch builds its own packages. Each build begins
with nothing but what the PKGBUILD names.

Container: the same by systemd-nspawn, with one root that is kept and brought
up to date. Both need about 2 GiB more, and fetch a base system first.`;

const sourceHelp = `Build once, install many: "archxen packages DIR" on the host that built Xen
writes its packages as a pacman repository. Other hosts then install from
there and build nothing.

Unsigned packages are trusted as they come: only from a folder, or over https
from a host of yours.`;

/** Where the packages come from or are built, and what they say of themselves. */
export const placeQuestions = (facts: Facts, build: Build): readonly Question[] => [
  {
    kind: 'select',
    path: 'build.source',
    title: 'Where the packages come from',
    help: sourceHelp,
    advanced: true,
    options: [
      { label: 'the AUR', detail: 'built here', value: 'aur' },
      { label: 'a repository', detail: 'that another host of yours wrote', value: 'repository' },
      { label: 'a folder', detail: 'the same, on this host or on a stick', value: 'directory' },
    ],
    value: build.source,
  },
  {
    kind: 'text',
    path: 'build.place',
    title: 'Address or folder of these packages',
    help: 'What stands in front of /archxen.db. Only for packages that were built elsewhere.',
    advanced: true,
    pattern: '((https?|file)://\\S+|/\\S+)?',
    example: 'https://build.example.org/archxen',
    value: build.place,
  },
  {
    kind: 'confirm',
    path: 'build.signed',
    title: 'These packages are signed',
    help: 'By a key that pacman trusts here (pacman-key --add, pacman-key --lsign-key).\nUnsigned ones are refused then.',
    advanced: true,
    value: build.signed,
  },
  {
    kind: 'select',
    path: 'build.where',
    title: 'Where to build',
    help: whereHelp,
    advanced: true,
    options: [
      { label: 'on this host', detail: 'quick; what is installed here can get in', value: 'in-place' },
      { label: 'in a clean chroot', detail: "devtools; as Arch's own packages are built", value: 'chroot' },
      { label: 'in a container', detail: 'systemd-nspawn, with a root that is kept', value: 'container' },
    ],
    value: build.where,
  },
  {
    kind: 'text',
    path: 'build.packager',
    title: 'Packager',
    help: 'PACKAGER of makepkg.conf: who the packages say made them. Empty leaves it to makepkg.',
    advanced: true,
    pattern: '[^\\n"\'`$\\\\]*',
    example: 'Ada Lovelace <ada@example.org>',
    value: build.packager,
  },
  ...(facts.pacman.installed['ccache'] === undefined
    ? []
    : [
        {
          kind: 'confirm',
          path: 'build.ccache',
          title: 'Compile through ccache',
          help: 'ccache is installed here. With it, a second build of the same sources takes a\nfraction of the time; it keeps the objects in the build folder.',
          advanced: true,
          value: build.ccache,
        } as const,
      ]),
];

const meaning: Readonly<Record<string, string>> = {
  boot_dir: 'Where xen.gz is installed. Derived from your boot loader.',
  efi_dir:
    'Where xen.efi is installed: the only one of the three that decides it.\nDerived from your boot loader and its EFI system partition. After the\nbuild it is checked that xen.efi is where the boot entry looks.',
  efi_mountpoint: 'Where the EFI system partition is mounted. It has an effect only in a\nPKGBUILD that sets EFI_VENDOR.',
};

/** One for each variable that a PKGBUILD takes, by its name; those with a question of their own are not among them. */
export function variableQuestions(facts: Facts, answers: Answers): readonly Question[] {
  const own = ['build_stubdom'];
  const derived = xenSwitches(answers.build, directories(facts, answers));
  return basesToBuild(facts, answers).flatMap(({ base }) =>
    switchesOf(facts.bases[base]?.pkgbuild ?? '')
      .filter(({ name }) => !own.includes(name))
      .map(
        ({ name, otherwise }): Question => ({
          kind: 'text',
          path: `build.variables.${name}`,
          title: `Variable ${name}`,
          help:
            meaning[name] ??
            `The PKGBUILD of ${base} takes ${name} from its environment; without it, it is ${otherwise === '' ? 'empty' : otherwise}.`,
          advanced: true,
          pattern: '[^\\n]*',
          example: otherwise,
          value: answers.build.variables[name] ?? (base === 'xen' ? derived[name] : undefined) ?? otherwise,
        }),
      ),
  );
}
