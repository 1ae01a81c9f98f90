import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path/posix';
import { ArchxenError } from '../../core/error.ts';
import { isAbsent } from './disk-error.ts';

const mostLinks = 40;

/**
 * Where a host's path is under a root, with all links followed as that host would: an absolute target begins at the root,
 * and `..` does not lead out of it.
 */
export async function locateInside(root: string, path: string, followLast: boolean): Promise<string> {
  return plainly(root, path, followLast) ?? followingLinks(root, path, followLast);
}

/**
 * Most paths have no link in them. The C library sees that in one call, where a look at each part from here takes longer
 * than all the rest of reading a small file. Undefined: there is a link, or a parent is missing.
 */
function plainly(root: string, path: string, followLast: boolean): string | undefined {
  const last = path.lastIndexOf('/');
  if (!path.startsWith('/') || ['', '.', '..'].includes(path.slice(last + 1))) return undefined;
  const at = root + path;
  if (followLast && isPlain(at)) return at;
  if (!isPlain(root + path.slice(0, last))) return undefined;
  return followLast && linkTarget(at) !== undefined ? undefined : at;
}

/** A path that comes back unchanged has no link, no `.` and no `..` in it. */
function isPlain(at: string): boolean {
  // Most of what is looked for is not there, and an error thrown for it takes longer than asking twice.
  if (!existsSync(at)) return false;
  try {
    return realpathSync.native(at) === at;
  } catch {
    return false;
  }
}

function followingLinks(root: string, path: string, followLast: boolean): string {
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
