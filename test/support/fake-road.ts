import type { Answers } from '../../src/core/answers.ts';
import type { Change } from '../../src/core/change.ts';
import type { Check, Report } from '../../src/core/check.ts';
import type { EngineEvent } from '../../src/core/event.ts';
import { makePlan, type Plan } from '../../src/core/plan.ts';
import type { Stage } from '../../src/core/stage.ts';
import type { Hands, Road } from '../../src/wizard/port.ts';
import { fakeAnswers, fakeFacts } from './fake-facts.ts';

export const fakeChanges: readonly Change[] = [
  {
    kind: 'file',
    id: 'pacman.multilib',
    title: 'Turn on [multilib]',
    why: 'The AUR package xen needs lib32-glibc to be built.',
    path: '/etc/pacman.conf',
    content: {
      text: '[options]\nHoldPkg = pacman glibc\nArchitecture = auto\nCheckSpace\n\n[core]\nInclude = x\n\n[multilib]\nInclude = x\n',
    },
    mode: 0o644,
    uid: 0,
    gid: 0,
  },
  {
    kind: 'command',
    id: 'pacman.sync',
    title: 'Upgrade the system with the new repository',
    argv: ['pacman', '-Syu', '--noconfirm'],
    writes: [],
    timeoutSeconds: 3600,
  },
  { kind: 'unit', id: 'unit.xenstored', title: 'Enable xenstored', units: ['xenstored.service'], enabled: true },
  ...Array.from(
    { length: 9 },
    (_, index): Change => ({
      kind: 'file',
      id: `boot.file${index}`,
      title: `Add file ${index + 1} of the boot entry "Arch Linux on Xen (trial)", which has a long title`,
      path: `/boot/loader/entries/archxen-${index}.conf`,
      content: { text: Array.from({ length: 40 }, (_unused, line) => `line ${line}\n`).join('') },
      mode: 0o644,
      uid: 0,
      gid: 0,
    }),
  ),
];

export const fakePlan: Plan = makePlan({
  purpose: 'setup',
  answers: fakeAnswers,
  changes: fakeChanges,
  reboot: { needed: true, entry: 'archxen-trial.conf' },
});

export const fakeWayBack: Plan = makePlan({
  purpose: 'rollback',
  answers: null,
  changes: fakeChanges.slice(0, 3),
  reboot: { needed: false },
});

export const passes: readonly Check[] = [
  { id: 'cpu', title: 'CPU', state: 'pass', detail: 'Intel Core i5-8500T, VT-x (vmx)', reason: 'HVM and PVH guests run' },
  {
    id: 'iommu',
    title: 'IOMMU',
    state: 'pass',
    detail: 'VT-d, 12 groups',
    reason: 'PCI passthrough possible',
    evidence: ['/sys/class/iommu/dmar0'],
  },
  {
    id: 'remote',
    title: 'Remote',
    state: 'warn',
    detail: 'you are connected over enp3s0 (ssh)',
    hint: 'The bridge change reverts by itself.',
  },
  { id: 'boot', title: 'Boot loader', state: 'pass', detail: 'systemd-boot 258, ESP /boot (412 MiB free of 511)' },
  { id: 'upgrades', title: 'Upgrades', state: 'unknown', detail: 'the databases are older than a week' },
];

export const multilibFails: Check = {
  id: 'pacman',
  title: 'pacman',
  state: 'fail',
  detail: 'another pacman is running',
  hint: 'Let it finish, or remove /var/lib/pacman/db.lck.',
};

const report = (kind: Report['kind'], checks: readonly Check[]): Report => ({ v: 1, kind, checks });

/** What a test may script. Mutable: a test changes the host under the wizard. */
export interface Script {
  stage: Stage;
  preflight: readonly Check[];
  chain: readonly Check[];
  verify: readonly Check[];
  kept: Answers | undefined;
  run: Answers | undefined;
  wayBack: Plan | undefined;
  apply: (hands: Hands, changes: readonly Change[]) => AsyncIterable<EngineEvent>;
  resume: (hands: Hands) => AsyncIterable<EngineEvent>;
  reboot: () => Promise<'going-down' | 'back'>;
  plan: (answers: Answers) => Plan;
}

