import { describe, expect, it } from '@jest/globals';
import { ArchxenError } from '../../src/core/error.ts';
import type { EngineEvent } from '../../src/core/event.ts';
import { forkOf } from '../../src/wizard/choices.ts';
import { createWizard, type Wizard } from '../../src/wizard/runner.ts';
import type { Session } from '../../src/wizard/session.ts';
import { trailOf } from '../../src/wizard/trail.ts';
import { enter, onScreen, until } from '../support/enter.ts';
import { fakeAnswers } from '../support/fake-facts.ts';
import { createFakeRoad, failsAtSecond, fakeChanges, goesWell, multilibFails, passes } from '../support/fake-road.ts';
import { fakeSteps } from '../support/fake-steps.ts';

const start = (...of: Parameters<typeof createFakeRoad>) => {
  const road = createFakeRoad(...of);
  return { road, wizard: createWizard(road, fakeSteps) };
};

/** Presses Enter until the screen is reached; gives the screens on which it was pressed. */
async function enterUntil(wizard: Wizard, goal: Session['screen']['at']): Promise<readonly string[]> {
  const pressed: string[] = [];
  for (let guard = 0; guard < 30; guard++) {
    const session = await until(wizard, (now) => now.screen.at === goal || enter(now) !== undefined);
    if (session.screen.at === goal) return pressed;
    const action = enter(session);
    if (action === undefined) continue;
    pressed.push(trailOf(session).labels[trailOf(session).at] ?? session.screen.at);
    wizard.send(action);
  }
  throw new Error(`Enter alone does not lead to ${goal}: ${pressed.join(', ')}`);
}

describe('the road by Enter alone', () => {
  it('leads from a fresh host to the reboot in eight prompts', async () => {
    const { road, wizard } = start();
    const pressed = await enterUntil(wizard, 'rebooting');
    expect(pressed).toEqual(['Check', 'Guests', 'Build', 'dom0', 'Network', 'Boot', 'Review', 'Apply']);
    expect(road.calls.filter((call) => ['apply', 'reboot'].includes(call))).toEqual(['apply', 'reboot']);
    await until(wizard, (session) => session.screen.at === 'rebooting' && session.screen.goingDown);
  });

  it('applies, reboots, verifies, confirms and finishes', async () => {
    const { road, wizard } = start({
      reboot: async () => {
        road.script.stage = { at: 'in-dom0' };
        return 'back';
      },
    });
    expect(await enterUntil(wizard, 'verdict')).toHaveLength(8);
    expect(await enterUntil(wizard, 'finished')).toEqual(['Verify', 'Confirm']);
    wizard.send({ type: 'leave' });
    expect((await wizard.finished).code).toBe(0);
    expect(road.calls.filter((call) => !['gather', 'keepAnswers'].includes(call))).toEqual(['apply', 'reboot', 'verify', 'confirm']);
  });

  it('begins a run only when the last answers are on the disk: both write in one folder', async () => {
    const { road, wizard } = start();
    const order: string[] = [];
    const { promise: disk, resolve: written } = Promise.withResolvers<void>();
    Object.assign(road, { keepAnswers: () => disk.then(() => void order.push('kept')) });
    const { apply } = road.script;
    road.script.apply = (...of) => {
      order.push('apply');
      return apply(...of);
    };
    await enterUntil(wizard, 'running');
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    written();
    await enterUntil(wizard, 'done');
    expect(order.filter((one, index) => one !== order[index - 1])).toEqual(['kept', 'apply']);
  });
});

