import type { ArchxenError } from '../core/error.ts';
import { effectOf, observed } from './observed.ts';
import type { System } from './port.ts';

/** The power is gone: nothing more happens on this host, and nobody can catch it and go on. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

export interface FaultOptions {
  /** The effect (write, link, append, remove, makeDirectory, run) that it happens at; the first is 1. */
  readonly at: number;
  /** `cut-before`, `cut-after`: power is lost just before or after that effect. An error: that effect fails, and all goes on. */
  readonly mode: 'cut-before' | 'cut-after' | ArchxenError;
}

/** A System that fails, or stops for good, at its n-th effect. */
export function faultySystem(system: System, { at, mode }: FaultOptions): System {
  let count = 0;
  let dead = false;
  const mustLive = (): void => {
    if (dead) throw new PowerCut('the power is gone');
  };
  const die = (): never => {
    dead = true;
    throw new PowerCut(`power lost at effect ${at}`);
  };
  const looking = async <T>(look: () => Promise<T>): Promise<T> => {
    mustLive();
    const seen = await look();
    mustLive();
    return seen;
  };
  const acting = async <T>(act: () => Promise<T>): Promise<T> => {
    mustLive();
    count += 1;
    if (count !== at) return looking(act);
    if (mode === 'cut-before') return die();
    if (mode !== 'cut-after') throw mode;
    await act();
    return die();
  };
  return {
    read: (...args) => looking(() => system.read(...args)),
    stat: (...args) => looking(() => system.stat(...args)),
    xattrs: (...args) => looking(() => system.xattrs(...args)),
    list: (...args) => looking(() => system.list(...args)),
    space: (...args) => looking(() => system.space(...args)),
    hardware: () => looking(() => system.hardware()),
    // The kernel drops the locks of a host that has no power.
    lock: (...args) => looking(() => system.lock(...args)),
    now: () => system.now(),
    write: (...args) => acting(() => system.write(...args)),
    copy: (...args) => acting(() => system.copy(...args)),
    link: (...args) => acting(() => system.link(...args)),
    append: (...args) => acting(() => system.append(...args)),
    remove: (...args) => acting(() => system.remove(...args)),
    makeDirectory: (...args) => acting(() => system.makeDirectory(...args)),
    run: (...args) => acting(() => system.run(...args)),
  };
}

/** Does something over a System and counts its effects: the places where the power can be lost. */
export async function countEffects(system: System, work: (system: System) => Promise<unknown>): Promise<readonly string[]> {
  const effects: string[] = [];
  await work(observed(system, (effect) => void effects.push(effectOf(effect))));
  return effects;
}
