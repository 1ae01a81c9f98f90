import { describe, expect, it } from '@jest/globals';
import { wholeBuild } from '../../src/changes/build-make.ts';
import { bind } from '../../src/changes/index.ts';
import type { BuildChange } from '../../src/core/change-packages.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { RunOptions, System } from '../../src/system/port.ts';
import { everyKind } from '../engine/plans.ts';
import { ok, put, text, world } from '../engine/world.ts';
import { told } from './context.ts';

const found = everyKind.find((change): change is BuildChange => change.kind === 'build');
if (found === undefined) throw new Error('no build among all kinds');
const change: BuildChange = found;
const folder = change.directory;

describe('makepkg.conf of the host', () => {
  it.each(['in-place', 'container', 'chroot'] as const)(
    'is gone over, %s: the variables are last words, and nothing is signed',
    (where) => {
      const argv =
        bind({ ...change, where })
          .describe()
          .commands.at(-1) ?? [];
      const own = argv.slice(argv.indexOf('--force'));
      expect(own).toContain('--nosign');
      // Words before an option would be taken, but a reader of the line would not see which are which.
      expect(own.findLastIndex((word) => word.startsWith('-'))).toBeLessThan(own.indexOf('MAKEFLAGS=-j2'));
      expect(own).toContain('build_stubdom=false');
      expect(own.includes(`BUILDDIR=${folder}/pkgbuild`)).toBe(where !== 'chroot');
    },
  );
});

/** The search path of a build, folder by folder. */
const pathIn = (where: 'in-place' | 'container', more: Readonly<Record<string, string>> = {}): readonly string[] => {
  const argv =
    bind({ ...change, where, environment: { ...change.environment, ...more } })
      .describe()
      .commands.at(-1) ?? [];
  return (
    argv
      .find((word) => word.startsWith('PATH='))
      ?.slice(5)
      .split(':') ?? []
  );
};

describe("a build's search path", () => {
  it.each(['in-place', 'container'] as const)('has the programs of Perl, %s: pod2man makes the manual pages', (where) => {
    expect(pathIn(where)).toEqual(expect.arrayContaining(['/usr/local/bin', '/usr/bin', '/usr/bin/vendor_perl', '/usr/bin/core_perl']));
  });

  it("has them behind the person's own and those of ccache", () => {
    const folders = pathIn('in-place', { PATH: '/usr/lib/ccache/bin:/usr/local/bin:/usr/bin' });
    expect(folders.indexOf('/usr/lib/ccache/bin')).toBeLessThan(folders.indexOf('/usr/bin'));
    expect(folders).toContain('/usr/bin/core_perl');
  });
});

describe('ninja, which does not read MAKEFLAGS', () => {
  it('minds the number of jobs: one that does stands first in the search path', async () => {
    const { system, tree } = world();
    await bind(change).apply(told(system).context);
    expect(text(tree, `${folder}/bin/ninja`)).toBe('#!/bin/sh\nexec /usr/bin/ninja -j2 "$@"\n');
    expect(tree.get(`${folder}/bin/ninja`)).toMatchObject({ mode: 0o755, uid: 0 });
    expect(pathIn('container')[0]).toBe(`${folder}/bin`);
  });

  it.each([
    ['-s', undefined],
    ['-j', undefined],
    ['-l 4 -j 12', '12'],
    ['--jobs=7 -k', '7'],
  ])('with MAKEFLAGS=%j has %j jobs', async (flags, jobs) => {
    const { system, tree } = world();
    await bind(change).apply(told(system).context);
    await bind({ ...change, environment: { ...change.environment, MAKEFLAGS: flags } }).apply(told(system).context);
    expect(/-j(\d+)/.exec(text(tree, `${folder}/bin/ninja`) ?? '')?.[1]).toBe(jobs);
  });
});

