import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import { fileChange } from '../core/file-change.ts';
import { addRepository, enableRepository, repositoriesOf } from '../formats/pacman-conf.ts';
import { dom0Record } from './bases.ts';
import { wantedPackages } from './wanted.ts';

/** The repository that `archxen packages DIR` writes. */
export const repositoryName = 'archxen';

/** Where packages of a folder are copied to: pacman reads them as its DownloadUser, and at each `pacman -Sy` from then on. */
const repositoryDirectory = '/var/cache/archxen/repository';

const isFolder = ({ build }: Pick<Answers, 'build'>): boolean => build.source === 'directory';
const placeOf = ({ build }: Pick<Answers, 'build'>): string => build.place.replace(/(?<=.)\/+$/, '');

/** pacman's address of what another host built. */
const serverOf = (answers: Pick<Answers, 'build'>): string => (isFolder(answers) ? `file://${repositoryDirectory}` : answers.build.place);

/** Packages that another host built, installed by pacman: the repository is made known, and its packages come with what they need. */
export function elsewhereChanges(facts: Facts, answers: Answers): readonly Change[] {
  const names = wantedPackages(answers)
    .map(({ name }) => name)
    .filter((name) => facts.pacman.installed[name] === undefined);
  const path = '/etc/pacman.conf';
  const text = facts.files[path]?.text;
  if (names.length === 0 || text === undefined) return [];
  const known = addRepository(enableRepository(text, 'multilib'), repositoryName, {
    Server: serverOf(answers),
    SigLevel: answers.build.signed ? 'Required DatabaseOptional' : 'Optional TrustAll',
  });
  return [
    ...copied(answers),
    ...fileChange(facts, {
      id: 'build.repository',
      title: `Make the repository at ${serverOf(answers)} known`,
      why: 'another host built Xen; [multilib] has what it needs',
      path,
      text: known,
    }),
    {
      kind: 'sync',
      id: 'build.sync',
      title: "Fetch the repositories' lists of packages",
      why: `[${repositoryName}] has none yet`,
      repositories: repositoriesOf(known),
    },
    {
      kind: 'package',
      id: 'build.install',
      title: `Install ${names.join(', ')}`,
      why: `from ${answers.build.place}, with what they need`,
      action: 'install',
      names,
      from: { source: 'repository' },
      asDependencies: false,
      leavings: dom0Record,
    },
  ];
}

function copied(answers: Answers): readonly Change[] {
  const from = placeOf(answers);
  if (!isFolder(answers) || from === repositoryDirectory) return [];
  return [
    {
      kind: 'repository',
      id: 'build.copy',
      title: `Copy the packages in ${from} to ${repositoryDirectory}`,
      why: 'pacman reads a repository at each -Sy, and may not look everywhere',
      name: repositoryName,
      from,
      to: repositoryDirectory,
    },
  ];
}
