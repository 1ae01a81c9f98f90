import { describe, expect, it } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import type { BuildChange } from '../../src/core/change-packages.ts';
import type { WorkProgress } from '../../src/core/event.ts';
import type { System } from '../../src/system/port.ts';
import { everyKind } from '../engine/plans.ts';
import { fail, put, text, world } from '../engine/world.ts';
import { told } from './context.ts';

const found = everyKind.find((change): change is BuildChange => change.kind === 'build');
if (found === undefined) throw new Error('no build among all kinds');
const change: BuildChange = found;
const folder = change.directory;

/** A makepkg that gets as far as its compiler and then ends as told; the calls are kept. */
function halting(system: System, exit: number, onStart: () => void = () => undefined) {
  const calls: (readonly string[])[] = [];
  const run: System['run'] = async (argv, options) => {
    if (!argv.includes('makepkg')) return system.run(argv, options);
    calls.push(argv);
    onStart();
    for (const line of ['==> Making package: xen', '==> Starting build()...', 'cc -c -o a.o xen/common/a.c']) options?.onLine?.(line);
    return exit === 0 ? system.run(argv, { ...options, onLine: () => undefined }) : fail('', exit);
  };
  return { system: { ...system, run }, calls };
}

describe('a build that broke off after its sources were prepared', () => {
  it('goes on with them, once, and is built whole in the same run when it fails on them again', async () => {
    const { system, tree } = world();
    const halted = halting(system, 4);
    for (let time = 0; time < 2; time += 1)
      await bind(change)
        .apply(told(halted.system).context)
        .catch(() => undefined);
    expect(halted.calls.map((argv) => argv.includes('--noextract'))).toEqual([false, true, false]);
    expect(halted.calls.map((argv) => argv.includes('--cleanbuild'))).toEqual([true, false, true]);
    const whole = halting(system, 0);
    await bind(change).apply(told(whole.system).context);
    expect(whole.calls[0]).toContain('--noextract');
    expect(text(tree, `${folder}/prepared.json`)).toBeUndefined();
  });

  it('whose build() makes a directory by plain mkdir, as xen-qemu does, is built at the next try', async () => {
    const { system, tree } = world();
    const sources = `${folder}/pkgbuild/src/build`;
    const calls: (readonly string[])[] = [];
    let breaks = true;
    const qemu: System = {
      ...system,
      run: async (argv, options) => {
        if (argv[0] !== 'makepkg') return system.run(argv, options);
        calls.push(argv);
        if (argv.includes('--cleanbuild')) tree.delete(sources);
        options?.onLine?.('==> Starting build()...');
        if (tree.has(sources)) {
          options?.onLine?.("mkdir: cannot create directory 'build': File exists");
          return fail('', 4);
        }
        put(tree, sources, '');
        return breaks ? fail('', 4) : system.run(argv, { ...options, onLine: () => undefined });
      },
    };
    await expect(bind(change).apply(told(qemu).context)).rejects.toMatchObject({ code: 'build-failed' });
    breaks = false;
    const { context, logs } = told(qemu);
    expect(await bind(change).apply(context)).toBe(true);
    expect(calls.map((argv) => argv.find((word) => /noextract|cleanbuild/.test(word)))).toEqual([
      '--cleanbuild',
      '--noextract',
      '--cleanbuild',
    ]);
    expect(logs).toContainEqual(expect.stringContaining('built from the beginning'));
    expect(text(tree, `${folder}/prepared.json`)).toBeUndefined();
  });

  it('is neither built whole by itself nor forgotten when it is killed again', async () => {
    const { system } = world();
    const halted = halting(system, 137);
    for (let time = 0; time < 3; time += 1)
      await expect(bind(change).apply(told(halted.system).context)).rejects.toMatchObject({ message: expect.stringContaining('signal 9') });
    expect(halted.calls.map((argv) => argv.includes('--noextract'))).toEqual([false, true, true]);
  });

  it('goes on as often as it is stopped', async () => {
    const { system } = world();
    const seen: boolean[] = [];
    for (let time = 0; time < 3; time += 1) {
      const stop = new AbortController();
      const halted = halting(system, 130, () => stop.abort());
      const { context } = told(halted.system, { signal: stop.signal });
      await expect(bind(change).apply(context)).rejects.toMatchObject({ code: 'interrupted' });
      seen.push(halted.calls[0]?.includes('--noextract') === true);
    }
    expect(seen).toEqual([false, true, true]);
  });

  it.each([
    ['another commit', { ...change, commit: 'beef' }, 'boot-1\n'],
    ['other variables', { ...change, environment: {} }, 'boot-1\n'],
    ['another boot', change, 'boot-2\n'],
  ])('begins anew for %s', async (_what, next, bootId) => {
    const { system, tree } = world();
    await bind(change)
      .apply(told(halting(system, 4).system).context)
      .catch(() => undefined);
    put(tree, '/proc/sys/kernel/random/boot_id', bootId);
    const halted = halting(system, 4);
    await bind(next)
      .apply(told(halted.system).context)
      .catch(() => undefined);
    expect(halted.calls[0]).not.toContain('--noextract');
  });
});

