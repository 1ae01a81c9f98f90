import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from '../../src/core/change.ts';
import { currentRun } from '../../src/engine/index.ts';
import { bootRestorePath, restorePath } from '../../src/engine/restore/keep.ts';
import { restoreScript } from '../../src/engine/restore/restore-script.ts';
import { shellContent, shellWord } from '../../src/engine/restore/shell-content.ts';
import { memorySystem, plant, type Tree, treeOf } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { cutBefore } from './cut.ts';
import { applyAll, rollBackAll } from './drive.ts';
import { everyKind, setup } from './plans.ts';
import { firstTree, state, text, world } from './world.ts';

const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const meta = { mode: 0o644, ...own };
const hostile = "/etc/it's $(touch owned)\n`touch owned`; .conf";
const changes: readonly Change[] = [
  { kind: 'file', id: 'text', title: 'Change a text', path: '/etc/a.conf', content: { text: 'new\n' }, ...meta },
  { kind: 'file', id: 'large', title: 'Change a large file', path: '/boot/large', content: { base64: 'AAEC' }, ...meta },
  { kind: 'file', id: 'deep', title: 'Write a new file', path: '/srv/x/y', content: { text: 'y' }, before: null, ...meta },
  { kind: 'file', id: 'link', title: 'Turn a link', path: '/etc/link', content: { link: 'b.conf' }, ...meta },
  { kind: 'file', id: 'gone', title: 'Remove a file', path: '/etc/b.conf', content: null, ...meta },
  { kind: 'file', id: 'hostile', title: 'A name', path: hostile, content: { text: 'new' }, ...meta },
  { kind: 'file', id: 'private', title: 'A private file', path: '/etc/private', content: { text: 'new' }, ...meta, mode: 0o600 },
  { kind: 'file', id: 'again', title: 'Change it again', path: '/etc/a.conf', content: { text: 'newer\n' }, ...meta },
];

/** Those of the usual shells that this computer has. */
const shells = [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'ash']].filter(
  ([program = '', ...rest]) => spawnSync(program, [...rest, '-c', 'exit 7']).status === 7,
);

let top = '';
beforeAll(() => {
  top = mkdtempSync(`${tmpdir()}/archxen-restore-`);
});
afterAll(() => rmSync(top, { recursive: true }));

/** A small host in memory: what a disk would make wait for is not what this is about. */
function host(): { readonly tree: Tree; readonly system: System } {
  const tree = treeOf({ '/boot/keep': '', '/run/lock/keep': '', '/var/log/keep': '', '/var/lib/keep': '', '/srv/keep': '' });
  const file = (path: string, content: Uint8Array, mode: number): void =>
    plant(tree, path, { type: 'file', content, mode, uid: own.uid, gid: own.gid });
  file('/etc/a.conf', Buffer.from("-old 100% 'quoted' \\n é\n\tlast line without an end"), 0o644);
  file('/etc/b.conf', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 0o644);
  file('/etc/private', Buffer.from('a secret\n'), 0o600);
  file(hostile, Buffer.from('old'), 0o755);
  file('/boot/large', Buffer.alloc(100_000, 5), 0o644);
  plant(tree, '/etc/link', { type: 'link', target: 'a.conf', mode: 0o777, uid: 0, gid: 0 });
  return { tree, system: memorySystem(tree) };
}

/** The host as a rescue shell finds it: on a disk. */
function onDisk(tree: Tree, name: string): string {
  const root = `${top}/${name}`;
  mkdirSync(root);
  for (const [path, node] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (path === '/') continue;
    if (node.type === 'directory') mkdirSync(root + path);
    else if (node.type === 'link') symlinkSync(node.target, root + path);
    else writeFileSync(root + path, node.content, { mode: node.mode });
  }
  return root;
}

function listing(root: string): readonly string[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return paths
    .filter((path) => !/^var\/(lib|log)\/archxen|^boot\/archxen-restore|^\.archxen-owners/.test(path))
    .map((path) => {
      const stat = lstatSync(`${root}/${path}`);
      const content = stat.isFile()
        ? readFileSync(`${root}/${path}`, 'base64')
        : stat.isSymbolicLink()
          ? readlinkSync(`${root}/${path}`)
          : '';
      return `${path} ${stat.mode.toString(8)} ${content}`;
    });
}

