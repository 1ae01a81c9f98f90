import type { Change } from '../core/change.ts';
import type { EngineEvent, WorkProgress } from '../core/event.ts';

export type ItemState = 'waiting' | 'running' | 'done' | 'unchanged' | 'failed';

export interface Item {
  /** Undefined: not known yet (a resumed plan tells its changes one by one). */
  readonly title?: string | undefined;
  readonly kind?: Change['kind'] | undefined;
  readonly state: ItemState;
  /** Milliseconds that it took. */
  readonly took?: number | undefined;
}

export type Failure = Omit<Extract<EngineEvent, { type: 'failed' }>, 'type'>;

/** A running plan, as much of it as a screen can show. Times are milliseconds since the epoch. */
export interface Progress {
  readonly items: readonly Item[];
  /** Index of the change being applied; undefined before the first. */
  readonly current?: number | undefined;
  readonly startedAt: number;
  readonly itemStartedAt: number;
  readonly now: number;
  readonly phase?: string | undefined;
  /** How far the current change is, if its last one tells. */
  readonly work?: WorkProgress | undefined;
  /** The last lines; the whole log is in a file. */
  readonly log: readonly string[];
  /** Lines so far of the current change. */
  readonly logLines: number;
  readonly warnings: readonly string[];
  readonly failure?: Failure | undefined;
}

/** Lines of the log that are kept for the screen. */
export const ringSize = 200;

/** Takes events as they come, gives a snapshot when one is wanted: a flood of lines costs a push each. */
export interface Collector {
  readonly take: (event: EngineEvent, now: number) => void;
  readonly snapshot: (now: number) => Progress;
}

export function createCollector(changes: readonly Change[], startedAt: number): Collector {
  const items: Item[] = changes.map(({ title, kind }) => ({ title, kind, state: 'waiting' }));
  const warnings: string[] = [];
  let log: string[] = [];
  let logLines = 0;
  let current: number | undefined;
  let itemStartedAt = startedAt;
  let phase: string | undefined;
  let work: WorkProgress | undefined;
  let failure: Failure | undefined;

  const begin = (event: Extract<EngineEvent, { type: 'begin' }>, now: number): void => {
    while (items.length < event.total) items.push({ state: 'waiting' });
    // A resumed plan begins in the middle: what comes before was done earlier.
    for (let index = 0; index < event.index; index++) {
      const item = items[index];
      if (item?.state === 'waiting') items[index] = { ...item, state: 'done' };
    }
    items[event.index] = { title: event.change.title, kind: event.change.kind, state: 'running' };
    current = event.index;
    itemStartedAt = now;
    phase = undefined;
    work = undefined;
    log = [];
    logLines = 0;
  };

  const settle = (index: number, state: ItemState, now: number): void => {
    const item = items[index];
    if (item !== undefined) items[index] = { ...item, state, took: now - itemStartedAt };
  };

  return {
    take: (event, now) => {
      switch (event.type) {
        case 'begin':
          return begin(event, now);
        case 'log':
          log.push(event.line);
          logLines++;
          if (log.length >= 2 * ringSize) log = log.slice(-ringSize);
          return;
        case 'phase':
          phase = event.phase;
          return;
        case 'progress': {
          const { type: _, index: _index, ...rest } = event;
          work = rest;
          return;
        }
        case 'done':
          return settle(event.index, event.changed ? 'done' : 'unchanged', now);
        case 'warn':
          warnings.push(event.message);
          return;
        case 'failed': {
          const { type: _, ...rest } = event;
          failure = rest;
          return settle(event.index, 'failed', now);
        }
        case 'end':
          return;
      }
    },
    snapshot: (now) => ({
      items: [...items],
      current,
      startedAt,
      itemStartedAt,
      now,
      phase,
      work,
      log: log.slice(-ringSize),
      logLines,
      warnings: [...warnings],
      failure,
    }),
  };
}

/** How many changes are behind. */
export const settled = (progress: Progress): number =>
  progress.items.filter((item) => item.state === 'done' || item.state === 'unchanged').length;
