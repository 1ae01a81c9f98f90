import { describe, expect, it } from '@jest/globals';
import { explainBuildFailure, isErrorLine } from '../../src/changes/build-errors.ts';
import { wholeBuild } from '../../src/changes/build-make.ts';
import { buildPhase } from '../../src/changes/build-phases.ts';
import { parsePackageFile } from '../../src/changes/built.ts';
import { bind } from '../../src/changes/index.ts';
import type { BuildChange } from '../../src/core/change-packages.ts';
import { ArchxenError } from '../../src/core/error.ts';
import type { RunOptions, System } from '../../src/system/port.ts';
import { everyKind } from '../engine/plans.ts';
import { fail, put, text, world } from '../engine/world.ts';
import { told } from './context.ts';

const found = everyKind.find((change): change is BuildChange => change.kind === 'build');
if (found === undefined) throw new Error('no build among all kinds');
const change: BuildChange = found;
const file = `${change.directory}/packages/xen-4.21.2-1-x86_64.pkg.tar.zst`;

/** A makepkg that prints these lines and then ends as told. */
const failing = (system: System, lines: readonly string[], exit = 4): System => ({
  ...system,
  run: async (argv, options) => {
    if (argv[0] !== 'makepkg') return system.run(argv, options);
    for (const line of lines) options?.onLine?.(line);
    return fail('', exit);
  },
});

