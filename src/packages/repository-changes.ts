import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import { fileChange } from '../core/file-change.ts';
import { enableRepository, repositoriesOf } from '../formats/pacman-conf.ts';

/** xen needs lib32-glibc, which is in [multilib]. Who turned it on by hand, or was cut off in between, may have no list of it yet. */
export function multilibChanges(facts: Facts): readonly Change[] {
  const path = '/etc/pacman.conf';
  const text = facts.files[path]?.text;
  if (text === undefined || (facts.pacman.multilib && facts.pacman.multilibList !== false)) return [];
  const switchedOn = enableRepository(text, 'multilib');
  return [
    ...fileChange(facts, {
      id: 'build.multilib',
      title: 'Turn on [multilib]',
      why: 'the AUR package xen needs lib32-glibc, which is there',
      path,
      text: switchedOn,
    }),
    {
      kind: 'sync',
      id: 'build.sync',
      title: "Fetch the repositories' lists of packages",
      why: '[multilib] has none yet',
      repositories: repositoriesOf(switchedOn),
    },
  ];
}