export interface FakeRoad extends Road {
  readonly script: Script;
  /** Names of the methods that were called, in order. */
  readonly calls: string[];
}

/** All changes go well. */
export async function* goesWell(changes: readonly Change[], from = 0): AsyncGenerator<EngineEvent> {
  const total = changes.length;
  for (const [index, change] of changes.entries()) {
    if (index < from) continue;
    yield { type: 'begin', index, total, change };
    yield { type: 'phase', index, phase: 'writing' };
    yield { type: 'log', index, line: `working on ${change.id}` };
    yield { type: 'done', index, changed: index !== 1 };
  }
  yield { type: 'end', outcome: 'applied' };
}

/** The second change fails. */
export async function* failsAtSecond(changes: readonly Change[]): AsyncGenerator<EngineEvent> {
  const [first, second] = changes;
  if (first === undefined || second === undefined) return;
  const total = changes.length;
  yield { type: 'begin', index: 0, total, change: first };
  yield { type: 'done', index: 0, changed: true };
  yield { type: 'begin', index: 1, total, change: second };
  yield {
    type: 'failed',
    index: 1,
    code: 'command-failed',
    message: 'pacman -Syu ended with exit code 1.',
    hint: 'See the last lines; often a mirror is out of date.',
    logPath: '/var/log/archxen/pacman.log',
    lines: ['error: failed retrieving file', 'error: failed to synchronize all databases'],
  };
  yield { type: 'end', outcome: 'failed' };
}

/** A road on which all goes well, unless the script says otherwise. */
export function createFakeRoad(change: Partial<Script> = {}, banner?: string): FakeRoad {
  const calls: string[] = [];
  const script: Script = {
    stage: { at: 'fresh' },
    preflight: passes,
    chain: passes.slice(0, 2),
    verify: passes.slice(0, 2),
    kept: undefined,
    run: undefined,
    wayBack: fakeWayBack,
    apply: (_hands, changes) => arming(goesWell(changes)),
    resume: () => arming(goesWell(fakeChanges, 1)),
    reboot: async () => 'going-down',
    plan: () => fakePlan,
    ...change,
  };
  async function* arming(events: AsyncIterable<EngineEvent>): AsyncGenerator<EngineEvent> {
    yield* events;
    script.stage = { at: 'armed' };
  }
  const called = <T>(name: string, value: T): T => {
    calls.push(name);
    return value;
  };
  return {
    banner,
    script,
    calls,
    gather: async (onTopic, again) => {
      for (const topic of ['CPU', 'boot loader', 'network']) onTopic(topic);
      return called(again ? 'gather again' : 'gather', fakeFacts);
    },
    stage: async () => script.stage,
    defaults: () => fakeAnswers,
    keptAnswers: async () => script.kept,
    keepAnswers: async (answers) => {
      script.kept = called('keepAnswers', answers);
    },
    preflight: () => report('preflight', script.preflight),
    plan: (_facts, answers) => script.plan(answers),
    describe: (one) => {
      switch (one.kind) {
        case 'file':
          return {
            commands: [],
            files: [{ path: one.path, after: one.content !== null && 'text' in one.content ? one.content.text : null }],
            notes: [],
          };
        case 'command':
          return { commands: [one.argv], files: [], notes: ['Takes one to ten minutes.'] };
        default:
          return { commands: [['systemctl', 'enable', one.id]], files: [], notes: [] };
      }
    },
    apply: (plan, hands) => called('apply', script.apply(hands, plan.changes)),
    resume: (hands) => called('resume', script.resume(hands)),
    wayBack: async () => script.wayBack,
    rollBack: () => called('rollBack', goesWell(fakeWayBack.changes)),
    chain: () => report('chain', script.chain),
    verify: async () => called('verify', { facts: fakeFacts, report: report('verify', script.verify) }),
    confirm: () => called('confirm', goesWell(fakeChanges.slice(0, 1))),
    runAnswers: async () => script.run,
    reboot: () => called('reboot', script.reboot()),
    savePlan: async () => called('savePlan', '/root/archxen-plan.json'),
  };
}