describe.each(shells)('restore.sh under %s %s', (...shell: string[]) => {
  const [program = '', ...rest] = shell.filter((word) => word !== undefined && word !== '');
  const name = shell.filter(Boolean).join('-');
  // Each run starts hundreds of programs: ARCHXEN_RESTORE_STEP=1 is every cut.
  const step = Number(process.env['ARCHXEN_RESTORE_STEP'] ?? (program === 'busybox' || shells.length === 1 ? 9 : 30));

  it('leads to the first state from a cut before any effect, from both of its places', async () => {
    const first = listing(onDisk(host().tree, `${name}.first`));
    for (let at = 0, whole = false; !whole; at += 1) {
      const { tree, system } = host();
      whole = await applyAll(cutBefore(system, at).system, setup(changes)).then(
        () => true,
        () => false,
      );
      if (!whole && at % step !== 0) continue;
      const root = onDisk(tree, `${name}.${at}`);
      const script = at % 2 === 0 ? restorePath : bootRestorePath;
      if (!tree.has(script)) {
        // No script yet means that nothing was done yet.
        expect([at, listing(root)]).toEqual([at, first]);
        continue;
      }
      for (const time of ['once', 'again']) {
        const { status, stderr } = spawnSync(program, [...rest, root + script, root], { encoding: 'utf8', cwd: top });
        expect([at, time, status, stderr, listing(root)]).toEqual([at, time, 0, '', first]);
      }
      rmSync(root, { recursive: true });
      await rollBackAll(system);
      expect([tree.has(restorePath), tree.has(bootRestorePath)]).toEqual([false, false]);
    }
    expect(readdirSync(top).filter((entry) => entry.startsWith('owned'))).toEqual([]);
  }, 120_000);

  it('brings back a file of which a cut in its write left only the temporary name, as FAT may', async () => {
    const { tree, system } = host();
    const first = listing(onDisk(tree, `${name}.whole`));
    await applyAll(system, setup(changes.slice(0, 1)));
    const root = onDisk(tree, `${name}.torn`);
    execFileSync('mv', [`${root}/etc/a.conf`, `${root}/etc/.a.conf.archxen-tmp`]);
    expect(spawnSync(program, [...rest, root + bootRestorePath, root]).status).toBe(0);
    expect(listing(root)).toEqual(first);
  });

  it('keeps what somebody edited since, and does not follow a link out of the root', async () => {
    const { tree, system } = host();
    await applyAll(system, setup(changes.slice(0, 1)));
    const root = onDisk(tree, `${name}.edited`);
    writeFileSync(`${root}/etc/a.conf`, 'mine');
    expect(spawnSync(program, [...rest, root + restorePath, root]).status).toBe(0);
    expect(readFileSync(`${root}/var/lib/archxen/drifted/restore/etc/a.conf`, 'utf8')).toBe('mine');
    execFileSync('mv', [`${root}/etc`, `${top}/${name}.outside`]);
    symlinkSync(`${top}/${name}.outside`, `${root}/etc`);
    writeFileSync(`${top}/${name}.outside/a.conf`, 'not of this host');
    const { status, stderr } = spawnSync(program, [...rest, root + restorePath, root], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringContaining("leads out of the host's root")]);
    expect(readFileSync(`${top}/${name}.outside/a.conf`, 'utf8')).toBe('not of this host');
  });

  it('says when a file system is not mounted, and refuses a copy that is not whole', async () => {
    const { tree, system } = host();
    await applyAll(system, setup(changes.slice(0, 2)));
    const root = onDisk(tree, `${name}.unmounted`);
    execFileSync('mv', [`${root}/etc`, `${root}/etc.away`]);
    const [kept = ''] = readdirSync(`${root}/var/lib/archxen/backups`);
    writeFileSync(`${root}/var/lib/archxen/backups/${kept}`, 'damaged');
    const { status, stderr } = spawnSync(program, [...rest, root + restorePath, root], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('Is its file system mounted?');
    expect(stderr).toContain('/boot/large could not be written whole');
    expect(readFileSync(`${root}/boot/large`)).toEqual(Buffer.from([0, 1, 2]));
  });

  it('prints any bytes exactly', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        const out = execFileSync(program, [...rest, '-c', shellContent(bytes).join('\n')]);
        expect(out.equals(bytes)).toBe(true);
      }),
      { numRuns: 4 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (word) => {
        fc.pre(!word.includes('\0'));
        expect(execFileSync(program, [...rest, '-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(
          Buffer.from(word).toString(),
        );
      }),
      { numRuns: 4 },
    );
  });
});

