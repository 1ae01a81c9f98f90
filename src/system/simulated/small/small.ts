import { dirname } from 'node:path/posix';
import { mountOf } from '../../recorded.ts';
import { recordedUnderXen, underXen } from '../boot/record.ts';
import { readText, removeAll, writeText } from '../core/files.ts';
import { type Command, done, failed, lines } from '../core/world.ts';

/** id -u NAME, id -g NAME, id -un */
export const id: Command = async ({ args, options }, { files }) => {
  const name = args.find((arg) => !arg.startsWith('-')) ?? options.user ?? 'root';
  const fields = ((await readText(files, '/etc/passwd')) ?? '')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':');
  if (fields === undefined) return failed(1, `id: '${name}': no such user\n`);
  if (args.includes('-un')) return done(`${name}\n`);
  if (args.includes('-g')) return done(`${fields[3]}\n`);
  return args.includes('-u') ? done(`${fields[2]}\n`) : done(`uid=${fields[2]}(${name}) gid=${fields[3]}(${name})\n`);
};

/** rm [-r] [-f] PATH... */
export const rm: Command = async ({ args }, { files }) => {
  const end = args.indexOf('--');
  const options = args.filter((arg, index) => /^-[a-z]+$/i.test(arg) && (end < 0 || index < end)).join('');
  const paths = args.filter((arg, index) => (end >= 0 && index > end) || (!arg.startsWith('-') && (end < 0 || index < end)));
  for (const path of paths) {
    const found = await files.stat(path);
    if (found === undefined && !options.includes('f')) return failed(1, `rm: cannot remove '${path}': No such file or directory\n`);
    if (found?.type === 'directory' && !options.includes('r')) return failed(1, `rm: cannot remove '${path}': Is a directory\n`);
    if (found !== undefined) await removeAll(files, path);
  }
  return done();
};

/** cp -alT FROM TO: copies here, which a reader cannot tell from links. */
export const cp: Command = async ({ args }, { files }) => {
  const [from = '', to = ''] = args.filter((arg) => !arg.startsWith('-'));
  if ((await files.stat(from)) === undefined) return failed(1, `cp: cannot stat '${from}': No such file or directory\n`);
  const copy = async (source: string, target: string): Promise<void> => {
    const found = await files.stat(source);
    if (found === undefined) return;
    if (found.type === 'link') return files.link(target, found.target ?? '');
    if (found.type !== 'directory') return files.write(target, (await files.read(source)) ?? new Uint8Array(), found);
    await files.makeDirectory(target, found);
    for (const name of (await files.list(source)) ?? []) await copy(`${source}/${name}`, `${target}/${name}`);
  };
  await copy(from, to);
  return done();
};

const unit = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 } as const;

/** truncate -s [>|<|+]SIZE FILE... */
export const truncate: Command = async ({ args }, { files }) => {
  const given = args[args.indexOf('-s') + 1] ?? args.find((arg) => arg.startsWith('--size='))?.slice(7) ?? '';
  const [, sign = '', number = '0', letter = ''] = /^([<>+]?)(\d+)([KMGT]?)$/.exec(given) ?? [];
  const size = Number(number) * unit[letter as keyof typeof unit];
  for (const path of args.filter((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-s')) {
    const before = await files.stat(path);
    if (before === undefined) {
      if ((await files.list(dirname(path))) === undefined) {
        return failed(1, `truncate: cannot open '${path}' for writing: No such file or directory\n`);
      }
      await writeText(files, path, '');
    }
    const now = before?.size ?? 0;
    await files.resize(path, sign === '>' ? Math.max(now, size) : sign === '<' ? Math.min(now, size) : sign === '+' ? now + size : size);
  }
  return done();
};

/** touch FILE...: an empty file where there is none. */
export const touch: Command = async ({ args }, { files }) => {
  for (const path of args) if ((await files.stat(path)) === undefined) await writeText(files, path, '');
  return done();
};

/** findmnt -J: the mounts that were recorded. */
export const findmnt: Command = async ({ args }, { host }) => {
  if (!args.some((arg) => /^(-J|--json)$/.test(arg))) return undefined;
  const at = args[args.findIndex((arg) => /^(-T|--target|-M|--mountpoint)$/.test(arg)) + 1];
  const one =
    args.some((arg) => /^(-T|--target|-M|--mountpoint)$/.test(arg)) && at !== undefined ? [mountOf(host, at)] : (host.mounts ?? []);
  const filesystems = one.flatMap((each) =>
    each === undefined
      ? []
      : [
          {
            target: each.mount,
            source: each.device,
            fstype: each.fstype,
            options: each.options ?? 'rw',
            uuid: each.uuid ?? null,
            partuuid: each.partuuid ?? null,
            label: each.label ?? null,
          },
        ],
  );
  return filesystems.length === 0 ? failed(1, '') : done(`${JSON.stringify({ filesystems })}\n`);
};

/** lsblk -J, where it was not recorded: each mounted device. */
export const lsblk: Command = async ({ args }, { host }) => {
  if (host.commands?.[['lsblk', ...args].join(' ')] || !args.some((arg) => /^(-J|--json)$/.test(arg))) return undefined;
  const blockdevices = (host.mounts ?? []).map((each) => ({
    name: each.device.replace(/^.*\//, ''),
    path: each.device,
    type: 'part',
    fstype: each.fstype,
    label: each.label ?? null,
    uuid: each.uuid ?? null,
    partuuid: each.partuuid ?? null,
    mountpoints: [each.mount],
  }));
  return done(`${JSON.stringify({ blockdevices })}\n`);
};

/** dmesg of a boot that is not the recorded one says at least whether Xen is beneath. */
export const dmesg: Command = async (_call, world) => {
  const xen = await underXen(world);
  if (xen === recordedUnderXen(world)) return undefined;
  return done(
    lines(
      xen
        ? ['[    0.000000] Booting paravirtualized kernel on Xen PV', '[    0.000000] Xen version: 4.21.2-1arch (preserve-AD)']
        : ['[    0.000000] Booting paravirtualized kernel on bare hardware'],
    ),
  );
};

export const nothing: Command = async () => done();

export const uname: Command = async ({ args }, { host, files }) => {
  if (host.commands?.[['uname', ...args].join(' ')]) return undefined;
  return args.includes('-r')
    ? done((await readText(files, '/proc/sys/kernel/osrelease')) ?? '\n')
    : args.includes('-m')
      ? done('x86_64\n')
      : done('Linux\n');
};

export const detectVirt: Command = async (_call, { host }) =>
  host.commands?.['systemd-detect-virt'] ? undefined : failed(1, '', 'none\n');
