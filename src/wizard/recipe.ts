import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import type { PackageBaseFacts } from '../core/facts-packages.ts';
import type { DetailLine } from './details.ts';

/** What a build will run, to be read before it is agreed to: what changed since the last build first, then the whole. */
export function recipeLines(change: Change, facts: Facts | undefined): readonly DetailLine[] {
  const base = change.kind === 'build' ? facts?.bases[change.base] : undefined;
  if (base === undefined) return [];
  return [
    ...changesSince(base),
    head(`PKGBUILD of ${base.base} ${base.version}, commit ${base.commit}`),
    ...context(base.pkgbuild),
    ...Object.entries(base.scripts ?? {}).flatMap(([name, text]) => [head(`${name}, which pacman runs as root`), ...context(text)]),
  ];
}

function changesSince({ lastBuilt, commit }: PackageBaseFacts): readonly DetailLine[] {
  if (lastBuilt === undefined) return [];
  if (lastBuilt.commit === commit) return [head('As it was built here before')];
  if (lastBuilt.diff === undefined) return [head(`Commit ${lastBuilt.commit}, built here before, is no longer there: read the whole`)];
  return [head(`Changes since commit ${lastBuilt.commit}, which was built here before`), ...lastBuilt.diff.split('\n').map(diffLine)];
}

const head = (text: string): DetailLine => ({ kind: 'file', text });
const context = (text: string): readonly DetailLine[] => text.split('\n').map((line) => ({ kind: 'context', text: line }));

function diffLine(text: string): DetailLine {
  if (/^(diff|---|\+\+\+|index) /.test(text)) return { kind: 'file', text };
  if (text.startsWith('@@')) return { kind: 'hunk', text };
  return { kind: text.startsWith('+') ? 'add' : text.startsWith('-') ? 'remove' : 'context', text };
}
