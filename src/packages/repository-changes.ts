import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import { fileChange } from '../core/file-change.ts';
import { enableRepository } from '../formats/pacman-conf.ts';

/** xen needs lib32-glibc, which is in [multilib]. */
export function multilibChanges(facts: Facts): readonly Change[] {
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
