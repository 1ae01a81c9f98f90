import { describe, expect, it } from '@jest/globals';
import type { BootOnceChange } from '../../src/core/change.ts';
import type { Facts } from '../../src/core/facts.ts';
import { makePlan, type Plan } from '../../src/core/plan.ts';
import type { JournalRecord, Run, RunPlan } from '../../src/engine/records.ts';
import { stageOf } from '../../src/road/stage.ts';
import { stageText } from '../../src/road/stage-text.ts';

const arming: BootOnceChange = {
  ...{ kind: 'boot-once', id: 'boot.once', title: 'Boot Xen once', loader: 'systemd-boot', entry: 'archxen-xen.conf' },
  ...{ arm: ['bootctl', 'set-oneshot', 'archxen-xen.conf'], disarm: ['bootctl', 'set-oneshot', ''] },
};
const plan = (purpose: Plan['purpose']): Plan =>
  makePlan({ purpose, answers: null, changes: purpose === 'setup' ? [arming] : [], reboot: { needed: true } });
type Outcome = NonNullable<RunPlan['end']>['outcome'];
const walked = (purpose: Plan['purpose'], outcome?: Outcome): RunPlan => ({
  plan: plan(purpose),
  at: 0,
  bootId: 'boot-1',
  begun: new Map(),
  done: new Set(),
  ...(outcome && { end: { type: 'end' as const, plan: '', outcome, at: 0, bootId: 'boot-1' } }),
});
type Mark = Extract<JournalRecord, { type: 'mark' }>;
const mark = (name: Mark['name'], bootId: string): Mark => ({ type: 'mark', name, bootId, at: 0 });
const run = (plans: readonly RunPlan[], marks: readonly Mark[] = []): Run => ({ id: '0001', path: '', plans, marks, torn: false });

interface Seen {
  readonly dom0?: boolean;
  readonly bootId?: string;
  readonly oneShot?: string;
}
/** stageOf reads nothing else of the facts. */
const facts = ({ dom0 = false, bootId = 'boot-2', oneShot }: Seen): Facts =>
  ({ xen: { dom0 }, os: { bootId }, boot: { efi: { loaderEntryOneShot: oneShot, bootOrder: [], entries: [] } } }) as unknown as Facts;

const armed = run([walked('setup', 'applied')], [mark('armed', 'boot-1')]);

describe('stageOf', () => {
  it('is fresh without a run, and foreign Xen where Xen runs all the same', () => {
    expect(stageOf(undefined, facts({})).at).toBe('fresh');
    expect(stageOf(undefined, facts({ dom0: true })).at).toBe('foreign-xen');
  });

  it.each([
    [undefined, false],
    ['failed', true],
    ['stopped', false],
  ] as const)('is interrupted when the plan ended with %s', (outcome, failed) => {
    expect(stageOf(run([walked('setup', outcome)]), facts({}))).toMatchObject({ at: 'interrupted', rollback: false, failed });
  });

  it('knows an interrupted way back', () => {
    expect(stageOf(run([walked('setup', 'applied'), walked('rollback')]), facts({}))).toMatchObject({ at: 'interrupted', rollback: true });
  });

  it('is armed in the boot that armed it, and fell back in the next one', () => {
    expect(stageOf(armed, facts({ bootId: 'boot-1' })).at).toBe('armed');
    expect(stageOf(armed, facts({ bootId: 'boot-2' })).at).toBe('fell-back');
  });

  it('says of a one-time entry that is still set that the loader did not take it', () => {
    expect(stageOf(armed, facts({ oneShot: 'archxen-xen.conf' }))).toMatchObject({
      at: 'fell-back',
      why: expect.stringContaining('did not take'),
    });
    // Of something else it says nothing.
    expect(stageOf(armed, facts({ oneShot: 'windows.conf' }))).toMatchObject({ why: expect.stringContaining('used up') });
  });

  it('tells a green Xen that went down in order from one that ended without a shutdown', () => {
    const ended = (withoutShutdown: boolean) =>
      stageOf(
        run(armed.plans, [...armed.marks, mark('verified', 'boot-2'), { ...mark('fell-back', 'boot-3'), detail: { withoutShutdown } }]),
        facts({ bootId: 'boot-3' }),
      );
    expect(ended(false)).toMatchObject({ why: expect.stringContaining('not confirmed') });
    expect(ended(true)).toMatchObject({
      why: expect.stringContaining('watchdog'),
      evidence: [expect.stringContaining('before any shutdown')],
    });
  });

  it('trusts only a verdict of this boot, and the last one', () => {
    const inDom0 = (marks: readonly Mark[]) => stageOf(run(armed.plans, [...armed.marks, ...marks]), facts({ dom0: true })).at;
    expect(inDom0([])).toBe('in-dom0');
    expect(inDom0([mark('verified', 'boot-2')])).toBe('verified');
    expect(inDom0([mark('verified', 'boot-1')])).toBe('in-dom0');
    expect(inDom0([mark('verified', 'boot-2'), mark('red', 'boot-2')])).toBe('in-dom0');
  });

  it('after confirming, tells a boot into Xen from one into Linux', () => {
    const confirmed = run([...armed.plans, walked('confirm', 'applied')], armed.marks);
    expect(stageOf(confirmed, facts({ dom0: true })).at).toBe('confirmed');
    expect(stageOf(confirmed, facts({})).at).toBe('confirmed-but-linux');
  });
});

it('every stage has words for now and next', () => {
  const stages = [run([walked('setup')]), armed, run([walked('setup', 'applied'), walked('rollback', 'rolled-back')])].map((each) =>
    stageOf(each, facts({})),
  );
  for (const stage of [...stages, stageOf(undefined, facts({}))]) {
    expect(stageText(stage).now).toMatch(/\.$/);
    expect(stageText(stage).next).toMatch(/\.$/);
  }
});
