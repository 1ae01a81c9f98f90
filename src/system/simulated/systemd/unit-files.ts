import { dirname } from 'node:path/posix';
import { parseUnitFile, unitValue, unitValues } from '../../../formats/systemd-unit.ts';
import { makeParents, readText } from '../core/files.ts';
import type { World } from '../core/world.ts';

const own = '/etc/systemd/system';
const folders = [own, '/run/systemd/system', '/usr/lib/systemd/system'];

/** A unit as its file, or for a recorded host its model, says it. */
export interface Unit {
  readonly name: string;
  /** Undefined: the model knows it, but its file was not recorded. */
  readonly text?: string | undefined;
  readonly path: string;
  readonly masked: boolean;
}

export const fullName = (name: string): string =>
  /\.(service|socket|timer|mount|target|path|slice)$/.test(name) ? name : `${name}.service`;

export async function findUnit({ files, model }: World, name: string): Promise<Unit | undefined> {
  const template = name.replace(/@[^.]+\./, '@.');
  for (const folder of folders) {
    for (const each of new Set([name, template])) {
      const path = `${folder}/${each}`;
      if ((await files.stat(path))?.target === '/dev/null') return { name, path, masked: true };
      const text = await readText(files, path);
      if (text !== undefined) return { name, text, path, masked: false };
    }
  }
  const known = model.units[name];
  if (known === undefined || known.enabled === 'not-found') return undefined;
  return { name, path: `/usr/lib/systemd/system/${name}`, masked: known.enabled.startsWith('masked') };
}

/** As `systemctl is-enabled` words it. */
export async function enabledState(world: World, unit: Unit): Promise<string> {
  if (unit.masked) return 'masked';
  if ((await wants(world, unit.name)).length > 0) return 'enabled';
  if (unit.text !== undefined) return isInstallable(unit) ? 'disabled' : 'static';
  const recorded = world.model.units[unit.name]?.enabled ?? 'disabled';
  return recorded === 'enabled' ? 'disabled' : recorded;
}

const isInstallable = ({ text }: Unit): boolean =>
  text !== undefined &&
  ['WantedBy', 'RequiredBy', 'Also', 'Alias'].some((key) => unitValues(parseUnitFile(text), 'Install', key).length > 0);

/** The links that enable a unit. */
async function wants({ files }: World, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of ((await files.list(own)) ?? []).filter((each) => /\.(wants|requires)$/.test(each))) {
    if ((await files.stat(`${own}/${folder}/${name}`)) !== undefined) found.push(`${own}/${folder}/${name}`);
  }
  return found;
}

/** All units that are started at boot. */
export async function enabledUnits({ files }: World): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const folder of ((await files.list(own)) ?? []).filter((each) => /\.(wants|requires)$/.test(each))) {
    for (const name of (await files.list(`${own}/${folder}`)) ?? []) names.add(name);
  }
  return [...names].sort();
}

/** Links as systemctl enable makes them; gives what it prints about each new one. */
export async function enableUnit(world: World, unit: Unit): Promise<readonly string[]> {
  const told: string[] = [];
  const install = unit.text === undefined ? undefined : parseUnitFile(unit.text);
  const targets =
    install === undefined ? ['multi-user.target'] : unitValues(install, 'Install', 'WantedBy').flatMap((each) => each.split(/\s+/));
  for (const target of targets) {
    const link = `${own}/${target}.wants/${unit.name}`;
    if ((await world.files.stat(link)) !== undefined) continue;
    await makeParents(world.files, link);
    await world.files.link(link, unit.path);
    told.push(`Created symlink '${link}' → '${unit.path}'.`);
  }
  for (const also of await others(world, unit)) told.push(...(await enableUnit(world, also)));
  return told;
}

export async function disableUnit(world: World, unit: Unit): Promise<readonly string[]> {
  const told: string[] = [];
  for (const link of await wants(world, unit.name)) {
    await world.files.remove(link);
    told.push(`Removed '${link}'.`);
    const folder = dirname(link);
    const recorded = Object.keys(world.host.files).some((path) => path === folder || path.startsWith(`${folder}/`));
    if (!recorded && (await world.files.list(folder))?.length === 0) await world.files.remove(folder);
  }
  for (const also of await others(world, unit)) told.push(...(await disableUnit(world, also)));
  return told;
}

async function others(world: World, { text, name }: Unit): Promise<readonly Unit[]> {
  const names = text === undefined ? [] : unitValues(parseUnitFile(text), 'Install', 'Also').flatMap((each) => each.split(/\s+/));
  const units = await Promise.all(names.filter((each) => each !== name).map((each) => findUnit(world, each)));
  return units.filter((each) => each !== undefined);
}

/** Units that must run before this one can. */
export const requirements = ({ text }: Unit): readonly string[] =>
  text === undefined
    ? []
    : unitValues(parseUnitFile(text), 'Unit', 'Requires')
        .flatMap((each) => each.split(/\s+/))
        .filter(Boolean);

/** The first of its conditions that does not hold. */
export async function unmetCondition({ files }: World, { text }: Unit): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const file = parseUnitFile(text);
  for (const condition of unitValues(file, 'Unit', 'ConditionPathExists')) {
    const not = condition.startsWith('!');
    const there = (await files.stat(condition.replace(/^!/, ''))) !== undefined;
    if (there === not) return `ConditionPathExists=${condition}`;
  }
  return undefined;
}

/** A oneshot that does not remain is inactive again as soon as it is done. */
export function staysActive({ text }: Unit): boolean {
  if (text === undefined) return true;
  const file = parseUnitFile(text);
  return unitValue(file, 'Service', 'Type') !== 'oneshot' || /^(yes|true|on|1)$/.test(unitValue(file, 'Service', 'RemainAfterExit') ?? '');
}

export const refusesStop = ({ text }: Unit): boolean => text?.includes('RefuseManualStop=true') === true;
