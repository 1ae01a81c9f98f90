import { digestOf } from '../../src/core/digest.ts';
import { memorySystem, plant, type Tree, treeOf } from '../../src/system/memory.ts';
import type { RunOptions, RunResult, System } from '../../src/system/port.ts';
import { packageCommand } from './world-packages.ts';

/** A small host: its state, commands and live network included, is all in the tree. */
export interface World {
  readonly tree: Tree;
  readonly system: System;
  /** Commands that were run. */
  readonly ran: (readonly string[])[];
}

export const ok = (stdout = ''): RunResult => ({ exit: 0, stdout, stderr: '', ended: 'exit' });
export const fail = (stderr: string, exit = 1): RunResult => ({ exit, stdout: '', stderr, ended: 'exit' });
export const oneShot = '/sys/firmware/efi/efivars/LoaderEntryOneShot-4a67b082';

export const text = (tree: Tree, path: string): string | undefined => {
  const node = tree.get(path);
  return node?.type === 'file' ? Buffer.from(node.content).toString('utf8') : undefined;
};
export const put = (tree: Tree, path: string, content: string): void =>
  plant(tree, path, { type: 'file', content: Buffer.from(content), mode: 0o644, uid: 0, gid: 0 });

export function firstTree(): Tree {
  const tree = treeOf({
    '/etc/pacman.conf': '[options]\n#[multilib]\n',
    '/boot/loader/loader.conf': 'default arch.conf\n',
    '/boot/grub/grub.cfg': '# 1 entry\n',
    '/etc/old.conf': 'old\n',
    '/mnt/stick/archxen.db': 'lists',
    '/mnt/stick/xen-1-1-any.pkg.tar': 'xen',
    '/var/lib/pacman/sync/core.db': 'old',
    '/etc/xen-left.conf': 'left\n',
    '/var/lib/pacman/local/glibc': '2.42-1',
    '/proc/sys/kernel/random/boot_id': 'boot-1\n',
    '/sim/net': 'plain',
    '/sim/nvram': '',
    '/sim/users/keep': '',
    '/var/cache/keep': '',
    '/var/log/pacman.log': '',
    '/run/lock/keep': '',
  });
  for (const directory of [oneShot, '/etc/systemd/system/x/x', '/sim/active/x', '/etc/systemd/network/x', '/etc/xen/x', '/usr/lib/x'])
    plantDirectory(tree, directory);
  plant(tree, '/boot/vmlinuz-linux', { type: 'file', content: Buffer.alloc(70_000, 0xfe), mode: 0o700, uid: 3, gid: 4 });
  plant(tree, '/etc/secret', { type: 'file', content: Buffer.from([0xff, 0, 0xfe]), mode: 0o600, uid: 7, gid: 8 });
  plant(tree, '/etc/linked', { type: 'link', target: 'old.conf', mode: 0o777, uid: 0, gid: 0 });
  return tree;
}

function plantDirectory(tree: Tree, inside: string): void {
  put(tree, inside, '');
  tree.delete(inside);
}

export function world(tree: Tree = firstTree()): World {
  const ran: (readonly string[])[] = [];
  const run = async (argv: readonly string[], options: RunOptions): Promise<RunResult> => {
    ran.push(argv);
    const [program, ...words] = argv;
    const result = commands[program ?? '']?.(tree, words, options) ?? { exit: 127, stdout: '', stderr: '', ended: 'missing' as const };
    for (const line of result.stdout.split('\n')) if (line !== '') options.onLine?.(line);
    return result;
  };
  return { tree, ran, system: memorySystem(tree, { run, now: () => 1_000_000 }) };
}

