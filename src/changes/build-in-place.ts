import type { BuildPlace } from './build-place.ts';
import { cloneDirectory } from './build-sources.ts';
import { asWords, makepkgEnvironment } from './build-variables.ts';

/** On the host itself: quick, with whatever the host has. */
export const inPlace: BuildPlace = {
  describe: () => [],
  prepare: async () => undefined,
  makepkg: (change, { who }, options) => {
    const environment = makepkgEnvironment(change);
    return {
      argv: ['makepkg', ...options, ...asWords(environment)],
      run: { user: who.name, cwd: cloneDirectory(change), environment },
    };
  },
};
