import { resolve } from 'node:path/posix';
import { diskFiles } from './disk/disk-files.ts';
import { locateInside } from './disk/inside.ts';
import { notedOwners, ownersFile } from './disk/noted-owners.ts';
import { realOwners } from './disk/owners.ts';
import { socketLock } from './disk/socket-lock.ts';
import { attrTools, noXattrs } from './disk/xattrs.ts';
import type { RunOptions, RunResult, System } from './port.ts';
import type { Resizable } from './resizable.ts';

export interface RootedOptions {
  /**
   * `real`: modes and owners are those of the file system. `as-root`: the tree is somebody's scratch root that plays a host;
   * what lies there is shown as root's, and other owners are noted beside it.
   */
  readonly ownership?: 'real' | 'as-root';
  /** What runs commands there; without it none are run. */
  readonly run?: (argv: readonly string[], options: RunOptions) => Promise<RunResult>;
}

/** A host's tree under another directory. No link leads out of it, and no command of this computer is run for it. */
export function rootedSystem(directory: string, options: RootedOptions = {}): System & Resizable {
  const root = resolve(directory);
  const locate = (path: string, followLast: boolean): Promise<string> => locateInside(root, path, followLast);
  const files = diskFiles(
    options.ownership === 'as-root'
      ? { locate, owners: notedOwners(root), xattrs: noXattrs }
      : { locate, owners: realOwners, xattrs: attrTools },
  );
  return {
    ...files,
    list: async (path) => (await files.list(path))?.filter((name) => name !== ownersFile),
    run: async (argv, runOptions = {}) => (await options.run?.(argv, runOptions)) ?? refused(argv, root),
    lock: async (path) => socketLock(await locate(path, true), path),
    now: Date.now,
    hardware: async () => ({ disks: [] }),
  };
}

/** A result and no error, so that facts can be read of such a tree: each command leaves its note. */
const refused = (argv: readonly string[], root: string): RunResult => ({
  exit: 126,
  stdout: '',
  stderr: `${argv[0]} was not run: the host under ${root} is only a tree of files, start archxen on that host itself\n`,
  ended: 'exit',
});