/** What a power cut and the boot after it do: /run is empty, the network is as its lasting files say, enabled units run. */
export function reboot(tree: Tree): void {
  for (const path of [...tree.keys()]) if (path.startsWith('/run/') && path !== '/run/lock' && path !== '/run/lock/keep') tree.delete(path);
  for (const path of [...tree.keys()]) if (path.startsWith('/sim/active/')) tree.delete(path);
  for (const path of [...tree.keys()]) if (path.startsWith('/etc/systemd/system/x/')) put(tree, `/sim/active/${path.slice(22)}`, '');
  put(tree, '/sim/net', tree.has('/etc/systemd/network/25-xenbr0.netdev') ? 'bridged' : 'plain');
  put(tree, '/proc/sys/kernel/random/boot_id', 'boot-2\n');
}

const notCompared = ['/var/lib/archxen', '/var/log/archxen', '/var/cache', '/run', '/proc'];

/** The state of a host that must come back exactly, path by path. */
export function state(tree: Tree): Readonly<Record<string, string>> {
  const kept = [...tree].filter(([path]) => !notCompared.some((not) => path === not || path.startsWith(`${not}/`)));
  const line = ([path, node]: (typeof kept)[number]): [string, string] => [
    path,
    node.type === 'file'
      ? `${node.mode}:${node.uid}:${node.gid}:${digestOf(Buffer.from(node.content).toString('base64'))}`
      : digestOf(node),
  ];
  return Object.fromEntries(kept.map(line).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Command = (tree: Tree, words: readonly string[], options: RunOptions) => RunResult;

const commands: Readonly<Record<string, Command>> = {
  systemctl,
  pacman: (tree, words) => packageCommand(tree, words),
  ip: (tree, words) => {
    if (words.includes('add')) return fail('RTNETLINK answers: File exists', 2);
    return ok(words.includes('addr') ? addresses(tree) : routes(tree));
  },
  'systemd-run': (tree, words) => {
    if (tree.has('/run/timer')) return fail('Failed to start transient timer unit: Unit archxen-network-revert.timer already exists.');
    put(tree, '/run/timer', words.join(' '));
    return ok();
  },
  'net-reload': () => ok(),
  'net-up': (tree) => {
    if (text(tree, '/run/systemd/network/10-xenbr0.network') === undefined) return fail('no file');
    put(tree, '/sim/net', 'bridged');
    return ok();
  },
  'net-down': (tree) => {
    put(tree, '/sim/net', 'plain');
    return ok();
  },
  bootctl: (tree, [, entry]) => {
    if (entry === '') tree.delete(oneShot);
    else
      plant(tree, oneShot, {
        type: 'file',
        content: Buffer.concat([Buffer.from([7, 0, 0, 0]), Buffer.from(`${entry}\0`, 'utf16le')]),
        mode: 0o644,
        uid: 0,
        gid: 0,
      });
    return ok();
  },
  sync: () => ok(),
  mkconfig: (tree) => {
    put(tree, '/boot/grub/grub.cfg', '# 2 entries\n');
    put(tree, '/boot/grub/made/new.cfg', 'new\n');
    return ok('Found linux image: /boot/vmlinuz-linux\ndone\n');
  },
  nvram: (tree, [value = '']) => {
    put(tree, '/sim/nvram', value);
    return ok();
  },
  useradd: (tree, words) => {
    if (tree.has(`/sim/users/${words.at(-1)}`)) return fail('useradd: user already exists', 9);
    put(tree, `/sim/users/${words.at(-1)}`, '');
    put(tree, '/etc/passwd-', 'a copy of what was before\n');
    return ok();
  },
  userdel: (tree, [name]) => (tree.delete(`/sim/users/${name}`) ? ok() : fail('userdel: user does not exist', 6)),
  pkill: () => fail(''),
  touch: () => ok(),
  bsdtar: (_tree, words) => ok(words.at(-1)?.includes('/xen-4') ? '.PKGINFO\nboot/xen.gz\n' : '.PKGINFO\n'),
  chown: () => ok(),
  id: (tree, [flag, name]) =>
    tree.has(`/sim/users/${name}`)
      ? ok('998\n')
      : name === 'builder'
        ? ok('1000\n')
        : name === 'toor' || name === 'root'
          ? ok('0\n')
          : fail(`id: '${name}': no such user (${flag})`),
  gpg: (tree, words) => {
    const known = tree.has('/var/cache/gpg');
    if (words.includes('--list-keys')) return known ? ok() : fail('gpg: error reading key: No public key', 2);
    put(tree, '/var/cache/gpg', '');
    return ok();
  },
  git: (tree, words, options) => {
    const [, clone = ''] = words;
    if (words[0] === 'clone') {
      put(tree, `${words.at(-1)}/.git/HEAD`, options.user ?? '');
      return ok();
    }
    return tree.has(`${clone}/.git/HEAD`) ? ok() : fail('fatal: not a git repository', 128);
  },
  makepkg: (tree, _words, { environment = {} }) => {
    put(tree, `${environment['PKGDEST']}/xen-4.21.2-1-x86_64.pkg.tar.zst`, `xen ${environment['build_stubdom']}`);
    put(tree, `${environment['PKGDEST']}/xen-docs-4.21.2-1-x86_64.pkg.tar.zst`, 'docs');
    return ok('==> Making package: xen 4.21.2-1\n==> Starting build()...\ncc\n==> Starting package_xen()...\n==> Finished making: xen\n');
  },
};

/** Each unit in turn, to the first failure of one that is to be switched. */
function systemctl(tree: Tree, [verb, ...units]: readonly string[]): RunResult {
  const results: RunResult[] = [];
  for (const unit of units.length === 0 ? [''] : units) {
    const result = systemctlOne(tree, verb, unit);
    if (result.exit !== 0 && !verb?.startsWith('is-')) return result;
    results.push(result);
  }
  const stdout = results.map((result) => result.stdout).join('');
  return { ...ok(stdout), exit: results.some(({ exit }) => exit === 0) ? 0 : (results[0]?.exit ?? 0) };
}

function systemctlOne(tree: Tree, verb: string | undefined, unit: string): RunResult {
  const there = tree.has(`/usr/lib/systemd/system/${unit}`);
  const wants = `/etc/systemd/system/x/${unit}`;
  if (verb === 'daemon-reload' || verb === 'reset-failed') return ok();
  if (unit.startsWith('archxen-network-revert')) {
    if (verb === 'restart') return tree.has('/run/timer') ? ok() : fail(`Unit ${unit} not found.`);
    tree.delete('/run/timer');
    return ok();
  }
  if (verb === 'is-enabled') {
    if (unit === 'static.service') return ok('static\n');
    return there ? (tree.has(wants) ? ok('enabled\n') : { ...ok('disabled\n'), exit: 1 }) : { ...ok('not-found\n'), exit: 4 };
  }
  if (verb === 'is-active') return tree.has(`/sim/active/${unit}`) ? ok('active\n') : { ...ok('inactive\n'), exit: 3 };
  if (!there) return fail(`Unit ${unit} does not exist.`);
  if (verb === 'enable') put(tree, wants, '');
  if (verb === 'disable') tree.delete(wants);
  if (verb === 'start') put(tree, `/sim/active/${unit}`, '');
  if (verb === 'stop') tree.delete(`/sim/active/${unit}`);
  return ok();
}

const address = [{ family: 'inet', local: '192.0.2.17', prefixlen: 24 }];

function addresses(tree: Tree): string {
  const plain = [{ ifname: 'enp3s0', addr_info: address }];
  const bridged = [
    { ifname: 'enp3s0', master: 'xenbr0', addr_info: [] },
    { ifname: 'xenbr0', addr_info: address },
  ];
  return JSON.stringify(text(tree, '/sim/net') === 'bridged' ? bridged : plain);
}

const routes = (tree: Tree): string =>
  JSON.stringify([{ dst: 'default', gateway: '192.0.2.1', dev: text(tree, '/sim/net') === 'bridged' ? 'xenbr0' : 'enp3s0' }]);
