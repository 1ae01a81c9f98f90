import { makepkgEnvironment } from './build-folders.ts';
import type { BuildPlace } from './build-place.ts';
import { cloneDirectory } from './build-sources.ts';
import { runLogged } from './run-command.ts';

const chrootDirectory = '/var/cache/archxen/chroot';
const root = `${chrootDirectory}/root`;
const make = ['mkarchroot', '-C', '/etc/pacman.conf', '-M', '/etc/makepkg.conf', root, 'base-devel'] as const;
const upgrade = ['arch-nspawn', root, 'pacman', '-Syu', '--noconfirm'] as const;

/**
 * devtools' clean chroot, as Arch builds its own packages. makechrootpkg passes no variables of the PKGBUILD on, but all
 * that comes after `--`, and makepkg takes NAME=VALUE there as its environment.
 */
export const chroot: BuildPlace = {
  describe: () => [make, upgrade],

  prepare: async (change, { context }) => {
    const { system, phase, signal } = context;
    const options = { timeoutSeconds: 3600, signal, logPath: context.logPath(`${change.base}-chroot`) };
    phase('bring the clean chroot up to date');
    const there = (await system.stat(`${root}/.arch-chroot`)) !== undefined;
    if (!there) {
      await system.makeDirectory(chrootDirectory, { mode: 0o755, uid: 0, gid: 0 });
      await runLogged(context, make, { ...options, hint: 'It needs the package devtools and a network.' });
    } else await runLogged(context, upgrade, options);
  },

  makepkg: (change, { who, built }, options) => {
    const { PKGDEST, SRCDEST, GNUPGHOME, MAKEFLAGS, PACKAGER, HOME: _home, ...variables } = makepkgEnvironment(change);
    const handed = { PKGDEST, SRCDEST, GNUPGHOME, LOGDEST: change.directory, MAKEFLAGS, PACKAGER, USER: who.name };
    const fresh = options.includes('--noextract') ? [] : ['-c'];
    return {
      argv: [
        ...['makechrootpkg', ...fresh, '-r', chrootDirectory, '-U', who.name, '-l', 'archxen', ...built.flatMap((file) => ['-I', file])],
        ...['--', ...options, ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)],
      ],
      run: { cwd: cloneDirectory(change), environment: Object.fromEntries(Object.entries(handed).filter(isSet)) },
    };
  },
};

const isSet = (entry: readonly [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;
