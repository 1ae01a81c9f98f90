import type { Answers } from '../core/answers.ts';
import type { BootOnceChange } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import { isRefusal } from './boot-loader.ts';
import { bootLoaders } from './index.ts';

export interface ArmedAlready {
  /** Goes before all that is changed: a run that stops half-way must lead back into Linux, not into a Xen that is half written. */
  readonly disarm: readonly BootOnceChange[];
  /** Undefined: the answers want no one-time boot any more, or not of the loader that has it set. */
  readonly arm?: BootOnceChange | undefined;
}

/** A one-time boot of Xen that an earlier plan, or a person, set and no boot has used up; also where the answers name another loader now. */
export function armedAlready(facts: Facts, answers: Answers): ArmedAlready {
  const chosen = answers.boot.loader === 'none' ? [] : [bootLoaders[answers.boot.loader]];
  const found = [...new Set([...chosen, ...Object.values(bootLoaders)])].flatMap((loader) => {
    if (!loader.isArmed(facts, answers)) return [];
    const setup = loader.setup(facts, answers);
    return isRefusal(setup) || setup.once?.kind !== 'boot-once' ? [] : [{ loader, once: setup.once }];
  });
  // BootNext is the same choice for all loaders whose trial is the firmware's.
  const each = found.filter(({ once }, at) => found.findIndex((other) => `${other.once.disarm}` === `${once.disarm}`) === at);
  const own = each.find(({ loader }) => loader === chosen[0]);
  return {
    disarm: each.map(({ loader, once }) => ({
      ...once,
      id: `boot.disarm.${loader.id}`,
      title: 'Take back the one-time boot of Xen that is set',
      why: 'What it would start is about to change; a run that stops half-way must lead back into Linux.',
      entry: null,
    })),
    ...(answers.boot.trial === 'once' && own && { arm: own.once }),
  };
}