describe('check', () => {
  it('refuses to go on while a row fails, says what to do, and reads again', async () => {
    const { road, wizard } = start({ preflight: [...passes, multilibFails] });
    const before = await until(wizard, onScreen('check'));
    expect(before.screen).toMatchObject({ row: passes.length });
    wizard.send({ type: 'go-on' });
    expect(wizard.getSnapshot().screen.at).toBe('check');
    expect(wizard.getSnapshot().notice).toBe('Not yet: pacman says FAIL. Do what its "fix" says, then press r.');
    road.script.preflight = passes;
    wizard.send({ type: 'check-again' });
    await until(wizard, onScreen('check'));
    wizard.send({ type: 'go-on' });
    expect(wizard.getSnapshot().screen).toMatchObject({ at: 'step', title: 'Guests' });
  });

  it('leads to the questions where another answer mends what fails', async () => {
    const run = { ...fakeAnswers, boot: { ...fakeAnswers.boot, kernel: 'linux-zen' } };
    const { road, wizard } = start({ stage: { at: 'confirmed' }, run });
    const { preflight } = road;
    Object.assign(road, {
      preflight: (...of: Parameters<typeof preflight>) => {
        const report = preflight(...of);
        return of[1].boot.kernel === 'linux-zen' ? { ...report, checks: [...report.checks, multilibFails] } : report;
      },
    });
    await until(wizard, onScreen('verdict'));
    wizard.send({ type: 'set-up-again' });
    await until(wizard, onScreen('check'));
    wizard.send({ type: 'go-on' });
    expect(wizard.getSnapshot().screen).toMatchObject({ at: 'step', title: 'Guests' });
    expect(await enterUntil(wizard, 'review')).toContain('Boot');
    expect(wizard.getSnapshot().screen).toMatchObject({ refused: [multilibFails] });
  });

  it('left with a failure ends with the code of a refusal', async () => {
    const { wizard } = start({ preflight: [multilibFails] });
    await until(wizard, onScreen('check'));
    wizard.send({ type: 'leave' });
    expect(await wizard.finished).toMatchObject({ code: 20, words: ['Nothing has been changed.', expect.stringContaining('pacman')] });
  });

  it('opens and closes the details of a row', async () => {
    const { wizard } = start();
    await until(wizard, onScreen('check'));
    wizard.send({ type: 'look-at-row', by: 1 });
    wizard.send({ type: 'show-details' });
    expect(wizard.getSnapshot().overlay).toMatchObject({ kind: 'check', check: { id: 'iommu' } });
    wizard.send({ type: 'close-overlay' });
    expect(wizard.getSnapshot().overlay).toBeUndefined();
  });
});

describe('steps', () => {
  const atStep = async (title: string, ...of: Parameters<typeof createFakeRoad>) => {
    const { road, wizard } = start(...of);
    for (;;) {
      const session = await until(wizard, (now) => enter(now) !== undefined);
      if (session.screen.at === 'step' && session.screen.title === title) return { road, wizard };
      const action = enter(session);
      if (action !== undefined) wizard.send(action);
    }
  };

  it('keeps the answers of every accepted step, so that leaving loses nothing', async () => {
    const { road, wizard } = await atStep('dom0');
    wizard.send({ type: 'answer', path: 'dom0', value: { memoryMiB: 8192, vcpus: 6 } });
    wizard.send({ type: 'leave' });
    expect((await wizard.finished).code).toBe(0);
    expect(road.script.kept?.dom0).toEqual({ memoryMiB: 8192, vcpus: 6 });
    const again = start({ kept: road.script.kept });
    expect((await until(again.wizard, onScreen('check'))).answers?.dom0.memoryMiB).toBe(8192);
  });

  it('goes back with Esc, to the step before and at last to the check', async () => {
    const { wizard } = await atStep('Build');
    wizard.send({ type: 'go-back' });
    expect(wizard.getSnapshot().screen).toMatchObject({ at: 'step', title: 'Guests' });
    wizard.send({ type: 'go-back' });
    expect(wizard.getSnapshot().screen.at).toBe('check');
  });

  it('takes other values in a form, tells what is wrong with them, and goes on with them', async () => {
    const { road, wizard } = await atStep('dom0');
    const step = fakeSteps.findIndex((one) => one.id === 'dom0');
    wizard.send({ type: 'open-other-values', step });
    wizard.send({ type: 'edit-value', path: 'dom0.memoryMiB' });
    wizard.send({ type: 'type-answer', path: 'dom0.memoryMiB', text: '12' });
    expect(wizard.getSnapshot().screen).toMatchObject({ problem: 'Give a whole number from 512 to 30000 MiB.' });
    wizard.send({ type: 'type-answer', path: 'dom0.memoryMiB', text: '25000' });
    expect(wizard.getSnapshot().screen).toMatchObject({ view: { kind: 'form' } });
    wizard.send({ type: 'accept-values', step });
    expect(wizard.getSnapshot().screen).toMatchObject({ problem: 'dom0: too little is left for guests. Give dom0 less.' });
    wizard.send({ type: 'edit-value', path: 'dom0.memoryMiB' });
    wizard.send({ type: 'go-back' });
    wizard.send({ type: 'edit-value', path: 'dom0.memoryMiB' });
    wizard.send({ type: 'type-answer', path: 'dom0.memoryMiB', text: '6000' });
    wizard.send({ type: 'accept-values', step });
    expect(wizard.getSnapshot().screen).toMatchObject({ at: 'step', title: 'Network' });
    await until(wizard, () => road.script.kept?.dom0.memoryMiB === 6000 || road.calls.includes('keepAnswers'));
  });

  it('does not take what this host cannot have', async () => {
    const { wizard } = await atStep('Guests');
    wizard.send({ type: 'answer', path: 'guests.kinds', value: ['pvh', 'uefi'] });
    expect(wizard.getSnapshot().screen).toMatchObject({
      title: 'Guests',
      problem: 'UEFI is not possible here: edk2-ovmf is not in the repositories',
    });
  });

  it('ignores a key press that belongs to another screen', async () => {
    const { wizard } = await atStep('Build');
    wizard.send({ type: 'answer', path: 'dom0', value: { memoryMiB: 8192, vcpus: 6 } });
    wizard.send({ type: 'go-on' });
    expect(wizard.getSnapshot().screen).toMatchObject({ at: 'step', title: 'Build' });
    expect(wizard.getSnapshot().answers?.dom0).toEqual(fakeAnswers.dom0);
  });

  it('has the values of a step without a prompt among the other values of the step before', async () => {
    const { wizard } = await atStep('Boot');
    const step = fakeSteps.findIndex((one) => one.id === 'boot');
    wizard.send({ type: 'open-other-values', step });
    wizard.send({ type: 'edit-value', path: 'services.autostart' });
    wizard.send({ type: 'answer', path: 'services.autostart', value: false });
    wizard.send({ type: 'accept-values', step });
    expect(wizard.getSnapshot()).toMatchObject({ screen: { at: 'review' }, answers: { services: { autostart: false } } });
  });

  it('explains the question', async () => {
    const { wizard } = await atStep('Network');
    wizard.send({ type: 'ask-for-help' });
    expect(wizard.getSnapshot().overlay).toMatchObject({ kind: 'help', text: 'The bridge change reverts by itself.' });
  });
});

