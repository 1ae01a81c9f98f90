import { preflight } from '../../steps/host/preflight.ts';
import { describe } from '../changes/index.ts';
import { ownPacman } from '../changes/pacman.ts';
import { failures, type Report } from '../core/check.ts';
import { ArchxenError } from '../core/error.ts';
import type { EngineEvent } from '../core/event.ts';
import type { Facts, SelfFacts } from '../core/facts.ts';
import { canonicalJson } from '../core/json.ts';
import { makePlan, type Plan } from '../core/plan.ts';
import { unlessBusy, withLock, withLockHeld } from '../engine/lock.ts';
import type { Run } from '../engine/records.ts';
import { answersOfRun, wayBack } from '../engine/way-back.ts';
import type { System } from '../system/port.ts';
import type { Hands, Road } from '../wizard/port.ts';
import { completed, defaultAnswers } from './answers.ts';
import { chainReport } from './chain.ts';
import { confirmPlan } from './confirm.ts';
import { applyInRun, goOn } from './drive.ts';
import { finishUpkeep } from './finish-upkeep.ts';
import { type GatherRequest, gatherHost } from './gather-host.ts';
import { type Kept, keepVerified } from './keep.ts';
import { keepAnswers, keptAnswers, savePlan } from './kept.ts';
import { renewLoginMessage, writeForLogin } from './login-message.ts';
import { setupPlan } from './plan.ts';
import { type Refreshed, refreshHost } from './refresh.ts';
import { allRuns, setupRun } from './runs.ts';
import { stageOf } from './stage.ts';
import { type VerifyOptions, verifyHost } from './verify.ts';

/** The road over a System: what the wizard and the verbs have done. */
export interface HostRoad extends Road {
  readonly gatherFor: (request: Partial<GatherRequest>) => Promise<Facts>;
  /**
   * Work during which no other archxen is at work, from the reading of the host to the last change. Not while a person is asked.
   * Throws `already-running`.
   */
  readonly holding: <T>(work: () => Promise<T>) => Promise<T>;
  readonly runs: () => Promise<readonly Run[]>;
  readonly currentRun: () => Promise<Run | undefined>;
  /** Would applying it leave no trace? A plan without changes may still have other answers, by which the host is judged later. */
  readonly isIdle: (plan: Plan) => Promise<boolean>;
  /** The chain check with the answers of the run, or the defaults. */
  readonly chainNow: (facts: Facts) => Promise<Report>;
  readonly verify: (options?: VerifyOptions) => Promise<Judged & { readonly byHand: boolean; readonly kept?: Kept | undefined }>;
  /** After packages changed; undefined: there is nothing to do. `waits` is told when another archxen has to end first. */
  readonly refresh: (hands: Hands, waits?: () => void) => Promise<Refreshed | undefined>;
}

type Judged = Awaited<ReturnType<Road['verify']>>;

export interface HostRoadOptions {
  readonly system: System;
  readonly self: SelfFacts;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly banner?: string | undefined;
  /** Is the host up again when `systemctl reboot` returns? Only a rehearsed one is. */
  readonly rebootReturns: boolean;
  /** Who runs this; root is needed to change anything. */
  readonly uid: number;
}

