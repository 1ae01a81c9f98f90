import { basename } from 'node:path/posix';
import type { Facts } from '../core/facts.ts';
import type { Refused } from './backend.ts';
import { fileNames } from './networkd-files.ts';

/** First parts of the names of archxen's files, best first. */
const prefixes = ['10-archxen', '05-archxen', '00-archxen', '0-archxen', '+archxen'];

/** archxen's own files decide nothing: with them in place the names must stay as they are. */
const isOurs = (name: string): boolean => prefixes.some((prefix) => name.startsWith(`${prefix}-`));

/**
 * The first prefix under which archxen's files come before every other .network file. networkd gives a link the first file that
 * matches it, and a file for all cards (`Type=ether`) matches the bridge and the guests' interfaces too.
 */
export function prefixFor({ network: { networkFiles = [], uplinkFile } }: Facts, bridge: string): string | Refused {
  const own = uplinkFile === undefined ? [] : [basename(uplinkFile)];
  const least = [...networkFiles, ...own].filter((name) => !isOurs(name)).toSorted()[0];
  if (least === undefined) return '10-archxen';
  return (
    prefixes.find((prefix) => fileNames(prefix, bridge).every((name) => name < least)) ?? {
      refused: `no file name sorts before ${least}`,
      hint: 'Rename it, for example to 20-wired.network: systemd-networkd takes the first file that matches.',
    }
  );
}