describe('review', () => {
  it('agrees to the plan that is shown and to no other, and saves it', async () => {
    const { road, wizard } = start();
    await enterUntil(wizard, 'review');
    wizard.send({ type: 'agree', sha256: 'another' });
    expect(wizard.getSnapshot().screen.at).toBe('review');
    wizard.send({ type: 'save-plan' });
    await until(wizard, (session) => session.notice === 'Saved as /root/archxen-plan.json');
    wizard.send({ type: 'look-at-change', by: 1 });
    expect(wizard.getSnapshot().screen).toMatchObject({
      view: { selected: 1, details: [{ kind: 'command', text: '$ pacman -Syu --noconfirm' }, {}] },
    });
    wizard.send({ type: 'go-back' });
    expect(wizard.getSnapshot().screen).toMatchObject({ at: 'step', title: 'Boot' });
    expect(road.calls).not.toContain('apply');
  });

  it('shows why no plan can be made', async () => {
    const { wizard } = start({
      plan: () => {
        throw new ArchxenError('no-space', 'The ESP is full.', { hint: 'Free 40 MiB.' });
      },
    });
    await enterUntil(wizard, 'review');
    expect(wizard.getSnapshot().screen).toMatchObject({ problem: { code: 'no-space', hint: 'Free 40 MiB.' } });
    wizard.send({ type: 'leave' });
    expect((await wizard.finished).code).toBe(30);
  });
});

