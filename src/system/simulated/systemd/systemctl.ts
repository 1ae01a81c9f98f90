import type { RunResult } from '../../port.ts';
import { reboot } from '../boot/reboot.ts';
import { type Command, done, failed, lines, type World } from '../core/world.ts';
import { activeState, setActive, startUnit } from './activity.ts';
import { hasTimer, restartTimer, stopTimer } from './timers.ts';
import { disableUnit, enabledState, enabledUnits, enableUnit, findUnit, fullName, refusesStop } from './unit-files.ts';

export const systemctl: Command = async ({ args }, world) => {
  const [verb, ...names] = args.filter((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-p');
  const units = names.map(fullName);
  switch (verb) {
    case 'show':
      return show(world, units, wanted(args));
    case 'is-enabled':
      return isEnabled(world, units);
    case 'is-active':
      return is(world, 'active', units, 3);
    case 'is-failed':
      return is(world, 'failed', units, 1);
    case 'enable':
    case 'disable':
      return switchOn(world, verb, units, args.includes('--now'));
    case 'start':
    case 'restart':
    case 'reload-or-restart':
      return start(world, units);
    case 'stop':
      return stop(world, units);
    case 'daemon-reload':
    case 'daemon-reexec':
    case 'preset':
      return done();
    case 'reset-failed':
      for (const name of units) if ((await activeState(world, name)) === 'failed') await setActive(world, name, 'inactive');
      return done();
    case 'list-unit-files':
      return done(lines(await Promise.all((await enabledUnits(world)).map(async (name) => `${name} enabled disabled`))));
    case 'reboot':
      await reboot(world);
      return done();
    case 'is-system-running':
      return done('running\n');
    case '--failed':
    case 'list-units':
      return done();
    default:
      return undefined;
  }
};

const allProperties = ['Id', 'LoadState', 'ActiveState', 'SubState', 'UnitFileState'];

const wanted = (args: readonly string[]): readonly string[] => {
  const given = args.flatMap((arg, index) => {
    if (arg.startsWith('--property=')) return arg.slice('--property='.length).split(',');
    if (args[index - 1] === '-p') return arg.split(',');
    return arg.startsWith('-p') && arg.length > 2 ? arg.slice(2).split(',') : [];
  });
  return given.length === 0 ? allProperties : given;
};

async function show(world: World, units: readonly string[], properties: readonly string[]): Promise<RunResult> {
  const blocks: string[] = [];
  for (const name of units) {
    const unit = await findUnit(world, name);
    const timer = await hasTimer(world, name);
    const active = timer ? 'active' : await activeState(world, name);
    const values: Readonly<Record<string, string>> = {
      Id: name,
      LoadState: unit?.masked ? 'masked' : unit !== undefined || timer ? 'loaded' : 'not-found',
      UnitFileState: unit === undefined ? (timer ? 'transient' : '') : await enabledState(world, unit),
      ActiveState: active,
      SubState: active === 'active' ? 'running' : active === 'failed' ? 'failed' : 'dead',
      Result: active === 'failed' ? 'exit-code' : 'success',
      FragmentPath: unit?.text === undefined ? '' : unit.path,
    };
    // systemctl prints them in an order of its own, and nothing for those that it does not know.
    blocks.push(
      lines(
        Object.keys(values)
          .filter((key) => properties.includes(key))
          .map((key) => `${key}=${values[key]}`),
      ),
    );
  }
  return done(blocks.join('\n'));
}

async function isEnabled(world: World, units: readonly string[]): Promise<RunResult> {
  const states: string[] = [];
  for (const name of units) {
    const unit = await findUnit(world, name);
    states.push(unit === undefined ? 'not-found' : await enabledState(world, unit));
  }
  if (states.some((state) => /^(enabled|static|alias|indirect|generated)/.test(state))) return done(lines(states));
  return failed(states.includes('not-found') ? 4 : 1, '', lines(states));
}

/** Success where one of them is so, as systemctl(1) has it. */
async function is(world: World, wanted: 'active' | 'failed', units: readonly string[], otherwise: number): Promise<RunResult> {
  const states: string[] = [];
  for (const name of units) states.push((await hasTimer(world, name)) ? 'active' : await activeState(world, name));
  return states.includes(wanted) ? done(lines(states)) : failed(otherwise, '', lines(states));
}

async function switchOn(world: World, verb: 'enable' | 'disable', units: readonly string[], now: boolean): Promise<RunResult> {
  const told: string[] = [];
  for (const name of units) {
    const unit = await findUnit(world, name);
    if (unit === undefined) return failed(1, `Failed to ${verb} unit: Unit ${name} does not exist\n`);
    if (unit.masked && verb === 'enable') return failed(1, `Failed to enable unit: Unit ${unit.path} is masked\n`);
    told.push(...(await (verb === 'enable' ? enableUnit(world, unit) : disableUnit(world, unit))));
    if (now) await (verb === 'enable' ? startUnit(world, name) : setActive(world, name, 'inactive'));
  }
  return { ...done(), stderr: lines(told) };
}

async function start(world: World, units: readonly string[]): Promise<RunResult> {
  for (const name of units) {
    if (await hasTimer(world, name)) {
      await restartTimer(world, name);
      continue;
    }
    const problem = await startUnit(world, name);
    if (problem !== undefined) return failed(/not found/.test(problem) ? 5 : 1, `${problem}\n`);
  }
  return done();
}

/** A unit that is not there keeps no other one from being stopped. */
async function stop(world: World, units: readonly string[]): Promise<RunResult> {
  const unknown: string[] = [];
  for (const name of units) {
    if (await hasTimer(world, name)) {
      await stopTimer(world, name);
      continue;
    }
    const unit = await findUnit(world, name);
    if (unit === undefined) {
      unknown.push(`Failed to stop ${name}: Unit ${name} not loaded.`);
      continue;
    }
    if (refusesStop(unit) && (await activeState(world, name)) === 'active') {
      return failed(
        4,
        `Failed to stop ${name}: Operation refused, unit ${name} may be requested by dependency only (it is configured to refuse manual start/stop).\n`,
      );
    }
    await setActive(world, name, 'inactive');
  }
  return unknown.length === 0 ? done() : failed(5, lines(unknown));
}
