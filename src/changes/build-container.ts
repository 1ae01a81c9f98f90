import { dirname } from 'node:path/posix';
import type { BuildChange } from '../core/change-packages.ts';
import { bringPacmanConfiguration } from './build-container-pacman.ts';
import type { BuildPlace } from './build-place.ts';
import { cloneDirectory } from './build-sources.ts';
import { asWords, makepkgEnvironment } from './build-variables.ts';
import { runLogged } from './run-command.ts';

/** A root of its own, used by all builds; a cache like the build folders. */
export const containerRoot = '/var/cache/archxen/root';
/** Written when the root is whole. */
const complete = `${containerRoot}/etc/archxen-build-root`;
const timeoutSeconds = 3600;

/** The host's network, but nothing else of the host than the build's own folder. */
const nspawn = (...more: readonly string[]): readonly string[] => [
  ...['systemd-nspawn', '--quiet', '--register=no', '--keep-unit', '--as-pid2', '--console=pipe'],
  ...[`--directory=${containerRoot}`, ...more],
];
/** -P: the host's repositories, [multilib] too; and without -M its mirrors: the list that the package brings has none switched on. */
const pacstrap = ['pacstrap', '-c', '-P', '-C', '/etc/pacman.conf', containerRoot, 'base-devel', 'git'] as const;
const upgrade = ['pacman', '-Syu', '--needed', '--noconfirm', '--asdeps'] as const;

/** A systemd-nspawn container: what the host has installed is not there, so it cannot get into the packages. */
export const container: BuildPlace = {
  describe: (change) => [pacstrap, [...nspawn(), ...upgrade, ...(change.needs?.repository ?? [])]],

  prepare: async (change, { who, built, context }) => {
    const { system, phase, signal } = context;
    const options = { timeoutSeconds, signal, logPath: context.logPath(`${change.base}-root`) };
    if ((await system.stat(complete)) === undefined) {
      phase('make the root of the container');
      await system.makeDirectory(containerRoot, { mode: 0o755, uid: 0, gid: 0 });
      await runLogged(context, pacstrap, { ...options, hint: 'It needs the package arch-install-scripts and a network.' });
      await system.write(complete, new Uint8Array(), { mode: 0o644, uid: 0, gid: 0 });
    }
    phase('install what the build needs in the container');
    await bringPacmanConfiguration(system, containerRoot);
    await runLogged(context, [...nspawn(), ...upgrade, ...(change.needs?.repository ?? [])], options);
    if (built.length > 0) {
      const binds = [...new Set(built.map((file) => dirname(file)))].map((folder) => `--bind-ro=${folder}`);
      await runLogged(context, [...nspawn(...binds), 'pacman', '-U', '--needed', '--noconfirm', ...built], options);
    }
    // The same number as on the host, where the files are.
    const known = await system.run([...nspawn(), 'id', '-u', who.name], options);
    if (known.exit !== 0) {
      const user = ['useradd', '--uid', String(who.uid), '--no-create-home', '--home-dir', '/', who.name];
      await runLogged(context, [...nspawn(), ...user], options);
    }
  },

  makepkg: (change, { who }, options) => ({
    argv: [...nspawn(...insideAs(change, who.name)), 'makepkg', ...options, ...asWords(makepkgEnvironment(change))],
    run: { cwd: '/' },
  }),
};

const insideAs = (change: BuildChange, user: string): readonly string[] => [
  `--bind=${change.directory}`,
  `--user=${user}`,
  `--chdir=${cloneDirectory(change)}`,
  ...asWords(makepkgEnvironment(change)).map((word) => `--setenv=${word}`),
];
