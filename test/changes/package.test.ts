import { createHash } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import { parseBackup } from '../../src/changes/package-edited.ts';
import { pacmanHint, parseInstalled, parseNames, parseNeeded } from '../../src/changes/pacman-output.ts';
import type { PackageChange } from '../../src/core/change-packages.ts';
import type { System } from '../../src/system/port.ts';
import { everyKind } from '../engine/plans.ts';
import { fail, firstTree, ok, put, state, text, world } from '../engine/world.ts';
import { thereAndBack, told } from './context.ts';

const install = (...names: string[]): PackageChange => ({
  kind: 'package',
  id: 'p',
  title: 'Install',
  action: 'install',
  names,
  from: { source: 'repository' },
  asDependencies: true,
});
const remove = (...names: string[]): PackageChange => ({ ...install(...names), action: 'remove' });

const everyOne = (id: string) => {
  const change = everyKind.find((one) => one.id === id);
  if (change === undefined) throw new Error(id);
  return bind(change);
};

describe('installing', () => {
  it('will remove just what came newly, dependencies included', async () => {
    const { system } = world();
    const [back] = await bind(install('acpica', 'lib32-glibc')).inverse(system);
    expect(back).toMatchObject({ action: 'remove', names: ['acpica', 'lib32-gcc-libs', 'lib32-glibc'] });
    expect(await bind(install('glibc')).inverse(system)).toEqual([]);
  });

  it('comes back to the first state', async () => {
    const { system, tree, ran } = world();
    await thereAndBack(install('acpica', 'lib32-glibc'), system);
    expect(state(tree)).toEqual(state(firstTree()));
    expect(ran).toContainEqual(['pacman', '-S', '--needed', '--noconfirm', '--asdeps', 'acpica', 'lib32-glibc']);
    expect(ran).toContainEqual(['pacman', '-Rn', '--noconfirm', 'acpica', 'lib32-gcc-libs', 'lib32-glibc']);
  });

  it('does nothing when all is there', async () => {
    const { system, ran } = world();
    expect(await bind(install('glibc')).apply(told(system).context)).toBe(false);
    expect(ran.filter((argv) => argv[1] === '-S')).toEqual([]);
  });

  it('of a newer version goes back to the former one from the cache, or says why not', async () => {
    const { system, tree, ran } = world();
    const upgrading: System = {
      ...system,
      run: async (argv, options) => {
        if (argv[1] === '-Sp') return ok('acpica 20260408-1\nglibc 2.43-1\n');
        if (argv[1] === '-Qqe') return ok('glibc\n');
        if (argv[1] === '-S') put(tree, '/var/lib/pacman/local/glibc', '2.43-1');
        if (argv[1] === '-U') put(tree, '/var/lib/pacman/local/glibc', '2.42-1');
        if (argv[1] !== '-U') return system.run(argv, options);
        ran.push(argv);
        return ok();
      },
    };
    const file = '/var/cache/pacman/pkg/glibc-2.42-1-x86_64.pkg.tar.zst';
    put(tree, file, 'former');
    const back = await bind(install('acpica')).inverse(upgrading);
    expect(back).toMatchObject([
      { action: 'remove', names: ['acpica'] },
      { action: 'install', from: { source: 'kept', files: [{ name: 'glibc', version: '2.42-1', file }] } },
      { argv: ['pacman', '-D', '--asexplicit', 'glibc'] },
    ]);
    await bind(install('acpica')).apply(told(upgrading).context);
    const former = back[1];
    if (former === undefined) throw new Error('no way back');
    expect(await bind(former).verify(upgrading)).toContain('another version');
    await bind(former).apply(told(upgrading).context);
    expect(ran).toContainEqual(['pacman', '-U', '--noconfirm', file]);
    expect(await bind(former).verify(upgrading)).toBeUndefined();

    put(tree, '/var/lib/pacman/local/glibc', '2.43-1');
    tree.delete(file);
    const { context, warnings } = told(upgrading);
    expect(await bind(former).apply(context)).toBe(false);
    expect(warnings).toEqual([expect.stringMatching(/glibc keeps its new version: 2\.42-1 is not in .*cache/)]);
    expect(await bind(former).verify(upgrading)).toBeUndefined();
  });

  it('fails with the next step that pacman names', async () => {
    await expect(bind(install('lib32-nothing')).inverse(world().system)).rejects.toMatchObject({
      code: 'command-failed',
      hint: expect.stringContaining('[multilib]'),
      lines: [expect.stringContaining('target not found')],
    });
  });

  it('gives pacman half an hour and no signal', async () => {
    const { system } = world();
    const seen: unknown[] = [];
    const watched = {
      ...system,
      run: async (...args: Parameters<typeof system.run>) => {
        if (args[0][1] === '-S') seen.push(args[1]);
        return system.run(...args);
      },
    };
    await bind(install('acpica')).apply(told(watched).context);
    expect(seen).toMatchObject([{ timeoutSeconds: 1800, logPath: '/var/log/archxen/pacman.log' }]);
    expect(seen[0]).not.toHaveProperty('signal');
  });
});

