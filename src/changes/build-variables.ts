import type { BuildChange } from '../core/change-packages.ts';
import { shims } from './build-ninja.ts';
import { packagesDirectory } from './built.ts';

type Variables = Readonly<Record<string, string>>;

/** The keyring with the keys of the sources. */
export const keyring = ({ directory }: BuildChange): string => `${directory}/gnupg`;

/** Where makepkg reads and writes beside the package base: all in the folder of the build. */
export const buildPlaces = (change: BuildChange) => ({
  HOME: `${change.directory}/home`,
  GNUPGHOME: keyring(change),
  PKGDEST: packagesDirectory(change.directory),
  SRCDEST: `${change.directory}/sources`,
  BUILDDIR: `${change.directory}/pkgbuild`,
});

/** As /etc/profile of Arch has it, which is not read here. */
const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/bin';
/** As /etc/profile.d/perlbin.sh has it: without pod2man, which is there, Xen builds no manual pages, and says nothing. */
const programsOfPerl = ['/usr/bin/site_perl', '/usr/bin/vendor_perl', '/usr/bin/core_perl'];

const pathOf = (change: BuildChange): string =>
  [...new Set([shims(change), ...(change.environment['PATH'] ?? searchPath).split(':'), ...programsOfPerl])].join(':');

/** All that the build depends on beside its sources: it goes by nobody's settings, and leaves nothing elsewhere. */
export const makepkgEnvironment = (change: BuildChange): Variables => ({
  ...buildPlaces(change),
  ...change.environment,
  PATH: pathOf(change),
});

/**
 * Variables as last words of makepkg's command. The environment alone is not enough: /etc/makepkg.conf is read over it, and of
 * what it sets only the folders, PACKAGER and their like are kept; the words are read after it.
 */
export const asWords = (variables: Variables): readonly string[] => Object.entries(variables).map(([name, value]) => `${name}=${value}`);