describe('restore.sh', () => {
  it('is there before the first change, in both places, and holds no private content', async () => {
    const { system } = host();
    const seen: unknown[] = [];
    const watched = {
      ...system,
      write: async (...args: Parameters<typeof system.write>) => {
        if (args[0] === '/etc/a.conf') seen.push((await system.stat(restorePath))?.mode, (await system.stat(bootRestorePath))?.type);
        return system.write(...args);
      },
    };
    await applyAll(watched, setup(changes));
    expect(seen.slice(0, 2)).toEqual([0o700, 'file']);
    const script = Buffer.from((await system.read(bootRestorePath)) ?? []).toString();
    expect(script).not.toContain('a secret');
    expect(script).toContain("put '/etc/private' 0600 ");
  });

  it('says what only the running host can do, and cannot be talked into anything by it', () => {
    const back: readonly Change[] = [
      ...everyKind.filter(({ kind }) => kind !== 'file'),
      { kind: 'unit', id: 'u', title: 'u', unit: 'a.service', enabled: false, active: false },
      { kind: 'package', id: 'p', title: 'p', action: 'remove', names: ['xen'], from: { source: 'repository' }, asDependencies: false },
      { kind: 'command', id: 'c', title: 'c', argv: ['x', "\nEND\ntouch owned\n'"], writes: [], timeoutSeconds: 1 },
      { kind: 'directory', id: 'd', title: 'd', path: '/made', present: true, mode: 0o750, uid: 0, gid: 0 },
    ];
    const root = onDisk(host().tree, 'by-hand');
    mkdirSync(`${root}/etc/xen`);
    const { stdout, status, stderr } = spawnSync('sh', ['-c', restoreScript(back), 'restore.sh', root], { encoding: 'utf8', cwd: top });
    expect([status, stderr]).toEqual([0, '']);
    for (const words of ['pacman -Rn xen', 'systemctl stop a.service', 'systemctl disable a.service', "bootctl set-oneshot ''"])
      expect(stdout).toContain(`  ${words}`);
    expect(stdout).toContain('archxen rollback');
    expect(lstatSync(`${root}/made`).mode & 0o777).toBe(0o750);
    expect(readdirSync(top)).not.toContain('owned');
  });

  it('sets extended attributes, or says how', () => {
    const root = onDisk(host().tree, 'xattrs');
    const file: Change = {
      kind: 'file',
      id: 'x',
      title: 'x',
      path: '/etc/x',
      content: { text: '' },
      ...meta,
      xattrs: { 'user.a': 'YWI=' },
    };
    const { status, stderr } = spawnSync('sh', ['-c', restoreScript([file]), 'restore.sh', root], { encoding: 'utf8' });
    if (status === 0) expect(execFileSync('getfattr', ['-n', 'user.a', '--only-values', `${root}/etc/x`], { encoding: 'utf8' })).toBe('ab');
    else expect(stderr).toContain('by hand: setfattr -n user.a -v 0sYWI= /etc/x');
  });

  it('on a boot volume that takes nothing more is told of, and the plan goes on', async () => {
    const { system, tree } = world();
    const { ArchxenError } = await import('../../src/core/error.ts');
    const full = {
      ...system,
      write: async (...args: Parameters<typeof system.write>) => {
        if (args[0] === bootRestorePath) throw new ArchxenError('no-space', 'There is no space left.');
        return system.write(...args);
      },
    };
    const events = await applyAll(full, setup());
    expect(events.find(({ type }) => type === 'warn')).toMatchObject({ message: expect.stringContaining(restorePath) });
    expect(events.at(-1)).toEqual({ type: 'end', outcome: 'applied' });
    expect(text(tree, restorePath)).toContain('put ');
  });

  it('that cannot be removed leaves the way back unfinished', async () => {
    const { system, tree } = world();
    const { ArchxenError } = await import('../../src/core/error.ts');
    await applyAll(system, setup());
    const stuck = {
      ...system,
      remove: async (path: string) => {
        if (path === bootRestorePath) throw new ArchxenError('write-failed', 'Read-only.');
        return system.remove(path);
      },
    };
    expect((await rollBackAll(stuck)).at(-1)).toEqual({ type: 'end', outcome: 'rollback-incomplete' });
    expect(await currentRun(system)).toBeDefined();
    expect((await rollBackAll(system)).at(-1)).toEqual({ type: 'end', outcome: 'rolled-back' });
    expect(state(tree)).toEqual(state(firstTree()));
  });
});
