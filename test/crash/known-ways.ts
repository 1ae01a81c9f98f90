import { logDirectory } from '../../src/changes/state-paths.ts';
import type { Change } from '../../src/core/change.ts';
import { sha256 } from '../../src/core/digest.ts';
import type { EngineEvent } from '../../src/core/event.ts';
import { journalDirectory } from '../../src/engine/journal.ts';
import { bootRestorePath, restorePath } from '../../src/engine/restore/keep.ts';
import type { Tree, TreeNode } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { fingerprint } from './states.ts';

/** Where a walk is: by the index of the change that was done last, -1 before the first. */
export type PlaceOf = (done: number) => string;

/** A walk to the end of a plan. `walk` ends early when the signal says so; `wrong` says what of the end is not as it shall be. */
export interface Walk {
  readonly system: System;
  readonly placeOf: PlaceOf;
  readonly walk: (system: System, signal: AbortSignal) => Promise<End>;
  readonly wrong: (end: End) => readonly string[];
}

export interface End {
  readonly outcome: string;
  readonly events: readonly EngineEvent[];
}

/**
 * Walks that ended well, and the places on them. All state of a simulated host is in its tree, so what comes after a place is
 * always the same: a walk that comes to a known place ends there, and from each place it is walked to the end once. `whole`:
 * every walk goes to the very end, whatever is known.
 */
export function knownWays(whole = false): {
  readonly knows: (place: string) => boolean;
  readonly go: (walk: Walk) => Promise<readonly string[]>;
  readonly toTheEnd: () => number;
} {
  const known = new Set<string>();
  let walked = 0;
  return {
    knows: (place) => known.has(place),
    toTheEnd: () => walked,
    go: async ({ system, placeOf, walk, wrong }) => {
      const passed = [placeOf(-1)];
      if (known.has(passed.join())) return [];
      const stop = new AbortController();
      const end = await walk(
        afterEachDone(system, (index) => {
          passed.push(placeOf(index));
          if (known.has(passed.at(-1) ?? '')) stop.abort('known');
        }),
        stop.signal,
      );
      const met = stop.signal.aborted && (end.outcome === 'stopped' || known.has(passed.at(-1) ?? ''));
      if (!met) walked += 1;
      const differ = met ? [] : wrong(end);
      if (differ.length === 0 && !whole) for (const place of passed) known.add(place);
      return differ;
    },
  };
}

/** The same System, that is seen at each change that is noted as done. */
export function afterEachDone(system: System, see: (index: number) => void): System {
  return {
    ...system,
    append: async (path, content) => {
      await system.append(path, content);
      const index = /^\n?\d+ [0-9a-f]+ \{"type":"done","plan":"[0-9a-f]+","index":(\d+)/.exec(Buffer.from(content).toString())?.[1];
      if (path.startsWith(`${journalDirectory}/`) && index !== undefined) see(Number(index));
    },
  };
}

/** On the way there: all of the tree; of the journal what it says of plans and ways back. */
export const placeThere =
  (treeNow: () => Tree): PlaceOf =>
  (done) => {
    const tree = treeNow();
    const said = [...tree].filter(([path]) => isJournal(path)).map(sayings);
    return `${done} ${fingerprint(tree, (path) => isJournal(path) || isToldOnly(path))} ${sha256(said.join('\n'))}`;
  };

const sayings = ([path, node]: readonly [string, TreeNode]): string =>
  `${path}\n${(node.type === 'file' ? Buffer.from(node.content).toString() : '').replaceAll(/^\d+ [0-9a-f]+ \{"type":"done".*\n/gm, '')}`;

/** On the way back: the host, and what of the plan is left. How the host came there makes no difference. */
export function placeBack(treeNow: () => Tree, changes: readonly Change[]): PlaceOf {
  const left = [''];
  for (const change of changes.toReversed()) left.unshift(sha256(left[0] + JSON.stringify(change)));
  return (done) =>
    `${left[done + 1]} ${fingerprint(treeNow(), (path) => isJournal(path) || isToldOnly(path) || path === restorePath || path === bootRestorePath)}`;
}

const isJournal = (path: string): boolean => path.startsWith(`${journalDirectory}/`);
/** Written for people, as how long a build took is: nothing that archxen does depends on them. */
const isToldOnly = (path: string): boolean => path.startsWith(`${logDirectory}/`) || /^\/var\/cache\/.*\/history\.json$/.test(path);
