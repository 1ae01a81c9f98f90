import { memorySystem, type Tree } from '../../../src/system/memory.ts';
import type { System } from '../../../src/system/port.ts';
import { resolveHost, treeOfHost } from '../../../src/system/recorded.ts';
import type { HostModel, RecordedHost } from '../../../src/system/recorded-host.ts';
import type { Resizable } from '../../../src/system/resizable.ts';
import { simulatedHost } from '../../../src/system/simulated/index.ts';
import { hosts } from '../../hosts/index.ts';

export interface Simulated {
  readonly host: RecordedHost;
  readonly tree: Tree;
  readonly files: System & Resizable;
  readonly system: System;
  /** Lets time pass. */
  readonly pass: (seconds: number) => void;
  readonly text: (path: string) => Promise<string | undefined>;
  readonly write: (path: string, text: string) => Promise<void>;
  /** Standard output of a command that must succeed. */
  readonly run: (...argv: string[]) => Promise<string>;
}

/** A recorded host at work, with some of its model changed. */
export function simulated(name: string, model: Partial<HostModel> = {}): Simulated {
  const found = hosts[name];
  if (found === undefined) throw new Error(`no recorded host ${name}`);
  const resolved = resolveHost(found, (base) => hosts[base]);
  const host = { ...resolved, model: { ...resolved.model, ...model } };
  const tree = treeOfHost(host);
  let now = 1_795_000_000_000;
  const files = memorySystem(tree, { now: () => now });
  const system = simulatedHost(host, files);
  return {
    host,
    tree,
    files,
    system,
    pass: (seconds) => {
      now += seconds * 1000;
    },
    text: async (path) => {
      const bytes = await system.read(path);
      return bytes && Buffer.from(bytes).toString();
    },
    write: (path, text) => system.write(path, Buffer.from(text), { mode: 0o644, uid: 0, gid: 0 }),
    run: async (...argv) => {
      const result = await system.run(argv);
      if (result.exit !== 0) throw new Error(`${argv.join(' ')}: ${result.exit} ${result.ended} ${result.stderr}`);
      return result.stdout;
    },
  };
}

/** A tree as plain data, to compare two moments. */
export const snapshot = (tree: Tree): Record<string, unknown> => Object.fromEntries([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));

const environment = { boot_dir: '/boot', efi_dir: '/boot', efi_mountpoint: '/boot', build_stubdom: 'false', PKGDEST: '/home/ada/out' };

/** Builds a package base and installs its packages, as a person would do it. */
export async function installBase(host: Simulated, base: string, changed: Readonly<Record<string, string>> = {}): Promise<void> {
  const { run, system, write, text } = host;
  const conf = (await text('/etc/pacman.conf')) ?? '';
  await write('/etc/pacman.conf', `${conf.replace(/\n\[multilib\][\s\S]*$/, '')}\n[multilib]\nInclude = /etc/pacman.d/mirrorlist\n`);
  await run('pacman', '-Sy');
  await run('git', 'clone', `https://aur.archlinux.org/${base}.git`, `/home/ada/${base}`);
  const info = await system.run(['makepkg', '--printsrcinfo'], { user: 'ada', cwd: `/home/ada/${base}` });
  const wanted = [...info.stdout.matchAll(/^\t(?:make)?depends = (\S+)/gm)].map((match) =>
    match[1] === 'libuuid.so' ? 'util-linux-libs' : (match[1] ?? ''),
  );
  await run('pacman', '-S', '--needed', '--noconfirm', '--asdeps', ...new Set(wanted.filter((name) => name !== 'xen')));
  for (const key of info.stdout.matchAll(/validpgpkeys = (\S+)/g)) await system.run(['gpg', '--recv-keys', key[1] ?? ''], { user: 'ada' });
  await system.makeDirectory('/home/ada/out', { mode: 0o755, uid: 1000, gid: 1000 });
  const built = await system.run(['makepkg'], { user: 'ada', cwd: `/home/ada/${base}`, environment: { ...environment, ...changed } });
  if (built.exit !== 0) throw new Error(built.stderr);
  const [file] = ((await system.list('/home/ada/out')) ?? []).filter(
    (name) => name.startsWith(`${base}-`) && /-\d/.test(name.replace('-docs', '')),
  );
  await run('pacman', '-U', '--noconfirm', `/home/ada/out/${file}`);
}
