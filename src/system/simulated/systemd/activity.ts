import { writeText } from '../core/files.ts';
import { stateFile, volatile } from '../core/state.ts';
import type { World } from '../core/world.ts';
import { execute } from './execute.ts';
import { enabledUnits, findUnit, requirements, staysActive, unmetCondition } from './unit-files.ts';

type Activity = Readonly<Record<string, string>>;

/** Units that are in another state than at the recorded moment, until the next boot. */
const changed = stateFile<Activity>(volatile('units'), {});

export async function activeState(world: World, name: string): Promise<string> {
  return (await changed.get(world.files))[name] ?? world.model.units[name]?.active ?? 'inactive';
}

export async function setActive(world: World, name: string, state: string): Promise<void> {
  const now = await changed.get(world.files);
  const { [name]: _, ...others } = now;
  const first = world.model.units[name]?.active ?? 'inactive';
  await changed.set(world.files, state === first && !now['*boot'] ? others : { ...others, [name]: state });
}

/** Starts a unit with what it requires; gives what went wrong. A condition that does not hold skips it in silence. */
export async function startUnit(world: World, name: string, depth = 0): Promise<string | undefined> {
  const unit = await findUnit(world, name);
  if (unit === undefined) return `Failed to start ${name}: Unit ${name} not found.`;
  if (unit.masked) return `Failed to start ${name}: Unit ${name} is masked.`;
  if ((await activeState(world, name)) === 'active') return undefined;
  for (const required of depth < 5 ? requirements(unit) : []) {
    const problem = await startUnit(world, required, depth + 1);
    if (problem !== undefined) return `A dependency job for ${name} failed. See 'journalctl -xe' for details.`;
  }
  // Conditions are looked at when what it requires has been started.
  if ((await unmetCondition(world, unit)) !== undefined) return undefined;
  if (name === 'proc-xen.mount') await writeText(world.files, '/proc/xen/capabilities', 'control_d\n', { mode: 0o444, uid: 0, gid: 0 });
  if (name === 'xen-qemu-dom0-disk-backend.service' && (await world.files.stat('/usr/lib/xen/bin/qemu-system-i386')) === undefined) {
    await setActive(world, name, 'failed');
    return `Job for ${name} failed because the control process exited with error code.`;
  }
  if (staysActive(unit)) await setActive(world, name, 'active');
  else await execute(world, unit);
  return undefined;
}

/** As after power on: what is enabled runs, nothing else does. */
export async function bootUnits(world: World): Promise<void> {
  const off = Object.fromEntries(Object.keys(world.model.units).map((name) => [name, 'inactive']));
  await changed.set(world.files, { ...off, '*boot': 'yes' });
  for (const name of await enabledUnits(world)) await startUnit(world, name);
}
