import type { RunResult } from '../../port.ts';
import { type Command, done, failed, lines, type World } from '../core/world.ts';
import { isEfi, type LoaderVariable, readVariable, setVariable } from './efi-variables.ts';

import { defaultEntry, loaderVolume, menu } from './systemd-boot.ts';

export const bootctl: Command = async ({ args }, world) => {
  const [verb = 'status', ...words] = args.filter((arg) => !arg.startsWith('--'));
  switch (verb) {
    case 'set-oneshot':
      return set(world, 'LoaderEntryOneShot', words);
    case 'set-preferred':
      return set(world, 'LoaderEntryPreferred', words);
    case 'set-default':
      return set(world, 'LoaderEntryDefault', words);
    case 'status':
    case 'is-installed': {
      const esp = await loaderVolume(world);
      if (verb === 'is-installed') return esp === undefined ? failed(1, '', 'no\n') : done('yes\n');
      return done(
        lines([
          'System:',
          `      Firmware: ${(await isEfi(world)) ? 'UEFI 2.70' : 'n/a'}`,
          '',
          'Current Boot Loader:',
          `      Product: ${(await readVariable(world, 'LoaderInfo')) ?? 'n/a'}`,
          `          ESP: ${esp ?? 'n/a'}`,
        ]),
      );
    }
    case 'list':
      return list(
        world,
        args.some((arg) => arg.startsWith('--json')),
      );
    case '-p':
    case '-x':
      return done(`${await loaderVolume(world)}\n`);
    default:
      return undefined;
  }
};

async function set(world: World, name: LoaderVariable, words: readonly string[]): Promise<RunResult> {
  if (words.length !== 1) return failed(1, 'Too few arguments.\n');
  if (!(await isEfi(world))) return failed(1, 'Not booted with UEFI.\n');
  if ((await readVariable(world, 'LoaderInfo')) === undefined) return failed(1, 'Not booted with a supported boot loader.\n');
  await setVariable(world, name, words[0] ?? '');
  return done();
}

async function list(world: World, json: boolean): Promise<RunResult> {
  const all = await menu(world);
  const standard = (await defaultEntry(world, all))?.id;
  if (json) {
    const objects = all.map(({ id, path, volume, entry }) => ({
      id,
      path,
      root: volume,
      title: entry?.title ?? id,
      isDefault: id === standard,
      ...(entry?.options && { options: entry.options }),
      ...(entry?.efi && { efi: entry.efi }),
      ...(entry?.linux && { linux: entry.linux, initrd: entry.initrd }),
    }));
    return done(`${JSON.stringify(objects)}\n`);
  }
  return done(
    all
      .map(({ id, path, entry }) =>
        lines([
          `         type: Boot Loader Specification Type #${entry === undefined ? 2 : 1} (${entry === undefined ? '.efi' : '.conf'})`,
          `        title: ${entry?.title ?? id}${id === standard ? ' (default)' : ''}`,
          `           id: ${id}`,
          `       source: ${path}`,
        ]),
      )
      .join('\n'),
  );
}