describe('apply', () => {
  it('stops after a change when Ctrl-C was meant, and resumes', async () => {
    const { wizard } = start({
      apply: async function* (hands): AsyncGenerator<EngineEvent> {
        const [change] = fakeChanges;
        if (change === undefined) return;
        yield { type: 'begin', index: 0, total: 12, change };
        if (!hands.signal.aborted) await new Promise((resolve) => hands.signal.addEventListener('abort', resolve));
        yield { type: 'done', index: 0, changed: true };
        yield { type: 'end', outcome: 'stopped' };
      },
    });
    await enterUntil(wizard, 'running');
    wizard.send({ type: 'leave' });
    expect(wizard.getSnapshot()).toMatchObject({ screen: { at: 'running' }, overlay: { kind: 'stop' } });
    wizard.send({ type: 'close-overlay' });
    wizard.send({ type: 'interrupt' });
    wizard.send({ type: 'stop-after-this-change' });
    expect(wizard.getSnapshot().screen).toMatchObject({ at: 'running', stopping: true });
    const stopped = await until(wizard, onScreen('failed'));
    expect(stopped.screen).toMatchObject({ outcome: 'stopped' });
    await enterUntil(wizard, 'done');
  });

  it('brings the change to its end and leaves when the terminal is gone', async () => {
    const { wizard } = start({
      apply: async function* (hands): AsyncGenerator<EngineEvent> {
        const kept = await hands.ask({ kind: 'keep-network', message: 'The bridge is up.', deadline: Date.now() + 5000 });
        yield { type: 'end', outcome: kept || !hands.signal.aborted ? 'applied' : 'stopped' };
      },
    });
    await enterUntil(wizard, 'review');
    const action = enter(wizard.getSnapshot());
    if (action !== undefined) wizard.send(action);
    await until(wizard, (session) => session.screen.at === 'running' && session.screen.ask !== undefined);
    wizard.send({ type: 'hang-up' });
    expect(wizard.getSnapshot().screen).toMatchObject({ at: 'running', stopping: true });
    expect(await wizard.finished).toMatchObject({ code: 130, words: [expect.stringContaining('Stopped'), expect.anything()] });
  });

  it('leaves at once when the terminal is gone and nothing is being applied', async () => {
    const { wizard } = start();
    await until(wizard, onScreen('check'));
    wizard.send({ type: 'hang-up' });
    expect((await wizard.finished).code).toBe(130);
  });

  it('tells the cause of a failure with its log, and resumes on Enter', async () => {
    const { road, wizard } = start({ apply: (_hands, changes) => failsAtSecond(changes) });
    await enterUntil(wizard, 'failed');
    const fork = forkOf(wizard.getSnapshot());
    expect(fork?.lines.join('\n')).toContain('/var/log/archxen/pacman.log');
    expect(fork?.evidence).toContain('error: failed retrieving file');
    expect(fork?.choices.map((choice) => choice.label)).toEqual(['Try again', 'Roll back', 'Leave']);
    await enterUntil(wizard, 'done');
    expect(road.calls.at(-2)).toBe('resume');
  });

  it('rolled back after a failure ends with its own code', async () => {
    const { road, wizard } = start({ apply: (_hands, changes) => failsAtSecond(changes) });
    await enterUntil(wizard, 'failed');
    wizard.send({ type: 'look-at-way-back' });
    await until(wizard, onScreen('way-back'));
    await enterUntil(wizard, 'finished');
    wizard.send({ type: 'leave' });
    expect((await wizard.finished).code).toBe(30);
    expect(road.calls).toContain('rollBack');
  });

  it('a host that changed since is read again, and nothing was begun', async () => {
    const { wizard } = start({
      // biome-ignore lint/correctness/useYield: it refuses before the first event
      apply: async function* (): AsyncGenerator<EngineEvent> {
        throw new ArchxenError('host-changed', '/etc/pacman.conf has changed since the plan was made.');
      },
    });
    await enterUntil(wizard, 'failed');
    expect(forkOf(wizard.getSnapshot())?.choices[0]?.label).toBe('Read the host again');
    wizard.send({ type: 'check-again' });
    await until(wizard, onScreen('check'));
  });

  it.each([
    ['keep-network', true],
    ['take-network-back', false],
  ] as const)('%s is the answer to the running plan', async (type, kept) => {
    const answers: boolean[] = [];
    const { wizard } = start({
      apply: async function* (hands): AsyncGenerator<EngineEvent> {
        answers.push(await hands.ask({ kind: 'keep-network', message: 'The bridge is up.', deadline: Date.now() + 5000 }));
        yield* goesWell(fakeChanges);
      },
    });
    await enterUntil(wizard, 'review');
    const action = enter(wizard.getSnapshot());
    if (action !== undefined) wizard.send(action);
    await until(wizard, (session) => session.screen.at === 'running' && session.screen.ask !== undefined);
    wizard.send({ type });
    await until(wizard, (session) => session.screen.at !== 'running');
    expect(answers).toEqual([kept]);
  });

  it('no answer in time means that the network is taken back', async () => {
    const answers: boolean[] = [];
    const { wizard } = start({
      apply: async function* (hands): AsyncGenerator<EngineEvent> {
        answers.push(await hands.ask({ kind: 'keep-network', message: 'The bridge is up.', deadline: Date.now() + 50 }));
        yield* goesWell(fakeChanges);
      },
    });
    await enterUntil(wizard, 'review');
    const action = enter(wizard.getSnapshot());
    if (action !== undefined) wizard.send(action);
    await until(wizard, (session) => session.screen.at !== 'running' && session.screen.at !== 'review');
    expect(answers).toEqual([false]);
  });

  it('a flood of lines becomes few snapshots with the last lines', async () => {
    const { wizard } = start({
      apply: async function* (): AsyncGenerator<EngineEvent> {
        const [change] = fakeChanges;
        if (change === undefined) return;
        yield { type: 'begin', index: 0, total: 1, change };
        for (let line = 1; line <= 20_000; line++) yield { type: 'log', index: 0, line: `line ${line}` };
        yield { type: 'end', outcome: 'failed' };
      },
    });
    let snapshots = 0;
    wizard.subscribe(() => {
      if (wizard.getSnapshot().screen.at === 'running') snapshots++;
    });
    await enterUntil(wizard, 'failed');
    const { screen } = wizard.getSnapshot();
    expect(screen.at === 'failed' ? [screen.progress.logLines, screen.progress.log.length, screen.progress.log.at(-1)] : []).toEqual([
      20_000,
      200,
      'line 20000',
    ]);
    expect(snapshots).toBeLessThan(30);
  });
});

