import type { Answers } from '../core/answers.ts';
import type { PackageChange } from '../core/change-packages.ts';
import type { Facts } from '../core/facts.ts';
import type { PackageBaseFacts } from '../core/facts-packages.ts';
import { packageName } from './dependencies.ts';

/** What the builds brought and no package that stays asks for, removed again if the person wants that. */
export function tidyChanges(
  facts: Facts,
  { build }: Answers,
  bases: readonly PackageBaseFacts[],
  brought: readonly string[],
): readonly PackageChange[] {
  const needed = new Set(bases.flatMap(({ depends }) => depends).map(packageName));
  const names = brought.filter((name) => !needed.has(name));
  if (!build.tidy || names.length === 0) return [];
  return [
    {
      kind: 'package',
      id: 'build.tidy',
      title: `Remove what only the build needed: ${names.length} ${names.length === 1 ? 'package' : 'packages'}`,
      why: 'with what they brought, and only where nothing else needs it by now',
      action: 'remove',
      names,
      from: { source: 'repository' },
      asDependencies: true,
      temporary: { keep: facts.pacman.orphans ?? [] },
    },
  ];
}
