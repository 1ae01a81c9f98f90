import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path/posix';
import { ArchxenError } from '../../core/error.ts';
import { isAbsent } from './disk-error.ts';

const mostLinks = 40;

/**
 * Where a host's path is under a root, with all links followed as that host would: an absolute target begins at the root,
 * and `..` does not lead out of it.
 */
export async function locateInside(root: string, path: string, followLast: boolean): Promise<string> {
  const todo = path.split('/').filter(Boolean);
  const done: string[] = [];
  let links = 0;
  for (let part = todo.shift(); part !== undefined; part = todo.shift()) {
    if (part === '.') continue;
    if (part === '..') {
      done.pop();
      continue;
    }
    const target = todo.length > 0 || followLast ? linkTarget(join(root, ...done, part)) : undefined;
    if (target === undefined) {
      done.push(part);
      continue;
    }
    links += 1;
    if (links > mostLinks) throw new ArchxenError('write-failed', `${path} goes round in a circle of symbolic links.`, { path });
    if (target.startsWith('/')) done.length = 0;
    todo.unshift(...target.split('/').filter(Boolean));
  }
  return join(root, ...done);
}

/**
 * Without a promise: a path has many parts, each look takes a microsecond, and a turn of the thread pool takes fifty.
 */
function linkTarget(at: string): string | undefined {
  try {
    return lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(at) : undefined;
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  }
}