describe('how far a build is', () => {
  it('is not told the first time, and by the last whole build from then on', async () => {
    const { system } = world();
    let now = 1_000_000;
    const ticking: System = { ...system, now: () => (now += 1000) };
    const told_ = async (): Promise<readonly WorkProgress[]> => {
      const seen: WorkProgress[] = [];
      await bind({ ...change, commit: `c${now}` }).apply(told(ticking, { progress: (progress) => void seen.push(progress) }).context);
      return seen;
    };
    expect((await told_()).every(({ fraction }) => fraction === undefined)).toBe(true);
    const second = await told_();
    const fractions = second.map(({ fraction }) => fraction ?? -1);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBeGreaterThan(0.5);
    expect(Math.max(...fractions)).toBeLessThan(1);
    expect(second.at(-1)?.expectedSeconds).toBeGreaterThan(0);
  });
});

describe('where the packages must install', () => {
  it('is read from the packages: a xen.efi in another place is a failed build, and nothing is installed', async () => {
    const { system, tree, ran } = world();
    const elsewhere: BuildChange = { ...change, lands: [{ package: 'xen', path: '/efi/xen.gz' }] };
    await expect(bind(elsewhere).apply(told(system).context)).rejects.toMatchObject({
      code: 'build-failed',
      message: expect.stringContaining('/efi/xen.gz'),
      lines: ['it installs /boot/xen.gz'],
    });
    expect(text(tree, `${folder}/packages/built.json`)).toBeUndefined();
    expect(ran.some(([program, operation]) => program === 'pacman' && operation === '-U')).toBe(false);
  });
});

describe('a key', () => {
  it('that is only the end of a fingerprint is refused: anybody can make another that ends alike', async () => {
    const { system, ran } = world();
    await expect(bind({ ...change, pgpKeys: ['03353C9CEF108B584'] }).apply(told(system).context)).rejects.toMatchObject({
      message: expect.stringContaining('not a whole fingerprint'),
    });
    expect(ran.some(([program]) => program === 'gpg')).toBe(false);
  });

  it('is shown in words before it is imported, into a keyring of the build', async () => {
    expect(bind(change).describe().notes).toContain(
      'Its sources must be signed by the key CEAC C9E1 5534 EBAB B82D 3FA0 3353 C9CE F108 B584',
    );
    const { system } = world();
    const homes: unknown[] = [];
    const watched: System = {
      ...system,
      run: async (argv, options) => {
        if (argv[0] === 'gpg') homes.push(options?.environment?.['GNUPGHOME']);
        return system.run(argv, options);
      },
    };
    await bind(change).apply(told(watched).context);
    expect(new Set(homes)).toEqual(new Set([`${folder}/gnupg`]));
  });

  it('that the package base brings needs no server', async () => {
    const { system, tree } = world();
    put(tree, `${folder}/pkgbuild/.git/HEAD`, '');
    put(tree, `${folder}/pkgbuild/keys/pgp/${change.pgpKeys[0]}.asc`, '');
    const words: string[] = [];
    const owned: System = {
      ...system,
      stat: async (path) => (path === folder ? { type: 'directory', size: 0, mode: 0o755, uid: 1000, gid: 1000 } : system.stat(path)),
      run: async (argv, options) => {
        if (argv[0] === 'gpg') words.push(argv.join(' '));
        return system.run(argv, options);
      },
    };
    await bind(change).apply(told(owned).context);
    expect(words.some((line) => line.includes('--import'))).toBe(true);
    expect(words.some((line) => line.includes('--recv-keys'))).toBe(false);
  });
});