describe('later visits', () => {
  it.each([
    [{ at: 'interrupted', done: 3, total: 12, rollback: false, failed: false }, 'crossroads', ['Resume', 'Roll back', 'Leave']],
    [{ at: 'interrupted', done: 1, total: 12, rollback: true, failed: true }, 'crossroads', ['Go on with the rollback', 'Leave']],
    [{ at: 'armed' }, 'done', ['Reboot now', 'Later', 'Change the set-up', 'Roll back']],
    [{ at: 'fell-back', why: 'Xen panicked.', evidence: ['pstore'] }, 'crossroads', ['Try again', 'Roll back', 'Leave']],
    [{ at: 'in-dom0' }, 'verdict', ['Go on', 'Roll back']],
    [{ at: 'verified' }, 'confirm', ['Yes, boot Xen from now on', 'Not yet', 'Roll back']],
    [{ at: 'verified', untried: 'A new kernel never booted.' }, 'crossroads', ['Leave', 'Reboot now', 'Change the set-up', 'Roll back']],
    [{ at: 'confirmed' }, 'verdict', ['Go on', 'Change the set-up', 'Roll back']],
    [{ at: 'confirmed-but-linux' }, 'crossroads', ['Reboot into Xen now', 'Change the set-up', 'Roll back', 'Leave']],
    [{ at: 'confirmed-but-linux', linuxIsDefault: true }, 'crossroads', ['Leave', 'Reboot now', 'Change the set-up', 'Roll back']],
    [{ at: 'foreign-xen' }, 'verdict', ['Go on']],
  ] as const)('%j begins with its own screen', async (stage, at, labels) => {
    const { wizard } = start({ stage, run: fakeAnswers });
    const session = await until(wizard, onScreen(at));
    expect(forkOf(session)?.choices.map((choice) => choice.label)).toEqual(labels);
  });

  it('fell back: says why with evidence, and leads to the review with the answers of the run', async () => {
    const run = { ...fakeAnswers, dom0: { memoryMiB: 2048, vcpus: 2 } };
    const { wizard } = start({ stage: { at: 'fell-back', why: 'Xen panicked.', evidence: ['/sys/fs/pstore/dmesg-1'] }, run });
    const session = await until(wizard, onScreen('crossroads'));
    expect(forkOf(session)).toMatchObject({ lines: ['Xen panicked.', expect.anything()], evidence: ['/sys/fs/pstore/dmesg-1'] });
    await enterUntil(wizard, 'review');
    expect(wizard.getSnapshot().answers?.dom0).toEqual(run.dom0);
  });

  it.each([
    [{ at: 'armed' }, 'done'],
    [{ at: 'confirmed' }, 'verdict'],
    [{ at: 'confirmed-but-linux' }, 'crossroads'],
    [{ at: 'fell-back', why: 'Xen panicked.', evidence: [] }, 'crossroads'],
  ] as const)('%j: another set-up begins with the answers of the run, and with what can be added', async (stage, at) => {
    const run = { ...fakeAnswers, dom0: { memoryMiB: 2048, vcpus: 2 } };
    const { road, wizard } = start({ stage, run });
    await until(wizard, onScreen(at));
    wizard.send({ type: 'set-up-again' });
    expect((await until(wizard, onScreen('check'))).answers?.dom0).toEqual(run.dom0);
    wizard.send({ type: 'check-again' });
    await until(wizard, onScreen('check'));
    expect(road.calls.filter((call) => call.startsWith('gather'))).toEqual(['gather', 'gather again', 'gather again']);
    await enterUntil(wizard, 'review');
    expect(wizard.getSnapshot().answers?.dom0).toEqual(run.dom0);
    wizard.send({ type: 'leave' });
    expect((await wizard.finished).words).toEqual(['Nothing has been changed.', 'The host stays as it is set up.']);
  });

  it('Linux is the default again, and Xen is armed once: leads to that start', async () => {
    const once = { ...passes[0], id: 'boot.chain.once', title: 'Next start', state: 'pass', detail: 'Arch Linux on Xen' } as const;
    const { wizard } = start({ stage: { at: 'confirmed-but-linux', linuxIsDefault: true }, run: fakeAnswers, chain: [...passes, once] });
    expect(forkOf(await until(wizard, onScreen('done')))?.title).toContain('once, on trial');
  });

  it('a set-up that was changed is read without what could be added to it', async () => {
    const { road, wizard } = start({ stage: { at: 'armed' }, run: fakeAnswers });
    await until(wizard, onScreen('done'));
    wizard.send({ type: 'set-up-again' });
    await enterUntil(wizard, 'done');
    expect(road.calls.filter((call) => call.startsWith('gather'))).toEqual(['gather', 'gather again', 'gather']);
    expect(wizard.getSnapshot().again).toBe(false);
  });

  it('is not set up again where that is not among the choices', async () => {
    const { road, wizard } = start({ stage: { at: 'foreign-xen' } });
    await until(wizard, onScreen('verdict'));
    wizard.send({ type: 'set-up-again' });
    expect(wizard.getSnapshot().screen.at).toBe('verdict');
    expect(road.calls).not.toContain('gather again');
  });

  it('a broken boot chain does not reboot', async () => {
    const { road, wizard } = start({ stage: { at: 'armed' }, chain: [{ ...multilibFails, id: 'chain', title: 'Kernel' }] });
    const session = await until(wizard, onScreen('done'));
    expect(forkOf(session)?.choices.map((choice) => choice.label)).toEqual(['Check again', 'Plan it again', 'Roll back', 'Leave']);
    wizard.send({ type: 'reboot' });
    expect(wizard.getSnapshot().screen.at).toBe('done');
    expect(road.calls).not.toContain('reboot');
  });

  it('a red verify is not confirmed, and ends with its code', async () => {
    const { wizard } = start({ stage: { at: 'in-dom0' }, verify: [multilibFails] });
    await until(wizard, onScreen('verdict'));
    wizard.send({ type: 'go-on' });
    expect(wizard.getSnapshot().screen.at).toBe('verdict');
    wizard.send({ type: 'leave' });
    expect((await wizard.finished).code).toBe(40);
  });

  it('Ctrl-C leaves with 130 where nothing is being applied', async () => {
    const { wizard } = start();
    await until(wizard, onScreen('check'));
    wizard.send({ type: 'interrupt' });
    expect((await wizard.finished).code).toBe(130);
  });

  it('a host that cannot be read is told, and can be tried again', async () => {
    const road = createFakeRoad();
    let times = 0;
    const wizard = createWizard(
      {
        ...road,
        gather: async (onTopic) =>
          times++ === 0 ? Promise.reject(new ArchxenError('not-arch', 'This is not Arch Linux.')) : road.gather(onTopic),
      },
      fakeSteps,
    );
    const broken = await until(wizard, onScreen('broken'));
    expect(forkOf(broken)?.lines).toEqual(['This is not Arch Linux.']);
    wizard.send({ type: 'check-again' });
    await until(wizard, onScreen('check'));
  });
});
