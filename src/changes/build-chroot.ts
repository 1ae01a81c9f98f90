import type { BuildPlace } from './build-place.ts';
import { cloneDirectory } from './build-sources.ts';
import { asWords, buildPlaces } from './build-variables.ts';
import { runLogged } from './run-command.ts';

const chrootDirectory = '/var/cache/archxen/chroot';
const root = `${chrootDirectory}/root`;
/** With pacman's own makepkg.conf: that of the host may sign packages, which the check of the sources has no option against. */
const make = ['mkarchroot', '-C', '/etc/pacman.conf', root, 'base-devel'] as const;
const upgrade = ['arch-nspawn', root, 'pacman', '-Syu', '--noconfirm'] as const;

/**
 * devtools' clean chroot, as Arch builds its own packages. makechrootpkg passes no variables of the PKGBUILD on, and reads
 * makepkg.conf of the host over MAKEFLAGS; but all that comes after `--` it passes to makepkg, which takes NAME=VALUE there.
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
    const places = buildPlaces(change);
    const { PKGDEST, SRCDEST, GNUPGHOME } = places;
    // In the chroot these are where makechrootpkg puts them.
    const variables = Object.fromEntries(Object.entries(change.environment).filter(([name]) => !(name in places)));
    const fresh = options.includes('--noextract') ? [] : ['-c'];
    return {
      argv: [
        ...['makechrootpkg', ...fresh, '-r', chrootDirectory, '-U', who.name, '-l', 'archxen', ...built.flatMap((file) => ['-I', file])],
        ...['--', ...options, ...asWords(variables)],
      ],
      run: { cwd: cloneDirectory(change), environment: { PKGDEST, SRCDEST, GNUPGHOME, LOGDEST: change.directory, USER: who.name } },
    };
  },
};