export function hostRoad(options: HostRoadOptions): HostRoad {
  const { system, banner } = options;
  let bases: Facts['bases'] | undefined;
  /** What was out of reach is asked for again whenever the host is read; what came is bound to its commit. */
  const allCame = (): Facts['bases'] | undefined => (Object.values(bases ?? {}).includes(undefined) ? undefined : bases);

  const gatherFor = async (request: Partial<GatherRequest>): Promise<Facts> => {
    const facts = await gatherHost(options, { bases: 'needed', onTopic: () => undefined, ...request, known: request.known ?? allCame() });
    if (Object.keys(facts.bases).length > 0) bases = facts.bases;
    return facts;
  };
  const runAnswers: Road['runAnswers'] = async () => {
    const run = await setupRun(system);
    const answers = run && answersOfRun(run);
    return answers ? completed(answers) : undefined;
  };
  const answersOf = async (facts: Facts) => (await runAnswers()) ?? defaultAnswers(facts);

  /** Where archxen has set nothing up, there is nothing to note either. */
  const isIdle: HostRoad['isIdle'] = async ({ changes, answers }) => {
    const asSetUp = changes.length > 0 ? undefined : await runAnswers();
    return changes.length === 0 && (asSetUp === undefined || canonicalJson(asSetUp) === canonicalJson(answers));
  };

  const mustBeRoot = (): void => {
    if (options.uid === 0) return;
    throw new ArchxenError('not-root', 'Changing this host needs root.', { hint: 'Run it again with sudo.' });
  };
  const stage: Road['stage'] = async (facts) => stageOf(await setupRun(system), facts);
  const tellAtLogin = () => renewLoginMessage(system, async () => stage(await gatherFor({ bases: 'none', scope: 'boot' })));
  /** Runs a stream of events as root and as the only archxen. */
  async function* asRoot(work: () => AsyncIterable<EngineEvent>): AsyncGenerator<EngineEvent, void, undefined> {
    mustBeRoot();
    yield* alone ? work() : withLockHeld(system, work);
    await tellAtLogin();
  }
  /** The lock is held over several calls. */
  let alone = false;
  const holding: HostRoad['holding'] = async (work) => {
    if (options.uid !== 0) return work();
    return withLock(system, async () => {
      alone = true;
      try {
        return await work();
      } finally {
        alone = false;
      }
    });
  };
  /** Refuses when the host is no longer the one that the plan was made for: the same answers give another plan now. */
  const mustBeTheSame = async (plan: Plan): Promise<void> => {
    if (plan.answers === null) return;
    const now = setupPlan(await gatherFor({ known: bases }), plan.answers);
    if (now.sha256 === plan.sha256) return;
    throw new ArchxenError('host-changed', 'The host has changed since this plan was made.', {
      hint: 'Nothing was done. Look at the new plan and agree to it.',
      lines: differences(plan, now),
    });
  };

  const confirm: Road['confirm'] = (hands) =>
    asRoot(async function* () {
      const facts = await gatherFor({ bases: 'none' });
      const run = await setupRun(system);
      const answers = await answersOf(facts);
      const plan = makePlan({
        purpose: 'confirm',
        answers,
        changes: confirmPlan(facts, answers, stageOf(run, facts)),
        reboot: { needed: false },
      });
      yield* applyInRun(system, hands, plan);
      await keepVerified(system, byItself, await gatherFor({ bases: 'none' }), answers);
    });
  /** What just verified green is kept for the time after the next upgrade; another archxen at work is left alone. */
  const keep = async ({ facts, report }: Judged): Promise<Kept | undefined> => {
    if (options.uid !== 0 || !facts.xen.dom0 || failures(report.checks).length > 0 || (await setupRun(system)) === undefined)
      return undefined;
    const answers = await answersOf(facts);
    return withLock(system, () => keepVerified(system, byItself, facts, answers)).catch(unlessBusy);
  };
  /** At boot: a green verdict of what the entry starts, and answers that say that this is enough. */
  const mayConfirmByItself = async (facts: Facts): Promise<boolean> => {
    const answers = await answersOf(facts);
    if (!answers.boot.confirmByItself) return false;
    const now = await stage(facts);
    return now.at === 'verified' && now.untried === undefined;
  };

  return {
    banner,
    gather: async (onTopic, again = false) => {
      // Where the answers that the wizard begins with say that the package bases come from.
      const from = (again ? await runAnswers() : await keptAnswers(system))?.build;
      return gatherFor({ onTopic, bases: again ? 'all' : 'needed', ...(from && { url: from.url, branch: from.branch }) });
    },
    gatherFor,
    holding,
    stage,
    defaults: defaultAnswers,
    keptAnswers: () => keptAnswers(system),
    keepAnswers: (answers) => keepAnswers(system, answers, options.uid),
    preflight,
    plan: setupPlan,
    describe,
    apply: (plan, hands) =>
      asRoot(async function* () {
        // Who holds the lock since before the host was read need not read it again.
        if (!alone) await mustBeTheSame(plan);
        if (await isIdle(plan)) yield { type: 'end', outcome: 'applied' };
        else yield* applyInRun(system, hands, plan);
      }),
    isIdle,
    resume: (hands) =>
      asRoot(async function* () {
        const run = await setupRun(system);
        // Guests may have been started since the way back was broken off.
        if (run?.plans.at(-1)?.plan.purpose === 'rollback') noGuestsRunning(await gatherFor({ bases: 'none' }));
        yield* goOn(system, hands);
      }),
    wayBack: async () => {
      const run = await setupRun(system);
      return run === undefined ? undefined : wayBack(run);
    },
    rollBack: (hands) =>
      asRoot(async function* () {
        const run = await setupRun(system);
        if (run === undefined) throw new ArchxenError('nothing-to-roll-back', 'There is nothing to take back on this host.');
        noGuestsRunning(await gatherFor({ bases: 'none' }));
        yield* applyInRun(system, hands, wayBack(run));
      }),
    chain: chainReport,
    chainNow: async (facts) => chainReport(facts, await answersOf(facts)),
    verify: async (request = {}) => {
      const host = { system, gather: () => gatherFor({ bases: 'none' }), answersOf, mayRecord: options.uid === 0 };
      if (request.record === true && options.uid === 0) await finishUpkeep(system, byItself);
      const verified = await verifyHost(host, request);
      if (request.record !== true) {
        if (options.uid === 0) await renewLoginMessage(system, () => stage(verified.facts));
        return verified;
      }
      const kept = await keep(verified);
      const confirms = await mayConfirmByItself(verified.facts);
      if (confirms) for await (const _ of confirm(byItself));
      const now = confirms ? await gatherFor({ bases: 'none', scope: 'boot' }) : verified.facts;
      if (options.uid === 0) await writeForLogin(system, verified, await stage(now));
      return { ...verified, kept };
    },
    confirm,
    refresh: async (hands, waits = () => undefined) => {
      mustBeRoot();
      const host = { system, gather: () => gatherFor({ bases: 'none', scope: 'boot' }), answersOf };
      const withinOwnPacman = options.environment[ownPacman] !== undefined;
      const refreshed = await refreshHost(host, hands, { withinOwnPacman, waits });
      await tellAtLogin();
      return refreshed;
    },
    runAnswers,
    runs: () => allRuns(system),
    currentRun: () => setupRun(system),
    reboot: async () => {
      mustBeRoot();
      const { exit, stderr } = await system.run(['systemctl', 'reboot'], { timeoutSeconds: 60 });
      if (exit !== 0)
        throw new ArchxenError('command-failed', 'systemctl reboot did not work.', {
          lines: [stderr.trim()],
          hint: 'Reboot by hand; the one-time Xen entry stays armed.',
        });
      return options.rebootReturns ? 'back' : 'going-down';
    },
    savePlan: (plan) => savePlan(system, plan, options.uid),
  };
}

/** Hands of a boot without a person: there is nothing to ask in a confirmation, and nothing to stop it. */
const byItself: Hands = { ask: async () => false, signal: new AbortController().signal };

/** Taking Xen's packages and the bridge away under running guests would cut them off. */
function noGuestsRunning(facts: Facts): void {
  const guests = (facts.xen.domains ?? []).filter(({ id }) => id !== 0).map(({ name }) => name);
  if (guests.length === 0) return;
  throw new ArchxenError('preflight-refused', `Guests are running: ${guests.join(', ')}.`, {
    hint: 'Stop them first: archxen domu stop NAME. Until then nothing is taken back.',
  });
}

function differences(plan: Plan, now: Plan): readonly string[] {
  const text = new Map(plan.changes.map((change) => [change.id, JSON.stringify(change)]));
  const changed = now.changes
    .filter((change) => text.get(change.id) !== JSON.stringify(change))
    .map((change) => `${change.title} is not as it was`);
  const gone = plan.changes
    .filter((change) => now.changes.every(({ id }) => id !== change.id))
    .map((change) => `${change.title} is no longer needed`);
  return [...changed, ...gone].slice(0, 10);
}