describe('the place of a build', () => {
  const other = (where: 'chroot' | 'container'): BuildChange => ({
    ...change,
    where,
    needs: { repository: ['acpica', 'zlib'], built: [] },
  });
  async function commandsIn(where: 'chroot' | 'container', before: (tree: Tree) => void = () => undefined) {
    const { system, tree } = world();
    before(tree);
    const ran: { readonly argv: readonly string[]; readonly options: RunOptions | undefined }[] = [];
    const watched: System = {
      ...system,
      run: async (argv, options) => {
        ran.push({ argv, options });
        if (argv.includes('makepkg') || argv[0] === 'makechrootpkg') {
          await system.run(['makepkg'], { environment: { PKGDEST: `${folder}/packages`, build_stubdom: 'false' } });
          return ok();
        }
        if (argv[0] === 'pacstrap') put(tree, '/var/cache/archxen/root/etc/passwd', '');
        return ['systemd-nspawn', 'pacstrap', 'mkarchroot', 'arch-nspawn'].includes(argv[0] ?? '') ? ok() : system.run(argv, options);
      },
    };
    expect(await bind(other(where)).apply(told(watched).context)).toBe(true);
    return { ran, tree, line: (part: string) => ran.map(({ argv }) => argv.join(' ')).find((each) => each.includes(part)) ?? '' };
  }

  it('can be a container: only the build folder of the host is in it, and makepkg runs as the user', async () => {
    const { ran, line } = await commandsIn('container');
    expect(line('pacstrap')).toContain('base-devel');
    // pacstrap's -M would keep the host's mirrors out, and without -P [multilib] is off in there.
    expect(line('pacstrap').split(' ').slice(1, 5)).toEqual(['-c', '-P', '-C', '/etc/pacman.conf']);
    expect(line('-Syu')).toContain('acpica zlib');
    const makepkg = ran.find(({ argv }) => argv.includes('makepkg'));
    expect(makepkg?.argv).toEqual(
      expect.arrayContaining([`--bind=${folder}`, '--user=builder', `--setenv=build_stubdom=false`, `--setenv=PKGDEST=${folder}/packages`]),
    );
    expect(makepkg?.argv.filter((word) => word.startsWith('--bind'))).toEqual([`--bind=${folder}`]);
  });

  it('can be a container with the repositories and mirrors of the host, as they are now', async () => {
    const conf = '[options]\n[extra]\nInclude = /etc/pacman.d/mirrorlist\n[own]\nInclude=/etc/pacman.d/own-mirrors\n#Include = /etc/no\n';
    const { tree, line } = await commandsIn('container', (host) => {
      put(host, '/etc/pacman.conf', conf);
      put(host, '/etc/pacman.d/mirrorlist', 'Server = https://m.example.org/$repo\n');
      put(host, '/etc/pacman.d/own-mirrors', 'Server = https://own.example.org/\n');
      put(host, '/var/cache/archxen/root/etc/archxen-build-root', '');
      put(host, '/var/cache/archxen/root/etc/pacman.d/mirrorlist', 'of last year\n');
    });
    expect(line('pacstrap')).toBe('');
    for (const path of ['/etc/pacman.conf', '/etc/pacman.d/mirrorlist', '/etc/pacman.d/own-mirrors'])
      expect(text(tree, `/var/cache/archxen/root${path}`)).toBe(text(tree, path));
  });

  it('can be a clean chroot: the variables reach makepkg behind the dashes, the rest by the environment', async () => {
    const { ran, line } = await commandsIn('chroot');
    expect(line('mkarchroot')).toContain('base-devel');
    const build = ran.find(({ argv }) => argv[0] === 'makechrootpkg');
    const words = build?.argv.slice((build.argv.indexOf('--') ?? 0) + 1);
    expect(words).toEqual([...wholeBuild, 'build_stubdom=false', 'MAKEFLAGS=-j2']);
    expect(build?.argv).toEqual(expect.arrayContaining(['-c', '-U', 'builder']));
    expect(build?.options?.environment).toMatchObject({ PKGDEST: `${folder}/packages`, USER: 'builder' });
  });

  it('is shown as it will be', () => {
    expect(bind(other('container')).describe().commands.flat().join(' ')).toContain('systemd-nspawn');
    expect(bind(other('chroot')).describe().commands.flat().join(' ')).toContain('makechrootpkg');
    expect(bind(change).describe().commands.at(-1)).toEqual(expect.arrayContaining(['makepkg', ...wholeBuild, 'build_stubdom=false']));
  });
});
