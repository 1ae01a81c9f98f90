import type { System } from '../../src/system/port.ts';

export class PowerCut extends Error {}

export interface Cut {
  readonly system: System;
  /** Effects so far. */
  readonly effects: () => number;
}

/** A system whose power goes before its effect number `at` (from 0). `torn`: of an append, that many bytes still reach the disk. */
export function cutBefore(system: System, at = Number.POSITIVE_INFINITY, torn?: number): Cut {
  let count = 0;
  let off = false;
  const effect = async <T>(work: () => Promise<T>, half?: () => Promise<void>): Promise<T> => {
    if (off) throw new PowerCut();
    if (count === at) {
      off = true;
      await half?.();
      throw new PowerCut();
    }
    count += 1;
    return work();
  };
  const look = async <T>(work: () => Promise<T>): Promise<T> => {
    if (off) throw new PowerCut();
    return work();
  };
  return {
    effects: () => count,
    system: {
      ...system,
      read: (...args) => look(() => system.read(...args)),
      stat: (...args) => look(() => system.stat(...args)),
      list: (...args) => look(() => system.list(...args)),
      write: (...args) => effect(() => system.write(...args)),
      copy: (...args) => effect(() => system.copy(...args)),
      link: (...args) => effect(() => system.link(...args)),
      append: (path, content) =>
        effect(
          () => system.append(path, content),
          torn === undefined ? undefined : () => system.append(path, content.slice(0, Math.min(torn, content.length - 1))),
        ),
      remove: (...args) => effect(() => system.remove(...args)),
      makeDirectory: (...args) => effect(() => system.makeDirectory(...args)),
      run: (...args) => effect(() => system.run(...args)),
    },
  };
}