describe('a build', () => {
  it('runs as the user, in their folders, from the commit, and says what came out', async () => {
    const { system, tree, ran } = world();
    const seen: (RunOptions | undefined)[] = [];
    const watched: System = {
      ...system,
      run: async (argv, options) => {
        if (['makepkg', 'git', 'gpg'].includes(argv[0] ?? '')) seen.push(options);
        return system.run(argv, options);
      },
    };
    const { context, phases } = told(watched);
    expect(await bind(change).apply(context)).toBe(true);
    expect(new Set(seen.map((options) => options?.user))).toEqual(new Set(['builder']));
    expect(seen.find((options) => options?.logPath === '/var/log/archxen/xen.log')).toMatchObject({
      cwd: `${change.directory}/pkgbuild`,
      environment: {
        PKGDEST: `${change.directory}/packages`,
        SRCDEST: `${change.directory}/sources`,
        MAKEFLAGS: '-j2',
        build_stubdom: 'false',
      },
      logPath: '/var/log/archxen/xen.log',
    });
    for (const folder of ['', '/packages', '/sources'])
      expect(tree.get(`${change.directory}${folder}`)).toMatchObject({ uid: 1000, gid: 1000 });
    expect(ran).toContainEqual(['git', 'clone', '--branch', 'master', change.url, `${change.directory}/pkgbuild`]);
    expect(ran).toContainEqual(['git', '-C', `${change.directory}/pkgbuild`, 'checkout', '--force', '--detach', 'c0ffee']);
    expect(ran.find(([program]) => program === 'makepkg')?.slice(0, 6)).toEqual(['makepkg', ...wholeBuild]);
    expect(phases.slice(-4)).toEqual(['begin', 'compile', 'package xen', 'finish']);
    expect(JSON.parse(text(tree, `${change.directory}/packages/built.json`) ?? '')).toMatchObject({
      commit: 'c0ffee',
      environment: change.environment,
      files: [
        { name: 'xen', version: '4.21.2-1', file },
        { name: 'xen-docs', version: '4.21.2-1' },
      ],
    });
    expect(await bind(change).inverse(system)).toEqual([]);
  });

  it('on a disk that takes no mark ends with that error, and takes nobody with it', async () => {
    const { system } = world();
    const full: System = {
      ...system,
      write: async (path, ...rest) => {
        if (path.endsWith('/prepared.json')) throw new ArchxenError('no-space', 'There is no space left.');
        return system.write(path, ...rest);
      },
      run: async (argv, options) => {
        const result = await system.run(argv, options);
        // A build goes on for long after the line that the mark is for.
        if (argv[0] === 'makepkg') await new Promise((resolve) => setTimeout(resolve, 20));
        return result;
      },
    };
    await expect(bind(change).apply(told(full).context)).rejects.toMatchObject({ code: 'no-space' });
  });

  it('is not done twice, but anew for another commit, another environment, or a package that is not whole', async () => {
    const { system, tree } = world();
    await bind(change).apply(told(system).context);
    expect(await bind(change).apply(told(system).context)).toBe(false);
    expect(await bind({ ...change, commit: 'beef' }).apply(told(system).context)).toBe(true);
    expect(await bind({ ...change, commit: 'beef', environment: {} }).apply(told(system).context)).toBe(true);
    put(tree, file, 'cut off by a power cut');
    expect(await bind({ ...change, commit: 'beef', environment: {} }).apply(told(system).context)).toBe(true);
  });

  it('uses a clone again, and throws away a half one', async () => {
    const { system, tree, ran } = world();
    await bind(change).apply(told(system).context);
    await bind({ ...change, commit: 'beef' }).apply(told(system).context);
    expect(ran.filter((argv) => argv[0] === 'git' && argv[1] === 'clone')).toHaveLength(1);
    tree.delete(`${change.directory}/pkgbuild/.git/HEAD`);
    const { context } = told({
      ...system,
      run: async (argv, options) => (argv[0] === 'rm' ? { ...fail(''), exit: 0 } : system.run(argv, options)),
    });
    await bind(change).apply(context);
    expect(ran.filter((argv) => argv[0] === 'git' && argv[1] === 'clone')).toHaveLength(2);
  });

  it.each(['root', 'toor'])('is refused as %s', async (user) => {
    const { system, ran } = world();
    await expect(bind({ ...change, user }).apply(told(system).context)).rejects.toMatchObject({
      code: 'build-failed',
      message: expect.stringContaining('never built as root'),
    });
    expect(ran.some((argv) => argv[0] === 'makepkg')).toBe(false);
  });

  it('by a user that is not there, or in a folder of another, is refused with the next step', async () => {
    const { system, tree } = world();
    await expect(bind({ ...change, user: 'nobody-here' }).apply(told(system).context)).rejects.toMatchObject({
      message: expect.stringContaining('no user nobody-here'),
      hint: expect.stringContaining('useradd'),
    });
    put(tree, `${change.directory}/x`, '');
    await expect(bind(change).apply(told(system).context)).rejects.toMatchObject({
      path: change.directory,
      hint: expect.stringContaining('chown'),
    });
  });

  it('that fails says the first real error, not the last line', async () => {
    const lines = [
      '==> Starting build()...',
      'cc1: warning: something',
      'libxl_dm.c:12:3: error: assignment discards const qualifier from pointer target type',
      ...Array.from({ length: 500 }, (_, nth) => `cc ${nth}`),
      'make[3]: *** [Makefile:1: libxl_dm.o] Error 1',
      '==> ERROR: A failure occurred in build().',
    ];
    const { system, tree } = world();
    await expect(bind(change).apply(told(failing(system, lines)).context)).rejects.toMatchObject({
      code: 'build-failed',
      path: '/var/log/archxen/xen.log',
      lines: [expect.stringContaining('discards const')],
      hint: expect.stringContaining('compiler is newer'),
    });
    expect(text(tree, `${change.directory}/packages/built.json`)).toBeUndefined();
  });

  it('that was killed says by which signal, not what was compiled last', async () => {
    const { system } = world();
    await expect(bind(change).apply(told(failing(system, ['  CC  a.o', 'Killed'], 137)).context)).rejects.toMatchObject({
      code: 'build-failed',
      message: 'The build of xen failed: makepkg was killed by signal 9.',
      lines: ['  CC  a.o', 'Killed'],
      hint: expect.stringContaining('memory'),
    });
  });

  it('that was stopped is interrupted, not failed', async () => {
    const stop = new AbortController();
    const { system } = world();
    const stopping: System = {
      ...system,
      run: async (argv, options) => {
        if (argv[0] === 'makepkg') stop.abort();
        return failing(system, []).run(argv, options);
      },
    };
    await expect(bind(change).apply(told(stopping, { signal: stop.signal }).context)).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('that ends well without a wanted package has failed', async () => {
    const { system } = world();
    await expect(bind({ ...change, packages: ['xen', 'xen-stubdom'] }).apply(told(system).context)).rejects.toMatchObject({
      code: 'build-failed',
      message: expect.stringContaining('without xen-stubdom'),
    });
  });

  it('says which key could not be fetched', async () => {
    const { system } = world();
    const keyless: System = {
      ...system,
      run: async (argv, options) => (argv[0] === 'gpg' ? fail('gpg: keyserver receive failed: No data', 2) : system.run(argv, options)),
    };
    await expect(bind(change).apply(told(keyless).context)).rejects.toMatchObject({
      code: 'build-failed',
      hint: expect.stringMatching(/gpg --homedir .*gnupg --recv-keys CEACC9E1/),
    });
  });
});

describe("a build's output", () => {
  it.each([
    ['==> Retrieving sources...', 'fetch the sources'],
    ['\x1b[1;32m==>\x1b[0m Extracting sources...', 'unpack the sources'],
    ['==> Starting prepare()...', 'prepare'],
    ['==> Starting package_xen-docs()...', 'package xen-docs'],
    ['==> Starting package()...', 'package'],
    ['==> ERROR: A failure occurred in build().', undefined],
    ['  -> Found xen.conf', undefined],
    ['cc ==> Starting build()...', undefined],
  ])('%j is the phase %j', (line, phase) => {
    expect(buildPhase(line)).toBe(phase);
  });

  it.each([
    'foo.c:1:2: error: expected ;',
    'libxl_utils.c:312:7: error: assignment discards ‘const’ qualifier from pointer target type [-Werror=discarded-qualifiers]',
    'foo.c:1:2: fatal error: x.h: No such file or directory',
    '==> ERROR: One or more files did not pass the validity check!',
    'make[2]: *** [Makefile:5: all] Error 2',
    'fatal: unable to access https://xenbits.xen.org/',
    'ld: x.o: undefined reference to `xc_interface_open',
    'error[E0308]: mismatched types',
    "mkdir: cannot create directory 'build': File exists",
  ])('%j names an error', (line) => {
    expect(isErrorLine(line)).toBe(true);
  });

  it.each(['cc -Werror -o error.o error.c', '0 errors: fine', 'checking for strerror... yes', 'CC libxl_error.o', '==> WARNING: Skipping'])(
    '%j does not',
    (line) => {
      expect(isErrorLine(line)).toBe(false);
    },
  );

  it.each([
    ['==> ERROR: One or more PGP signatures could not be verified! (unknown public key CEACC9E1)', 'recv-keys'],
    ['error: target not found: lib32-glibc', 'multilib'],
    ['==> ERROR: One or more files did not pass the validity check!', 'checksum'],
    ['fatal: unable to access https://xenbits.xen.org/: Could not resolve host', 'network'],
    ['fatal error: x: No space left on device', 'full'],
    ['curl: (23) Failure writing output to destination', 'full'],
    ['ld: x.o: undefined reference to `xc_domain_create', 'Build xen'],
    ['something nobody knows: error: 42', 'full log'],
  ])('%j has its next step', (line, hint) => {
    expect(explainBuildFailure([line, 'make: *** Error 2'], []).hint).toContain(hint);
  });

  it('without any error line is told by its end', () => {
    expect(explainBuildFailure([], ['a', 'b', 'c', 'd']).lines).toEqual(['b', 'c', 'd']);
    expect(explainBuildFailure(['make: *** [all] Error 2'], ['x']).lines).toEqual(['make: *** [all] Error 2']);
  });

  it('names packages by their files', () => {
    expect(parsePackageFile('xen-grub-pvh-2.14.r18-1-x86_64.pkg.tar.zst')).toEqual({ name: 'xen-grub-pvh', version: '2.14.r18-1' });
    expect(parsePackageFile('xen-1:4.21.2-1-any.pkg.tar')).toEqual({ name: 'xen', version: '1:4.21.2-1' });
    expect(parsePackageFile('xen-4.21.2-1-x86_64.pkg.tar.zst.sig')).toBeUndefined();
    expect(parsePackageFile('built.json')).toBeUndefined();
  });
});