describe('built packages', () => {
  it('are installed from their files, and only when they are whole', async () => {
    const { system, tree, ran } = world();
    await expect(everyOne('xen').inverse(system)).rejects.toMatchObject({ code: 'build-failed' });
    await everyOne('build.xen').apply(told(system).context);
    const [back] = await everyOne('xen').inverse(system);
    expect(back).toMatchObject({ action: 'remove', names: ['xen', 'yajl'] });
    await everyOne('xen').apply(told(system).context);
    const file = '/var/cache/archxen/build/xen/packages/xen-4.21.2-1-x86_64.pkg.tar.zst';
    expect(ran).toContainEqual(['pacman', '-U', '--needed', '--noconfirm', file]);
    put(tree, file, 'cut off');
    await expect(everyOne('xen').apply(told(system).context)).rejects.toMatchObject({
      code: 'build-failed',
      message: expect.stringContaining('not whole'),
    });
  });

  it('of another version are not taken for the built ones', async () => {
    const { system, tree } = world();
    await everyOne('build.xen').apply(told(system).context);
    put(tree, '/var/lib/pacman/local/xen', '4.20.0-1');
    expect(await everyOne('xen').verify(system)).toMatch(/another version/);
  });
});

describe('removing', () => {
  it('keeps what something else needs by now, and warns', async () => {
    const { system, tree } = world();
    await bind(install('acpica', 'yajl')).apply(told(system).context);
    put(tree, '/var/lib/pacman/local/other', '1-1 needs yajl');
    const { context, warnings } = told(system);
    expect(await bind(remove('acpica', 'yajl')).apply(context)).toBe(true);
    expect(warnings).toEqual(['yajl is kept: other needs it']);
    expect([tree.has('/var/lib/pacman/local/yajl'), tree.has('/var/lib/pacman/local/acpica')]).toEqual([true, false]);
    expect(await bind(remove('acpica', 'yajl')).verify(system)).toBeUndefined();
    tree.delete('/var/lib/pacman/local/other');
    expect(await bind(remove('acpica', 'yajl')).verify(system)).toBe('yajl is still installed');
  });

  it('keeps a copy of a configuration file that somebody edited, and says where', async () => {
    const { system, tree } = world();
    await bind(install('acpica')).apply(told(system).context);
    const md5 = (content: string): string => createHash('md5').update(content).digest('hex');
    const files = `%FILES%\netc/\netc/a.conf\n\n%BACKUP%\netc/a.conf\t${md5('a')}\netc/b.conf\t${md5('b')}\netc/gone\t${md5('')}\netc/linked\t${md5('')}\n\n`;
    put(tree, '/etc/a.conf', 'a');
    put(tree, '/etc/b.conf', 'mine');
    put(tree, '/var/lib/archxen/drifted/0001/etc/b.conf', 'of a change before');
    const noted: System = {
      ...system,
      read: async (path, range) =>
        path === '/var/lib/pacman/local/acpica-20260408-1/files' ? Buffer.from(files) : system.read(path, range),
    };
    const { context, warnings } = told(noted);
    expect(await bind(remove('acpica')).apply(context)).toBe(true);
    expect(warnings).toEqual([
      '/etc/b.conf was edited since acpica brought it; that version is kept as /var/lib/archxen/drifted/0001/etc/b.conf.2',
      '/etc/linked was edited since acpica brought it; that version is kept as /var/lib/archxen/drifted/0001/etc/linked',
    ]);
    expect(text(tree, '/var/lib/archxen/drifted/0001/etc/b.conf.2')).toBe('mine');
    expect(text(tree, '/var/lib/archxen/drifted/0001/etc/b.conf')).toBe('of a change before');
  });

  it('passes on any other failure', async () => {
    const { system } = world();
    const broken = {
      ...system,
      run: async (...args: Parameters<typeof system.run>) => (args[0][1] === '-Rn' ? fail('error: failed to remove') : system.run(...args)),
    };
    await expect(bind(remove('glibc')).apply(told(broken).context)).rejects.toMatchObject({
      code: 'command-failed',
      lines: ['error: failed to remove'],
    });
  });

  it('does nothing when they are gone already', async () => {
    expect(await bind(remove('acpica')).apply(told(world().system).context)).toBe(false);
  });
});

