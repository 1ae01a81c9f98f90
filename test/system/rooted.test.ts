import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { plantHost } from '../../src/system/recorded.ts';
import { rootedSystem } from '../../src/system/rooted.ts';

const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (content: Uint8Array | undefined): string | undefined => content && Buffer.from(content).toString();
let outside = '';
let root = '';

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'archxen-rooted-'));
  root = join(outside, 'root');
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(join(outside, 'secret'), 'outside');
});
afterEach(() => rmSync(outside, { recursive: true, force: true }));

describe('a tree under another root', () => {
  it('takes absolute links as that host does', async () => {
    mkdirSync(join(root, 'usr/lib'), { recursive: true });
    writeFileSync(join(root, 'usr/lib/os-release'), 'ID=arch');
    symlinkSync('/usr/lib', join(root, 'lib'));
    symlinkSync('../lib/os-release', join(root, 'etc/os-release'));
    expect(text(await rootedSystem(root).read('/etc/os-release'))).toBe('ID=arch');
    expect(await rootedSystem(root).list('/lib')).toEqual(['os-release']);
  });

  it('is not left by links or by ..', async () => {
    const system = rootedSystem(root);
    symlinkSync(join(outside, 'secret'), join(root, 'etc/absolute'));
    symlinkSync('../../secret', join(root, 'etc/relative'));
    symlinkSync('..', join(root, 'up'));
    symlinkSync('loop', join(root, 'loop'));
    for (const path of ['/etc/absolute', '/etc/relative', '/up/secret', '/../secret']) expect(await system.read(path)).toBeUndefined();
    await expect(system.read('/loop')).rejects.toMatchObject({ code: 'write-failed' });
    await system.write('/up/secret', bytes('inside'), { mode: 0o600, ...own });
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('outside');
    expect(readFileSync(join(root, 'secret'), 'utf8')).toBe('inside');
  });

  it('runs no command, and says why', async () => {
    const result = await rootedSystem(root).run(['pacman', '-Q']);
    expect(result).toMatchObject({ exit: 126, ended: 'exit' });
    expect(result.stderr).toMatch(/pacman was not run/);
    const given = rootedSystem(root, { run: async (argv) => ({ exit: 0, stdout: argv.join(' '), stderr: '', ended: 'exit' }) });
    expect((await given.run(['a', 'b'])).stdout).toBe('a b');
  });

  it('has a lock of its own', async () => {
    const [a, b] = [rootedSystem(root), rootedSystem(join(root, 'etc'))];
    const first = await a.lock('/lock');
    expect(await rootedSystem(root).lock('/lock')).toBeUndefined();
    const second = await b.lock('/lock');
    expect(second).toBeDefined();
    await first?.release();
    await second?.release();
  });
});

describe('a scratch root', () => {
  it('keeps modes and owners that its person may not give, also for the next process', async () => {
    const system = rootedSystem(root, { ownership: 'as-root' });
    await system.makeDirectory('/home', { mode: 0o700, uid: 1000, gid: 1001 });
    await system.write('/etc/x', bytes('x'), { mode: 0o4000, uid: 0, gid: 5 });
    await system.write('/etc/y', bytes('y'), { mode: 0o644, uid: 0, gid: 0 });
    const later = rootedSystem(root, { ownership: 'as-root' });
    expect(await later.stat('/home')).toMatchObject({ mode: 0o700, uid: 1000, gid: 1001 });
    expect(await later.stat('/etc/x')).toMatchObject({ mode: 0o4000, uid: 0, gid: 5 });
    expect(await later.stat('/etc/y')).toMatchObject({ mode: 0o644, uid: 0, gid: 0 });
    expect(text(await later.read('/etc/x'))).toBe('x');
    expect(await later.list('/')).toEqual(['etc', 'home']);
    await later.remove('/etc/x');
    await later.write('/etc/x', bytes('z'), { mode: 0o644, uid: 0, gid: 0 });
    expect(await later.stat('/etc/x')).toMatchObject({ mode: 0o644, gid: 0 });
  });

  it('takes a recorded host', async () => {
    const system = rootedSystem(root, { ownership: 'as-root' });
    const kernel = { magic: 'bzimage', size: 20_000_000 } as const;
    await plantHost({ name: 'h', oddity: '', files: { '/boot/vmlinuz': kernel, '/home/ada': { directory: true, uid: 1000 } } }, system);
    expect(await system.stat('/boot/vmlinuz')).toMatchObject({ size: 20_000_000, uid: 0 });
    expect(await system.stat('/home/ada')).toMatchObject({ type: 'directory', uid: 1000 });
  });
});
