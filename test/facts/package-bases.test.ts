import { describe, expect, it } from '@jest/globals';
import { makeNotes } from '../../src/facts/notes.ts';
import { readPackageBases, whyUnreachable } from '../../src/facts/package-bases.ts';
import { parseSrcinfo } from '../../src/facts/srcinfo.ts';
import { memorySystem, plant, treeOf } from '../../src/system/memory.ts';
import type { RunOptions, RunResult, System } from '../../src/system/port.ts';

const srcinfo = `pkgbase = xen
	pkgver = 4.21.2
	pkgrel = 1
	epoch = 2
	makedepends = lib32-glibc
	makedepends = git
	depends = zlib
	depends_x86_64 = yajl
	validpgpkeys = CEACC9E15534EBABB82D3FA03353C9CEF108B584

pkgname = xen
	depends = zlib
	depends = libseccomp

pkgname = xen-docs
	depends = xen=4.21.2
`;

describe('.SRCINFO', () => {
  it('is read for the base and its packages', () => {
    expect(parseSrcinfo(srcinfo)).toEqual({
      base: 'xen',
      version: '2:4.21.2-1',
      packages: ['xen', 'xen-docs'],
      depends: ['zlib', 'libseccomp', 'yajl'],
      makedepends: ['lib32-glibc', 'git'],
      pgpKeys: ['CEACC9E15534EBABB82D3FA03353C9CEF108B584'],
    });
  });

  it('is none without a base or a version', () => {
    expect(parseSrcinfo('')).toBeUndefined();
    expect(parseSrcinfo('pkgbase = x\n')).toBeUndefined();
  });
});

const ok: RunResult = { exit: 0, stdout: '', stderr: '', ended: 'exit' };
const options = { url: 'https://aur.example.org/', branch: 'master', bases: ['xen'], directory: '/var/cache/archxen/bases' };

function withGit(answer: (argv: readonly string[]) => RunResult): { system: System; calls: string[]; timeouts: (number | undefined)[] } {
  const calls: string[] = [];
  const timeouts: (number | undefined)[] = [];
  const tree = treeOf({ '/var/cache/archxen/x': '' });
  const run = async (argv: readonly string[], given: RunOptions): Promise<RunResult> => {
    calls.push(argv.join(' '));
    timeouts.push(given.timeoutSeconds);
    const result = answer(argv);
    if (argv[1] === 'clone' && result.exit === 0) {
      for (const [name, text] of [
        ['PKGBUILD', 'pkgbase=xen\n'],
        ['.SRCINFO', srcinfo],
        ['.git/HEAD', 'ref\n'],
      ] as const) {
        plant(tree, `${argv.at(-1)}/${name}`, { type: 'file', content: Buffer.from(text), mode: 0o644, uid: 0, gid: 0 });
      }
    }
    return result;
  };
  return { system: memorySystem(tree, { run }), calls, timeouts };
}

describe('package bases', () => {
  const head = (argv: readonly string[]): RunResult => (argv.includes('rev-parse') ? { ...ok, stdout: `${'a'.repeat(40)}\n` } : ok);

  it('are cloned, then brought up to date', async () => {
    const { system, calls, timeouts } = withGit(head);
    const first = await readPackageBases(system, makeNotes(), options);
    expect(first['xen']).toMatchObject({
      base: 'xen',
      url: 'https://aur.example.org/xen.git',
      branch: 'master',
      commit: 'a'.repeat(40),
      pkgbuild: 'pkgbase=xen\n',
    });
    const again = await readPackageBases(system, makeNotes(), options);
    expect(again).toEqual(first);
    const folder = '/var/cache/archxen/bases/xen';
    expect(calls).toEqual([
      `git clone --quiet --depth 50 --branch master https://aur.example.org/xen.git ${folder}`,
      `git -C ${folder} rev-parse HEAD`,
      `git -C ${folder} rev-parse --git-dir`,
      `git -C ${folder} fetch --quiet --depth 50 https://aur.example.org/xen.git master`,
      `git -C ${folder} reset --quiet --hard FETCH_HEAD`,
      `git -C ${folder} rev-parse HEAD`,
    ]);
    expect(new Set(timeouts)).toEqual(new Set([60]));
  });

  it('are cloned anew where a killed clone left something', async () => {
    for (const left of ['..git.archxen-tmp', '.git/HEAD']) {
      const { system, calls } = withGit((argv) => (argv.includes('--git-dir') ? { ...ok, exit: 128 } : head(argv)));
      const folder = '/var/cache/archxen/bases/xen';
      for (const made of ['/var/cache/archxen/bases', folder, `${folder}/.git`])
        await system.makeDirectory(made, { mode: 0o755, uid: 0, gid: 0 });
      await system.write(`${folder}/${left}`, Buffer.from('half'), { mode: 0o644, uid: 0, gid: 0 });
      expect((await readPackageBases(system, makeNotes(), options))['xen']?.commit).toBe('a'.repeat(40));
      expect(calls.slice(0, 3).join('; ')).toContain(`rm -rf ${folder}; git clone`);
    }
  });

  it('that are out of reach are undefined, with the reason', async () => {
    const { system } = withGit(() => ({
      ...ok,
      exit: 128,
      stderr: "fatal: unable to access 'https://aur.example.org/xen.git/': Could not resolve host: aur.example.org\n",
    }));
    const notes = makeNotes();
    expect(await readPackageBases(system, notes, options)).toEqual({ xen: undefined });
    expect(notes.all()).toEqual([
      { fact: 'bases.xen', reason: 'no network: the name of https://aur.example.org/xen.git cannot be resolved' },
    ]);
  });

  it('are stored in folders of whom the nearest one belongs to', async () => {
    const tree = treeOf({});
    plant(tree, '/home/ada', { type: 'directory', mode: 0o700, uid: 1000, gid: 1000 });
    const system = memorySystem(tree, { run: async () => ok });
    await readPackageBases(system, makeNotes(), { ...options, directory: '/home/ada/.cache/archxen/aur' });
    expect(await system.stat('/home/ada/.cache/archxen/aur')).toMatchObject({ type: 'directory', uid: 1000, gid: 1000 });
  });

  it('that cannot be stored are undefined too', async () => {
    const system = memorySystem(treeOf({ '/var/cache': 'not a folder' }), { run: async () => ok });
    const notes = makeNotes();
    expect(await readPackageBases(system, notes, options)).toEqual({ xen: undefined });
    expect(notes.all()).toHaveLength(1);
  });

  it.each([
    [{ ...ok, ended: 'timeout' as const }, 'u did not answer within a minute'],
    [{ ...ok, ended: 'missing' as const }, 'u: the command git is not installed'],
    [{ ...ok, exit: 128, stderr: 'fatal: Remote branch main not found in upstream origin' }, 'u has no such branch'],
    [{ ...ok, exit: 128, stderr: 'fatal: unable to access: Failed to connect to host port 443' }, 'no network: u cannot be reached'],
    [
      { ...ok, exit: 128, stderr: 'fatal: repository not found\n\nPlease make sure that it exists.' },
      'u: "git clone" failed (exit 128): fatal: repository not found',
    ],
  ])('%j', (result, why) => {
    expect(whyUnreachable('u', result)).toBe(why);
  });
});
