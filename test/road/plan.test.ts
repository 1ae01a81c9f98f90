import { describe, expect, it } from '@jest/globals';
import { isWatched } from '../../src/core/watched.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { sampleFacts } from '../support/sample-facts.ts';

const facts = sampleFacts();
const plan = setupPlan(facts, defaultAnswers(facts));
const at = (pattern: RegExp): number => plan.changes.findIndex(({ id }) => pattern.test(id));

describe('the set-up plan', () => {
  it('builds first, then services and network, and touches the boot path last', () => {
    const order = [at(/^build\.multilib/), at(/^build\.xen-qemu\.install/), at(/^services\.enable/), at(/^network\.trial/), at(/^boot\./)];
    expect(order.every((each) => each >= 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('arms the one-time boot as the very last change', () => {
    const kinds = plan.changes.map(({ kind }) => kind);
    expect(kinds.lastIndexOf('boot-once')).toBe(kinds.indexOf('boot-once'));
    expect(kinds.at(-1)).toBe('boot-once');
  });

  it('keeps the trial of the network before its lasting files', () => {
    expect(at(/^network\.trial/)).toBeLessThan(at(/^network\.10-archxen/));
  });

  it('is the same for the same host and answers', () => {
    expect(setupPlan(sampleFacts(), defaultAnswers(sampleFacts()))).toEqual(plan);
    const other = setupPlan(facts, { ...defaultAnswers(facts), services: { autostart: false } });
    expect(other.sha256).not.toBe(plan.sha256);
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('needs a reboot, into its own entry', () => {
    expect(plan.reboot).toMatchObject({ needed: true, entry: expect.any(String) });
    expect(plan.purpose).toBe('setup');
  });

  it('changes only files that it may, each known before', () => {
    for (const change of plan.changes) {
      if (change.kind !== 'file') continue;
      expect([change.path, isWatched(change.path)]).toEqual([change.path, true]);
      expect([change.path, change.before]).toEqual([change.path, facts.files[change.path]?.sha256 ?? null]);
    }
  });
});

describe('a reboot', () => {
  const dom0 = { running: true, dom0: true };

  it('is not needed where nothing is missing in the running Xen', () => {
    const there = sampleFacts({ xen: dom0, pacman: { installed: { xen: '1', 'xen-qemu': '1' } } });
    const answers = { ...defaultAnswers(there), boot: { ...defaultAnswers(there).boot, loader: 'none' as const } };
    expect(setupPlan(there, answers).reboot).toEqual({ needed: false });
  });

  it('is needed for another Xen', () => {
    const old = sampleFacts({ xen: dom0 });
    const answers = { ...defaultAnswers(old), boot: { ...defaultAnswers(old).boot, loader: 'none' as const } };
    expect(setupPlan(old, answers).reboot).toEqual({ needed: true });
  });
});
