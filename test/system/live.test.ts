import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { liveSystem } from '../../src/system/live.ts';

const system = liveSystem();
const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const bytes = (text: string): Uint8Array => Buffer.from(text);
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archxen-live-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('files', () => {
  it('writes with mode, leaves nothing else behind, replaces what a crash left', async () => {
    const path = join(folder, 'a');
    writeFileSync(join(folder, '.a.archxen-tmp'), 'half');
    await system.write(path, bytes('one'), { mode: 0o4750, ...own });
    await system.write(path, bytes('two'), { mode: 0o640, ...own });
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(statSync(path).mode & 0o7777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['a']);
    expect(await system.stat(path)).toEqual({ type: 'file', mode: 0o640, ...own, size: 3 });
  });

  it('keeps extended attributes with a file, where the package attr is', async () => {
    const path = join(folder, 'x');
    await system.write(path, bytes('one'), { mode: 0o640, ...own, xattrs: { 'user.archxen': 'aGVsbG8A' } });
    const tools = (await system.run(['getfattr', '--version'])).ended === 'exit';
    expect(await system.xattrs(path)).toEqual(tools ? { 'user.archxen': 'aGVsbG8A' } : undefined);
    expect(statSync(path).mode & 0o7777).toBe(0o640);
    await system.write(path, bytes('two'), { mode: 0o640, ...own });
    expect(await system.xattrs(path)).toEqual(tools ? {} : undefined);
  });

  it('replaces a link instead of what it leads to, and puts links in one step', async () => {
    const path = join(folder, 'link');
    writeFileSync(join(folder, 'target'), 'kept');
    symlinkSync('target', path);
    expect(await system.stat(path)).toMatchObject({ type: 'link', target: 'target' });
    expect(Buffer.from((await system.read(path)) ?? []).toString()).toBe('kept');
    await system.write(path, bytes('new'), { mode: 0o644, ...own });
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('kept');
    await system.link(path, '/nowhere');
    expect(await system.stat(path)).toMatchObject({ type: 'link', target: '/nowhere' });
    expect(readdirSync(folder).sort()).toEqual(['link', 'target']);
  });

  it('reads ranges, absence and folders', async () => {
    const path = join(folder, 'a');
    await system.append(path, bytes('0123'));
    await system.append(path, bytes('4567'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(Buffer.from((await system.read(path, { offset: 2, length: 4 })) ?? []).toString()).toBe('2345');
    expect(Buffer.from((await system.read(path, { offset: 6, length: 40 })) ?? []).toString()).toBe('67');
    expect(await system.read(join(path, 'below-a-file'))).toBeUndefined();
    expect(await system.read(folder)).toBeUndefined();
    expect(await system.stat(join(folder, 'no'))).toBeUndefined();
    expect(await system.list(join(folder, 'no'))).toBeUndefined();
    expect(await system.list(path)).toBeUndefined();
    expect(Buffer.from((await system.read('/proc/version')) ?? []).toString()).toMatch(/^Linux/);
  });

  it('makes and removes one at a time', async () => {
    const sub = join(folder, 'sub');
    await system.makeDirectory(sub, { mode: 0o711, ...own });
    await system.makeDirectory(sub, { mode: 0o755, ...own });
    expect(statSync(sub).mode & 0o777).toBe(0o711);
    await system.write(join(sub, 'x'), bytes(''), { mode: 0o644, ...own });
    await expect(system.remove(sub)).rejects.toMatchObject({ code: 'write-failed', path: sub });
    await system.remove(join(sub, 'x'));
    await system.remove(sub);
    await system.remove(sub);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says what is wrong, with the path', async () => {
    const path = join(folder, 'no/such/file');
    await expect(system.write(path, bytes(''), { mode: 0o644, ...own })).rejects.toMatchObject({ code: 'write-failed', path });
    await expect(system.write(folder, bytes(''), { mode: 0o644, ...own })).rejects.toThrow(/is a folder/);
    await expect(system.write('/dev/full/x', bytes(''), { mode: 0o644, ...own })).rejects.toMatchObject({ code: 'write-failed' });
  });

  it('makes large files that take no space', async () => {
    const path = join(folder, 'disk');
    await system.write(path, bytes('x'), { mode: 0o600, ...own });
    await system.resize(path, 2 ** 30);
    expect((await system.stat(path))?.size).toBe(2 ** 30);
    expect(statSync(path).blocks * 512).toBeLessThan(2 ** 20);
  });

  it('tells the space, also for what is not there yet', async () => {
    const space = await system.space(join(folder, 'not/yet'));
    expect(space?.totalBytes).toBeGreaterThan(space?.freeBytes ?? Number.POSITIVE_INFINITY);
  });
});

describe('run', () => {
  it('gives output and exit code apart, with a clean environment', async () => {
    process.env['ARCHXEN_LEAK'] = 'yes';
    const result = await system.run(['sh', '-c', 'echo out; echo err >&2; env; exit 3'], { environment: { EXTRA: 'a b' } });
    expect(result).toMatchObject({ exit: 3, stderr: 'err\n', ended: 'exit' });
    const names = result.stdout.split('\n').map((line) => line.split('=')[0]);
    expect(names).toEqual(expect.arrayContaining(['PATH', 'LC_ALL', 'HOME', 'EXTRA']));
    expect(result.stdout).not.toContain('ARCHXEN_LEAK');
    delete process.env['ARCHXEN_LEAK'];
  });

  it('passes arguments as they are and input to stdin', async () => {
    expect((await system.run(['printf', '%s|', 'a b; rm -rf /', '$HOME'])).stdout).toBe('a b; rm -rf /|$HOME|');
    expect((await system.run(['cat'], { input: 'given' })).stdout).toBe('given');
    expect((await system.run(['cat'])).stdout).toBe('');
    expect((await system.run(['pwd'], { cwd: folder })).stdout).toBe(`${folder}\n`);
    await expect(system.run(['pwd'], { cwd: join(folder, 'no') })).rejects.toMatchObject({ code: 'command-failed' });
  });

  it('tells a missing program from a failing one', async () => {
    expect(await system.run(['no-such-program-here'])).toMatchObject({ exit: 127, ended: 'missing' });
    expect(await system.run(['false'])).toMatchObject({ exit: 1, ended: 'exit' });
  });

  it('ends a program in time, with what it started', async () => {
    const pidFile = join(folder, 'pid');
    const begun = Date.now();
    const result = await system.run(['sh', '-c', `sleep 60 & echo $! > ${pidFile}; wait`], { timeoutSeconds: 0.4 });
    expect(result).toMatchObject({ exit: 124, ended: 'timeout' });
    expect(Date.now() - begun).toBeLessThan(5000);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await waitFor(() => !isAlive(pid));
    expect(isAlive(pid)).toBe(false);
  });

  it('ends a program when told', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    expect(await system.run(['sleep', '60'], { signal: abort.signal })).toMatchObject({ ended: 'signal' });
  });

  it('streams lines whole, logs all and keeps the last 200', async () => {
    const lines: string[] = [];
    const logPath = join(folder, 'log/build.log');
    const script = "for i in $(seq 1 100000); do echo line $i; done; printf 'caf\\303'; sleep 0.05; printf '\\251'; echo; printf tail";
    const result = await system.run(['sh', '-c', script], { onLine: (line) => lines.push(line), logPath });
    expect(lines).toHaveLength(100_002);
    expect(lines[0]).toBe('line 1');
    expect(lines.slice(-2)).toEqual(['café', 'tail']);
    expect(result.stdout.split('\n')).toHaveLength(201);
    expect(readFileSync(logPath, 'utf8').split('\n')).toHaveLength(100_002);
    expect(statSync(logPath).mode & 0o777).toBe(0o600);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot("runs as another user with that one's own environment", async () => {
    const result = await system.run(['sh', '-c', 'id -un; echo $HOME $USER $EXTRA'], { user: 'nobody', environment: { EXTRA: 'x' } });
    expect(result.stdout).toMatch(/^nobody\n\/\S+ nobody x\n$/);
    expect(await system.run(['no-such-program-here'], { user: 'nobody' })).toMatchObject({ ended: 'missing' });
    await expect(system.run(['id'], { user: 'no-such-user' })).rejects.toMatchObject({ code: 'command-failed' });
  });

  asRoot('looks for what drops the rights by its own path, not by the one of the user', async () => {
    for (const program of ['unshare', 'runuser', 'env']) writeFileSync(join(folder, program), '#!/bin/sh\necho planted\n', { mode: 0o755 });
    const path = `${folder}:/usr/bin:/bin`;
    expect((await system.run(['sh', '-c', 'echo $PATH'], { user: 'nobody', environment: { PATH: path } })).stdout).toBe(`${path}\n`);
  });
});

describe('lock', () => {
  it('is held by one at a time', async () => {
    const path = join(folder, 'lock');
    const first = await system.lock(path);
    expect(first).toBeDefined();
    expect(await system.lock(path)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`);
    await first?.release();
    const second = await system.lock(path);
    expect(second).toBeDefined();
    await second?.release();
  });

  it('is free again when its process was killed', async () => {
    const path = join(folder, 'lock');
    const module = new URL('../../src/system/disk/socket-lock.ts', import.meta.url).pathname;
    const script = `const { socketLock } = await import(${JSON.stringify(module)});
      await socketLock(${JSON.stringify(path)}, 'lock'); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      expect(await system.lock(path)).toBeUndefined();
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    const lock = await system.lock(path);
    expect(lock).toBeDefined();
    await lock?.release();
  });
});

it('hardware() tolerates what it cannot read', async () => {
  expect(Array.isArray((await system.hardware()).disks)).toBe(true);
});

const isAlive = (pid: number): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

async function waitFor(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !condition(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
}
