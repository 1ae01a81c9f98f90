import { type Command, done, failed, lines } from '../core/world.ts';
import { parsePackage } from './package-file.ts';

/** bsdtar -tf PACKAGE */
export const bsdtar: Command = async ({ args }, { files }) => {
  if (args[0] !== '-tf') return undefined;
  const built = parsePackage(await files.read(args[1] ?? ''));
  if (built === undefined) return failed(1, `bsdtar: Error opening archive: Failed to open '${args[1]}'\n`);
  return done(lines(['.PKGINFO', ...built.files.map(({ path }) => path.slice(1))]));
};
