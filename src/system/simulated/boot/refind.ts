import { type RefindStanza, readRefindConf, readRefindLinux } from '../../../formats/refind-conf.ts';
import { readText, writeText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import type { Attempt } from './attempt.ts';
import { startLinux } from './firmware.ts';
import { startXenEfi } from './xen-image.ts';

interface Choice {
  readonly title: string;
  readonly start: () => Promise<Attempt>;
}

/** rEFInd: programs that it finds come first, xen.efi among them unless it is told not to; then the stanzas. */
export async function startRefind(world: World, volume: string): Promise<Attempt | undefined> {
  const folder = `${volume}/EFI/refind`;
  const main = readRefindConf((await readText(world.files, `${folder}/refind.conf`)) ?? '');
  const included = await Promise.all(
    main.settings
      .filter(({ key }) => key === 'include')
      .map(async ({ values }) => readRefindConf((await readText(world.files, `${folder}/${values[0]}`)) ?? '')),
  );
  const settings = [main, ...included].flatMap((conf) => conf.settings);
  const hidden = settings.filter(({ key }) => key === 'dont_scan_files').flatMap(({ values }) => values);
  const menu = [
    ...(await found(world, volume, hidden)),
    ...[main, ...included]
      .flatMap((conf) => conf.stanzas)
      .flatMap((stanza) => (stanza.disabled ? [] : [fromStanza(world, volume, stanza)])),
  ];
  const memory = `${folder}/vars/PreviousBoot`;
  const wanted = settings.findLast(({ key, values }) => key === 'default_selection' && values.length === 1)?.values[0] ?? '+';
  const names = await Promise.all(
    wanted.split(',').map(async (name) => (name === '+' ? ((await readText(world.files, memory)) ?? '') : name)),
  );
  const chosen = names.map((name) => choose(menu, name)).find((each) => each !== undefined) ?? menu[0];
  if (chosen === undefined) return undefined;
  await writeText(world.files, memory, chosen.title);
  return chosen.start();
}

const choose = (menu: readonly Choice[], name: string): Choice | undefined =>
  name === ''
    ? undefined
    : /^\d$/.test(name)
      ? menu[Number(name) - 1]
      : menu.find(({ title }) => title.toLowerCase().includes(name.toLowerCase()));

async function found(world: World, volume: string, hidden: readonly string[]): Promise<readonly Choice[]> {
  const names = (await world.files.list(volume)) ?? [];
  const line = readRefindLinux((await readText(world.files, `${volume}/refind_linux.conf`)) ?? '')[0]?.options;
  const xen = names.includes('xen.efi') && !hidden.includes('xen.efi') ? ['xen.efi'] : [];
  return [...xen, ...names.filter((name) => name.startsWith('vmlinuz'))].map((name) => ({
    title: `Boot ${name} from ESP`,
    start: () =>
      name === 'xen.efi'
        ? startXenEfi(world, name, volume, '/xen.efi', '')
        : startLinux(world, {
            entry: name,
            volume,
            kernel: name,
            options: `${line ?? 'ro'} initrd=\\initramfs-${name.replace('vmlinuz-', '')}.img`,
          }),
  }));
}

const fromStanza = (world: World, volume: string, { title, loader = '', initrd, options }: RefindStanza): Choice => ({
  title: `Boot ${title} from ESP`,
  start: () =>
    /xen[^/\\]*\.efi$/i.test(loader)
      ? startXenEfi(world, title, volume, loader.replaceAll('\\', '/'), options)
      : startLinux(world, { entry: title, volume, kernel: loader, options, initrds: initrd }),
});
