import { makepkgEnvironment } from './build-folders.ts';
import type { BuildPlace } from './build-place.ts';
import { cloneDirectory } from './build-sources.ts';

/** On the host itself: quick, with whatever the host has. */
export const inPlace: BuildPlace = {
  describe: () => [],
  prepare: async () => undefined,
  makepkg: (change, { who }, options) => ({
    argv: ['makepkg', ...options],
    run: { user: who.name, cwd: cloneDirectory(change), environment: makepkgEnvironment(change) },
  }),
};
