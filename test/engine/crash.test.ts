import { describe, expect, it } from '@jest/globals';
import { currentRun } from '../../src/engine/index.ts';
import { cutBefore, PowerCut } from './cut.ts';
import { applyAll, endOf, resumeAll, rollBackAll } from './drive.ts';
import { confirm, setup } from './plans.ts';
import { firstTree, reboot, state, type World, world } from './world.ts';

const first = state(firstTree());

async function finished(): Promise<{ readonly final: Readonly<Record<string, string>>; readonly effects: number }> {
  const { tree, system } = world();
  const counted = cutBefore(system);
  const end = endOf(await applyAll(counted.system, setup()));
  if (end !== 'applied') throw new Error(`the plan ended as ${end}`);
  return { final: state(tree), effects: counted.effects() };
}

/** A host whose power went before effect `at` of the set-up; `kind` says what happened to the process. */
async function broken(at: number, kind: 'reboot' | 'kill', torn?: number): Promise<World> {
  const host = world();
  await expect(applyAll(cutBefore(host.system, at, torn).system, setup())).rejects.toThrow(PowerCut);
  if (kind === 'reboot') reboot(host.tree);
  return host;
}

describe('a power cut before every effect', () => {
  it('is survived by going on: the host gets the final state', async () => {
    const { final, effects } = await finished();
    expect(effects).toBeGreaterThan(100);
    for (let at = 0; at < effects; at += 1) {
      for (const kind of ['reboot', 'kill'] as const) {
        const { system, tree } = await broken(at, kind);
        const events = (await currentRun(system)) === undefined ? await applyAll(system, setup()) : await resumeAll(system);
        expect([at, kind, endOf(events)]).toEqual([at, kind, 'applied']);
        expect(state(tree)).toEqual(final);
        // Having gone on, the way back still leads to the very beginning.
        await rollBackAll(system);
        expect(state(tree)).toEqual(first);
      }
    }
  });

  it('is survived by going back: the host gets the first state', async () => {
    const { effects } = await finished();
    for (let at = 0; at < effects; at += 1) {
      for (const kind of ['reboot', 'kill'] as const) {
        const { system, tree } = await broken(at, kind, at % 50);
        const events = await rollBackAll(system);
        expect([at, kind, endOf(events) ?? 'rolled-back']).toEqual([at, kind, 'rolled-back']);
        expect(state(tree)).toEqual(first);
        expect(await currentRun(system)).toBeUndefined();
      }
    }
  });

  it('is survived again before every effect of the way back', async () => {
    const { effects } = await finished();
    for (const at of [effects, effects - 1, Math.floor(effects / 2), Math.floor(effects / 3)]) {
      for (let second = 0; ; second += 1) {
        const host = world();
        await applyAll(cutBefore(host.system, at).system, setup()).catch(() => undefined);
        const cut = cutBefore(host.system, second, second % 40);
        const whole = await rollBackAll(cut.system).then(
          () => true,
          () => false,
        );
        if (second % 2 === 0) reboot(host.tree);
        // Both ways on: a new way back for the rest, or going on with the one that was cut.
        const run = await currentRun(host.system);
        if (run !== undefined)
          await (second % 3 === 0 && run.plans.at(-1)?.plan.purpose === 'rollback' ? resumeAll(host.system) : rollBackAll(host.system));
        expect([at, second, state(host.tree)]).toEqual([at, second, first]);
        expect(await currentRun(host.system)).toBeUndefined();
        if (whole) break;
      }
    }
  });

  it('is survived with a second plan of the run on the same file', async () => {
    for (let at = 0; ; at += 1) {
      const { system, tree } = world();
      await applyAll(system, setup());
      const whole = await applyAll(cutBefore(system, at).system, confirm).then(
        () => true,
        () => false,
      );
      reboot(tree);
      await rollBackAll(system);
      expect([at, state(tree)]).toEqual([at, first]);
      if (whole) break;
    }
  });
});
