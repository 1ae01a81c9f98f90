import type { UnitChange } from '../core/change.ts';
import { commandLine } from '../core/command-line.ts';
import type { System } from '../system/port.ts';
import type { DoContext, Doer } from './doer.ts';
import { runLogged, runQuiet } from './run-command.ts';

/** systemd units: enabled or not, running or not. All of a change are asked for, and switched, by one command each. */
export const unitDoer: Doer<UnitChange> = {
  describe: (change) => ({ commands: commands(change, { onOff: unitsToSwitch(change), run: unitsToRun(change) }), files: [], notes: [] }),

  inverse: async (change, system) => {
    const { onOff, run } = toDo(change, await unitStates(system, change));
    const enabled = change.enabled === undefined ? undefined : !change.enabled;
    const active = change.active === undefined ? undefined : !change.active;
    return [
      { units: onOff.filter((unit) => run.includes(unit)), enabled, active },
      { units: onOff.filter((unit) => !run.includes(unit)), enabled, active: undefined },
      { units: run.filter((unit) => !onOff.includes(unit)), enabled: undefined, active },
    ]
      .filter(({ units }) => units.length > 0)
      .map((back, index) => ({ kind: 'unit', id: `${change.id}.unit${index || ''}`, title: backTitle(back), ...back }));
  },

  apply: async (change, context) => {
    const again = context.begun && (await switchedAgain(change, context));
    const now = await unitStates(context.system, change);
    const todo = toDo(change, now);
    if (change.enabled === true) {
      for (const [unit, { file }] of now) if (file === 'masked') context.warn(`${unit} is masked on this host and stays so`);
    }
    const argvs = commands(change, todo);
    for (const argv of argvs) await runLogged(context, argv, { timeoutSeconds: 120 });
    if (change.enabled === false) await forgetFailures(change, context);
    return again || argvs.length > 0;
  },

  verify: async (change, system) => {
    const { onOff, run } = toDo(change, await unitStates(system, change));
    if (onOff.length > 0) return `${areOrIs(onOff)} ${change.enabled ? 'not enabled' : 'still enabled'}`;
    if (run.length > 0) return `${areOrIs(run)} ${change.active ? 'not running' : 'still running'}`;
    return undefined;
  },
};

const areOrIs = (units: readonly string[]): string => `${units.join(', ')} ${units.length === 1 ? 'is' : 'are'}`;

interface UnitState {
  /** As `systemctl is-enabled` says; `not-found` where there is no such unit. */
  readonly file: string;
  readonly enabled: boolean;
  readonly active: boolean;
}

/** What the change is about; the rest is not asked for, and counts as off. */
async function unitStates(system: System, { units, enabled, active }: UnitChange): Promise<ReadonlyMap<string, UnitState>> {
  // Not by `systemctl show`: the manager remembers its UnitFileState until the next reload.
  const files = enabled === undefined ? [] : await answers(system, 'is-enabled', units);
  const runs = active === undefined ? [] : await answers(system, 'is-active', units);
  return new Map(
    units.map((unit, index) => {
      // Before systemd 254 a missing unit is told on stderr only.
      const file = files[index] || 'not-found';
      return [unit, { file, enabled: file === 'enabled', active: /^(active|activating|reloading)$/.test(runs[index] ?? '') }];
    }),
  );
}

/** A line for each unit. */
async function answers(system: System, verb: 'is-enabled' | 'is-active', units: readonly string[]): Promise<readonly string[]> {
  const lines = await asked(system, verb, units);
  if (lines.length === units.length) return lines;
  // Before systemd 254, `is-enabled` ends at the first unit that is missing.
  return Promise.all(units.map(async (unit) => (await asked(system, verb, [unit])).at(-1) ?? ''));
}

const asked = async (system: System, verb: string, units: readonly string[]): Promise<readonly string[]> =>
  (await runQuiet(system, ['systemctl', verb, ...units])).stdout.split('\n').filter((line) => line !== '');

/** Units that others pull in, and masked ones, are not ours to switch. */
const canSwitch = (file: string): boolean => !/^(static|indirect|masked|masked-runtime|generated|transient|alias)$/.test(file);

interface Todo {
  /** To be enabled or disabled. */
  readonly onOff: readonly string[];
  /** To be started or stopped. */
  readonly run: readonly string[];
}

const unitsToSwitch = ({ units, enabled }: UnitChange): readonly string[] => (enabled === undefined ? [] : units);
const unitsToRun = ({ units, active }: UnitChange): readonly string[] => (active === undefined ? [] : units);

/** What of a change is not so yet. */
function toDo(change: UnitChange, now: ReadonlyMap<string, UnitState>): Todo {
  return {
    onOff: unitsToSwitch(change).filter((unit) => canSwitch(now.get(unit)?.file ?? '') && now.get(unit)?.enabled !== change.enabled),
    run: unitsToRun(change).filter((unit) => now.get(unit)?.active !== change.active),
  };
}

/**
 * Asks once more for all of a change. A systemctl that was cut off may have done those that were asked for, and not yet the ones
 * that these name in Also=, of which nobody asks whether they are enabled. It may fail: what must hold is read afterwards.
 */
async function switchedAgain(change: UnitChange, { system, log }: DoContext): Promise<boolean> {
  const now = await unitStates(system, change);
  const units = unitsToSwitch(change).filter((unit) => {
    const file = now.get(unit)?.file ?? '';
    return canSwitch(file) && file !== 'not-found';
  });
  const [argv] = commands({ ...change, active: undefined }, { onOff: units, run: [] });
  if (argv === undefined) return false;
  log(`$ ${commandLine(argv)}`);
  const { exit } = await system.run(argv, { timeoutSeconds: 120, onLine: log });
  return exit === 0;
}

/** A unit that failed stays in the list of those until the next boot, also where its file is gone by then: "not-found failed". */
async function forgetFailures({ units }: UnitChange, { system, log }: DoContext): Promise<void> {
  const states = await asked(system, 'is-failed', units);
  const failures = units.filter((_, index) => states[index] === 'failed');
  if (failures.length > 0) await system.run(['systemctl', 'reset-failed', ...failures], { onLine: log });
}

/**
 * What starts is enabled first, what stops is stopped first. A change may have written the unit's files: `enable` reads them
 * from the disk and has the manager do so too (systemctl(1)); before a start alone it is told to.
 */
function commands({ enabled, active }: UnitChange, todo: Todo): readonly (readonly string[])[] {
  const onOff = todo.onOff.length === 0 ? [] : [['systemctl', enabled ? 'enable' : 'disable', ...todo.onOff]];
  const reload = active === true && (enabled !== true || todo.onOff.length === 0) ? [['systemctl', 'daemon-reload']] : [];
  const run = todo.run.length === 0 ? [] : [...reload, ['systemctl', active ? 'start' : 'stop', ...todo.run]];
  return active === false ? [...run, ...onOff] : [...onOff, ...run];
}

function backTitle({ units, enabled, active }: Pick<UnitChange, 'units' | 'enabled' | 'active'>): string {
  const words = [word(enabled, 'enabled', 'disabled'), word(active, 'running', 'stopped')].filter((each) => each !== undefined);
  return `Set ${units.join(', ')} back to ${words.join(' and ')}`;
}

const word = (value: boolean | undefined, yes: string, no: string): string | undefined =>
  value === undefined ? undefined : value ? yes : no;
