import type { UnitChange } from '../core/change.ts';
import type { System } from '../system/port.ts';
import type { Doer } from './doer.ts';
import { runLogged, runQuiet } from './run-command.ts';

/** systemd units: enabled or not, running or not. */
export const unitDoer: Doer<UnitChange> = {
  describe: (change) => ({ commands: commands(change), files: [], notes: [] }),

  inverse: async (change, system) => {
    const now = await unitState(system, change);
    const enabled = change.enabled !== undefined && canSwitch(now.file) && now.enabled !== change.enabled ? now.enabled : undefined;
    const active = change.active !== undefined && now.active !== change.active ? now.active : undefined;
    if (enabled === undefined && active === undefined) return [];
    const title = `Set ${change.unit} back to ${[words(enabled, 'enabled', 'disabled'), words(active, 'running', 'stopped')].filter(Boolean).join(' and ')}`;
    return [{ kind: 'unit', id: `${change.id}.unit`, title, unit: change.unit, enabled, active }];
  },

  apply: async (change, context) => {
    const now = await unitState(context.system, change);
    const todo = needed(change, now);
    if (change.enabled === true && now.file === 'masked') context.warn(`${change.unit} is masked on this host and stays so`);
    if (todo.enabled === undefined && todo.active === undefined) return false;
    for (const argv of commands(todo)) await runLogged(context, argv, { timeoutSeconds: 120 });
    return true;
  },

  verify: async (change, system) => {
    const todo = needed(change, await unitState(system, change));
    if (todo.enabled !== undefined) return `${change.unit} is ${todo.enabled ? 'not enabled' : 'still enabled'}`;
    if (todo.active !== undefined) return `${change.unit} is ${todo.active ? 'not running' : 'still running'}`;
    return undefined;
  },
};

interface UnitState {
  /** As `systemctl is-enabled` says; `not-found` where there is no such unit. */
  readonly file: string;
  readonly enabled: boolean;
  readonly active: boolean;
}

/** What the change is about; the rest is not asked for, and counts as off. */
async function unitState(system: System, { unit, enabled, active }: UnitChange): Promise<UnitState> {
  // Not by `systemctl show`: the manager remembers its UnitFileState until the next reload.
  const file =
    enabled === undefined ? '' : ((await runQuiet(system, ['systemctl', 'is-enabled', unit])).stdout.trim().split('\n').at(-1) ?? '');
  const running = active === undefined ? '' : (await runQuiet(system, ['systemctl', 'is-active', unit])).stdout.trim();
  return {
    // Before systemd 254 a missing unit is told on stderr only.
    file: file === '' ? 'not-found' : file,
    enabled: file === 'enabled',
    active: running === 'active' || running === 'activating' || running === 'reloading',
  };
}

/** Units that others pull in, and masked ones, are not ours to switch. */
const canSwitch = (file: string): boolean => !/^(static|indirect|masked|masked-runtime|generated|transient|alias)$/.test(file);

/** What of a change is not so yet. */
function needed(change: UnitChange, now: UnitState): UnitChange {
  return {
    ...change,
    enabled: change.enabled === undefined || !canSwitch(now.file) || now.enabled === change.enabled ? undefined : change.enabled,
    active: change.active === undefined || now.active === change.active ? undefined : change.active,
  };
}

/**
 * What starts is enabled first, what stops is stopped first. A change may have written the unit's files: `enable` reads them
 * from the disk and has the manager do so too (systemctl(1)); before a start alone it is told to.
 */
function commands({ unit, enabled, active }: UnitChange): readonly (readonly string[])[] {
  const onOff = enabled === undefined ? [] : [['systemctl', enabled ? 'enable' : 'disable', unit]];
  const reload = active === true && enabled !== true ? [['systemctl', 'daemon-reload']] : [];
  const run = active === undefined ? [] : [['systemctl', active ? 'start' : 'stop', unit]];
  return active === false ? [...run, ...onOff] : [...onOff, ...reload, ...run];
}

const words = (value: boolean | undefined, yes: string, no: string): string => (value === undefined ? '' : value ? yes : no);
