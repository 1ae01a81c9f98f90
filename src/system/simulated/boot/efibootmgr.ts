import type { RunResult } from '../../port.ts';
import { readText } from '../core/files.ts';
import { type Command, done, failed, lines, type World } from '../core/world.ts';
import { bootNumbers, isEfi, numbers, readGlobal, readNumbers, writeGlobal } from './efi-variables.ts';
import { loadOption } from './load-option.ts';

const valued: Readonly<Record<string, string>> = {
  '-b': 'bootnum',
  '-d': 'disk',
  '-p': 'part',
  '-L': 'label',
  '-l': 'loader',
  '-@': 'append-binary-args',
  '-n': 'bootnext',
  '-o': 'bootorder',
};
const flags: Readonly<Record<string, string>> = {
  '-v': 'verbose',
  '-u': 'unicode',
  '-C': 'create-only',
  '-B': 'delete-bootnum',
  '-N': 'delete-bootnext',
  '-O': 'delete-bootorder',
};

/** efibootmgr: it prints what there is, and changes BootNext, BootOrder and the entries. */
export const efibootmgr: Command = async ({ args }, world) => {
  if (!(await isEfi(world))) return failed(2, 'EFI variables are not supported on this system.\n');
  const options = parse(args);
  if (options === undefined) return undefined;
  const writes = [...options.keys()].some((name) => !['verbose', 'unicode'].includes(name));
  if (writes && (await isReadOnly(world))) return failed(5, 'Could not set variable: Read-only file system\n');
  return (await change(world, options)) ?? done(await listing(world));
};

function parse(args: readonly string[]): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const named = (names: Readonly<Record<string, string>>): string | undefined =>
      names[arg] ?? Object.values(names).find((name) => arg === `--${name}`);
    const [value, flag] = [named(valued), named(flags)];
    if (value !== undefined) found.set(value, rest.shift() ?? '');
    else if (flag !== undefined) found.set(flag, '');
    else return undefined;
  }
  return found;
}

const isReadOnly = async ({ files }: World): Promise<boolean> =>
  / \/sys\/firmware\/efi\/efivars ro[, ]/.test((await readText(files, '/proc/self/mountinfo')) ?? '');

/** What goes wrong, or undefined. The order of efibootmgr.c: delete, create, order, BootNext. */
async function change(world: World, options: ReadonlyMap<string, string>): Promise<RunResult | undefined> {
  const id = options.get('bootnum')?.toUpperCase();
  const exists = async (each: string): Promise<boolean> => (await bootNumbers(world)).includes(each);
  if (options.has('delete-bootnum')) {
    if (id === undefined || !(await exists(id))) return failed(15, 'Could not delete variable: No such file or directory\n');
    await writeGlobal(world, `Boot${id}`, null);
    const order = await readNumbers(world, 'BootOrder');
    if (order.includes(id)) await writeGlobal(world, 'BootOrder', numbers(order.filter((each) => each !== id)));
  }
  if (options.has('create-only')) {
    if (id === undefined) return undefined;
    if (await exists(id)) return failed(40, `efibootmgr: Cannot create Boot${id}: already exists.\n`);
    const disk = options.get('disk') ?? '';
    const device = `${disk}${/\d$/.test(disk) ? 'p' : ''}${options.get('part')}`;
    const partition = (world.host.mounts ?? []).find((each) => each.device === device);
    if (partition === undefined) return failed(5, `Could not prepare Boot variable: No such file or directory\n`);
    const file = options.get('append-binary-args');
    const data = file === undefined ? undefined : await world.files.read(file);
    if (file !== undefined && data === undefined) return failed(5, 'get_extra_args() failed\n');
    const option = loadOption(
      options.get('label') ?? 'Linux',
      partition,
      Number(options.get('part')),
      options.get('loader') ?? '',
      Buffer.from(data ?? []),
    );
    await writeGlobal(world, `Boot${id}`, option);
  }
  if (options.has('delete-bootorder')) await writeGlobal(world, 'BootOrder', null);
  const order = options.get('bootorder')?.split(',');
  for (const each of order ?? []) if (!(await exists(each))) return failed(8, `efibootmgr: entry ${each} does not exist\n`);
  if (order !== undefined) await writeGlobal(world, 'BootOrder', numbers(order));
  if (options.has('delete-bootnext')) {
    if ((await readGlobal(world, 'BootNext')) === undefined) return failed(10, 'Could not delete BootNext: No such file or directory\n');
    await writeGlobal(world, 'BootNext', null);
  }
  const next = options.get('bootnext')?.toUpperCase();
  if (next === undefined) return undefined;
  if (!(await exists(next))) return failed(12, `Boot entry ${next} does not exist\n`);
  await writeGlobal(world, 'BootNext', numbers([next]));
  return undefined;
}

async function listing(world: World): Promise<string> {
  const [next] = await readNumbers(world, 'BootNext');
  const out = [
    ...(next === undefined ? [] : [`BootNext: ${next}`]),
    `BootCurrent: ${(await readNumbers(world, 'BootCurrent'))[0] ?? '0000'}`,
    'Timeout: 1 seconds',
    `BootOrder: ${(await readNumbers(world, 'BootOrder')).join(',')}`,
  ];
  for (const id of await bootNumbers(world)) {
    const option = (await readGlobal(world, `Boot${id}`)) ?? Buffer.alloc(0);
    const label = option.subarray(6).toString('utf16le').split('\0')[0] ?? '';
    out.push(`Boot${id}${(option[0] ?? 0) & 1 ? '*' : ' '} ${label}`);
  }
  return lines(out);
}