describe('what was needed only for a while', () => {
  const tidy: PackageChange = { ...remove('lib32-glibc'), temporary: { keep: [] } };
  const asked = (system: System, answers: string): System => ({
    ...system,
    run: async (argv, options) => (argv[1] === '-Rsp' ? ok(answers) : system.run(argv, options)),
  });

  it('goes with what only it needed, but not with what nothing needed before', async () => {
    const { system, tree } = world();
    await bind(install('lib32-glibc', 'acpica')).apply(told(system).context);
    const going = asked(system, 'lib32-glibc\nlib32-gcc-libs\nacpica\n');
    await bind({ ...tidy, temporary: { keep: ['acpica'] } }).apply(told(going).context);
    const left = ['lib32-glibc', 'lib32-gcc-libs', 'acpica'].filter((name) => tree.has(`/var/lib/pacman/local/${name}`));
    expect(left).toEqual(['acpica']);
  });

  it('stays when something else needs it by now', async () => {
    const { system, tree, ran } = world();
    await bind(install('lib32-glibc')).apply(told(system).context);
    put(tree, '/var/lib/pacman/local/other', '1-1 needs lib32-glibc');
    expect(await bind(tidy).apply(told(system).context)).toBe(false);
    expect(ran.some((argv) => argv[1] === '-Rsp')).toBe(false);
    expect(await bind(tidy).verify(system)).toBeUndefined();
  });

  it('has no way back of its own: what brought it takes it away', async () => {
    const { system } = world();
    await bind(install('lib32-glibc')).apply(told(system).context);
    expect(await bind(tidy).inverse(system)).toEqual([]);
  });
});

describe("pacman's lock", () => {
  it.each([
    ['another program holds', true, /Another program is changing packages/],
    ['a power cut left', false, /no running program holds the lock/],
  ])('that %s is waited for half a minute, then named', async (_who, held, message) => {
    jest.useFakeTimers();
    const { system, tree, ran } = world();
    put(tree, '/var/lib/pacman/db.lck', '');
    if (held) tree.set('/proc/77', { type: 'directory', mode: 0o755, uid: 0, gid: 0 });
    if (held) tree.set('/proc/77/fd', { type: 'directory', mode: 0o755, uid: 0, gid: 0 });
    if (held) tree.set('/proc/77/fd/3', { type: 'link', target: '/var/lib/pacman/db.lck', mode: 0o777, uid: 0, gid: 0 });
    const result = bind(install('acpica'))
      .apply(told(system).context)
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    await jest.advanceTimersByTimeAsync(31_000);
    jest.useRealTimers();
    expect(await result).toMatchObject({
      code: 'command-failed',
      message: expect.stringMatching(message),
      path: '/var/lib/pacman/db.lck',
      hint: expect.stringMatching(/.+/),
    });
    expect(ran.some((argv) => argv[1] === '-S')).toBe(false);
  });

  it('that goes away in time is no trouble', async () => {
    jest.useFakeTimers();
    const { system, tree } = world();
    put(tree, '/var/lib/pacman/db.lck', '');
    const result = bind(install('acpica')).apply(told(system).context);
    await jest.advanceTimersByTimeAsync(5_000);
    tree.delete('/var/lib/pacman/db.lck');
    await jest.advanceTimersByTimeAsync(2_000);
    jest.useRealTimers();
    expect(await result).toBe(true);
  });
});

describe("pacman's database", () => {
  it('names configuration files with their digests', () => {
    const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
    expect(parseBackup(`%FILES%\netc/x\n\n%BACKUP%\netc/x y\t${md5}\netc/z\n`)).toEqual([['/etc/x y', md5]]);
    expect(parseBackup('%FILES%\netc/x\n')).toEqual([]);
  });
});

describe("pacman's output", () => {
  it('is read by line', () => {
    expect(parseNames(':: Synchronising\nxen\nlib32-glibc\nlibstdc++5\nwarning: a is up to date -- skipping\n\n')).toEqual([
      'xen',
      'lib32-glibc',
      'libstdc++5',
    ]);
    expect([...parseInstalled('xen 4.21.2-1\nglibc 2.42+r3-1\n\n')]).toEqual([
      ['xen', '4.21.2-1'],
      ['glibc', '2.42+r3-1'],
    ]);
    const output =
      "checking dependencies...\n:: removing yajl breaks dependency 'yajl>=2' required by xen\n:: removing yajl breaks dependency 'libyajl.so' required by qemu\n";
    expect([...parseNeeded(output)]).toEqual([['yajl', ['xen', 'qemu']]]);
  });

  it.each([
    ['error: target not found: xen', 'pacman -Syu'],
    ["error: failed retrieving file 'x.pkg' from mirror : The requested URL returned error: 404", 'pacman -Syu'],
    ["error: failed retrieving file 'core.db' : Could not resolve host: mirror", 'network'],
    ['x: /usr/bin/y exists in filesystem', 'pacman -Qo'],
    ['error: Partition / too full: not enough free disk space', 'Make room'],
  ])('%s names the next step', (line, hint) => {
    expect(pacmanHint(['noise', line])).toContain(hint);
    expect(pacmanHint([ok().stdout])).toBeUndefined();
  });
});
