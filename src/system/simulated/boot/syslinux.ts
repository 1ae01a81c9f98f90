import { join } from 'node:path/posix';
import { advBytes, advMenuSave, advOnce, parseAdv, printAdv, setAdv } from '../../../formats/syslinux-adv.ts';
import { parseSyslinuxCfg, type SyslinuxCfg, type SyslinuxLabel, syslinuxDefault } from '../../../formats/syslinux-cfg.ts';
import type { System } from '../../port.ts';
import { mountOf } from '../../recorded.ts';
import { readText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import type { Attempt } from './attempt.ts';

/** An installed Syslinux: its folder and what its configuration says. */
export interface Syslinux {
  readonly folder: string;
  readonly cfg: SyslinuxCfg;
}

export async function readSyslinux({ files }: World): Promise<Syslinux | undefined> {
  for (const folder of ['/boot/syslinux', '/boot/extlinux']) {
    if ((await files.stat(`${folder}/ldlinux.sys`)) === undefined) continue;
    const text = (await readText(files, `${folder}/extlinux.conf`)) ?? (await readText(files, `${folder}/syslinux.cfg`));
    if (text !== undefined) return { folder, cfg: parseSyslinuxCfg(text) };
  }
  return undefined;
}

export async function readAdv(files: System, core: string): Promise<ReadonlyMap<number, string> | undefined> {
  const bytes = await files.read(core);
  return bytes && parseAdv(bytes.subarray(-2 * advBytes));
}

/** In place: the other bytes and the size stay. */
export async function writeAdv(files: System, core: string, values: ReadonlyMap<number, string>): Promise<void> {
  const [bytes, stat] = [await files.read(core), await files.stat(core)];
  if (bytes === undefined || stat === undefined) return;
  const adv = printAdv(values);
  await files.write(core, Buffer.concat([bytes.subarray(0, -2 * advBytes), adv, adv]), stat);
}

/** The label that it starts now; a one-time choice is cleared before it is run. */
export async function chosenLabel({ files }: World, { folder, cfg }: Syslinux): Promise<SyslinuxLabel | undefined> {
  const core = `${folder}/ldlinux.sys`;
  const adv = (await readAdv(files, core)) ?? new Map<number, string>();
  const once = adv.get(advOnce);
  if (once !== undefined) await writeAdv(files, core, setAdv(adv, advOnce, ''));
  const name = once?.split(' ')[0] ?? syslinuxDefault(cfg, adv.get(advMenuSave));
  return cfg.labels.find(({ label }) => label === name);
}

export async function startLabel(
  world: World,
  { folder, cfg }: Syslinux,
  { label, kernel = '', append, initrd }: SyslinuxLabel,
): Promise<Attempt> {
  const { files, host } = world;
  const top = mountOf(host, folder)?.mount ?? '/';
  const missing = async (name: string): Promise<boolean> =>
    ((await files.stat(name.startsWith('/') ? join(top, name) : join(folder, name)))?.size ?? 0) === 0;
  const comesBack = cfg.timeout > 0;
  const words = append.split(/\s+/).filter((word) => word !== '');
  if (kernel !== 'mboot.c32') {
    const images = [kernel.trim(), ...initrd, ...words.flatMap((word) => (word.startsWith('initrd=') ? word.slice(7).split(',') : []))];
    for (const name of images) {
      if (await missing(name))
        return { entry: label, kind: 'linux', comesBack, problem: `Loading ${name}... failed: No such file or directory` };
    }
    return { entry: label, kind: 'linux', commandLine: [`BOOT_IMAGE=${kernel}`, ...words].join(' ') };
  }
  // Without one of its modules it stands at the prompt, whatever the timeout.
  for (const module of ['mboot.c32', 'libcom32.c32']) {
    if (await missing(module)) return { entry: label, kind: 'xen', problem: 'Failed to load COM32 file mboot.c32' };
  }
  const [xen = [], linux = [], ...rest] = modulesOf(words);
  for (const [name = ''] of [xen, linux, ...rest]) {
    if (await missing(name)) return { entry: label, kind: 'xen', comesBack, problem: `Loading ${name}... failed! No files found!` };
  }
  return { entry: label, kind: 'xen', commandLine: linux.slice(1).join(' '), xenOptions: xen.slice(1).join(' ') };
}

/** What stands between `---`. */
function modulesOf(words: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [[]];
  for (const word of words) {
    if (word === '---') all.push([]);
    else all.at(-1)?.push(word);
  }
  return all;
}
