import { describe, expect, it } from '@jest/globals';
import { verifyVerb } from '../../src/cli/verify.ts';
import { setupRun } from '../../src/road/runs.ts';
import { stageText } from '../../src/road/stage-text.ts';
import { runVerb } from '../cli/verb-on.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';
import { text } from '../support/verified.ts';

/** A host on trial, booted by another entry than the one that is tried. */
async function bootedBy(name: string, choose: readonly string[]) {
  const recorded = host(name);
  const tree = freshTree(recorded);
  const system = started(recorded, tree);
  const on = roadOn(system);
  const facts = await on.gather(() => undefined);
  expect((await outcomeOf(on.apply(on.plan(facts, on.defaults(facts)), willing()))).outcome).toBe('applied');
  await system.run(choose);
  await on.reboot();
  return { tree, system, on };
}

const timerOf = async ({ system }: Awaited<ReturnType<typeof bootedBy>>): Promise<string> =>
  (await system.run(['systemctl', 'is-active', 'archxen-fall-back.timer'])).stdout.trim();

describe.each([
  ['plain-uefi-systemd-boot', ['bootctl', 'set-oneshot', 'archxen-rescue.conf']],
  ['plain-bios-grub', ['grub-reboot', 'archxen-rescue']],
])('the rescue entry, chosen during the trial on %s', (name, choose) => {
  it('is judged and recorded, and restarts nobody', async () => {
    const trial = await bootedBy(name, choose);
    expect((await trial.on.gather(() => undefined)).os.commandLine).toContain('archxen.entry=rescue');
    expect(await timerOf(trial)).toBe('active');
    const { exit, result } = await runVerb(verifyVerb, trial.system, ['verify', '--record']);
    expect([exit, result['failed']]).toEqual([0, true]);
    expect(await timerOf(trial)).toBe('inactive');
    expect((await setupRun(trial.system))?.marks.at(-1)).toMatchObject({
      name: 'red',
      detail: expect.arrayContaining([expect.stringMatching(/dom0_mem/)]),
    });

    const { next } = stageText(await trial.on.stage(await trial.on.gather(() => undefined)));
    expect(next).not.toContain('restarts');
    expect(text(trial.tree, '/run/archxen/login-message')).toContain(next);
    // Who asks is told the truth.
    expect((await runVerb(verifyVerb, trial.system, ['verify'])).exit).toBe(40);
  });
});

it('the entry that is tried is left when it is red', async () => {
  const trial = await bootedBy('plain-uefi-systemd-boot', ['true']);
  await trial.system.run(['systemctl', 'stop', 'xenconsoled.service']);
  expect((await runVerb(verifyVerb, trial.system, ['verify', '--record'])).exit).toBe(40);
  expect(await timerOf(trial)).toBe('active');
});
