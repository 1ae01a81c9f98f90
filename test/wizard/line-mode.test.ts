import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { runLines } from '../../src/wizard/line-mode.ts';
import { createWizard } from '../../src/wizard/runner.ts';
import { createFakeRoad, failsAtSecond, fakeChanges, goesWell } from '../support/fake-road.ts';
import { fakeSteps } from '../support/fake-steps.ts';

/** A person who types these lines, and then nothing but Enter. */
async function type(typed: readonly string[], road = createFakeRoad()) {
  const wizard = createWizard(road, fakeSteps);
  const printed: string[] = [];
  const rest = [...typed];
  let asked = 0;
  await runLines(wizard, {
    print: (line) => printed.push(line),
    ask: async (prompt) => {
      printed.push(prompt);
      if (++asked > 60) return undefined;
      // Even a person who pastes leaves the program a turn of its event loop.
      await setImmediate();
      return rest.shift() ?? '';
    },
  });
  return { road, printed: printed.join('\n'), outcome: await wizard.finished, answers: wizard.getSnapshot().answers };
}

describe('line mode', () => {
  it('Enter alone leads from a fresh host to a confirmed one', async () => {
    const road = createFakeRoad({
      reboot: async () => {
        road.script.stage = { at: 'in-dom0' };
        return 'back';
      },
    });
    const { outcome, printed } = await type([], road);
    expect(road.calls).toEqual(expect.arrayContaining(['apply', 'reboot', 'verify', 'confirm']));
    expect(printed).toContain('12/12  Add file 9');
    expect(outcome.code).toBe(0);
  });

  it('takes numbers, values and words, and says what it did not understand', async () => {
    const { answers, printed, outcome } = await type(['', 'x', '1 3', '', '3', '2', '12', '6000', '', '2', '', '2', 's', 'b', '?', 'q']);
    expect(printed).toContain('"x" is not among the answers here.');
    expect(answers?.guests.kinds).toEqual(['pvh', 'hvm']);
    expect(printed).toContain('Give a whole number from 512 to 30000 MiB.');
    expect(answers?.dom0.memoryMiB).toBe(6000);
    expect(answers?.network.mode).toBe('none');
    expect(printed).toContain('$ pacman -Syu --noconfirm');
    expect(printed).toContain('Saved as /root/archxen-plan.json');
    expect(printed).toContain('Linux stays the default.');
    expect(outcome.code).toBe(0);
    expect(printed).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('shows the cause of a failure, and leaves', async () => {
    const { printed, outcome } = await type(
      ['', '', '', '', '', '', '', '3'],
      createFakeRoad({ apply: (_hands, changes) => failsAtSecond(changes) }),
    );
    expect(printed).toContain('The whole log: /var/log/archxen/pacman.log');
    expect(outcome.code).toBe(31);
  });

  it('asks whether to keep the network', async () => {
    const said: boolean[] = [];
    const road = createFakeRoad({
      apply: async function* (hands) {
        said.push(await hands.ask({ kind: 'keep-network', message: 'The bridge is up.', deadline: Date.now() + 5000 }));
        yield* goesWell(fakeChanges);
      },
    });
    await type(['', '', '', '', '', '', '', '2'], road);
    expect(said).toEqual([false]);
  });
});
