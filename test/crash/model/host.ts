import { dirname } from 'node:path/posix';
import { diskFiles } from '../../../src/system/disk/disk-files.ts';
import { memorySystem, type Tree } from '../../../src/system/memory.ts';
import type { System } from '../../../src/system/port.ts';
import { mountOf, recordedSpace } from '../../../src/system/recorded.ts';
import type { RecordedHost } from '../../../src/system/recorded-host.ts';
import { simulatedHost } from '../../../src/system/simulated/index.ts';
import { modelCalls } from './calls.ts';
import { Disk } from './disk.ts';
import { looseTree } from './loose.ts';

export interface ModelledHost {
  readonly system: System;
  readonly disk: Disk;
}

/**
 * A recorded host on a modelled disk: archxen's own writes are the real ones of src/system/disk, call by call; what its
 * commands write is kept only after a sync. `boundary` is called before each call that changes the disk, and around commands.
 */
export function modelledHost(
  recorded: RecordedHost,
  tree: Tree,
  boundary: (call: string, disk: Disk) => void,
  plant?: string,
): ModelledHost {
  const disk = new Disk(tree, (path) => mountOf(recorded, path)?.fstype === 'vfat');
  const calls = modelCalls(disk, (call) => boundary(call, disk), plant === 'fsync-ignored');
  const files = diskFiles({
    locate: async (path, followLast) => resolve(disk, path, followLast),
    owners: {
      give: async (handle, _temporary, _at, { mode, uid, gid }) => {
        const now = await handle.stat();
        if (now.uid !== uid || now.gid !== gid) await handle.chown(uid, gid);
        await handle.chmod(mode);
      },
      show: async (_at, found) => found,
      forget: async () => undefined,
    },
    xattrs: {
      read: async (at) => disk.live.get(at)?.xattrs ?? {},
      give: async (at, xattrs) => {
        const inode = disk.live.get(at);
        if (inode !== undefined && Object.keys(xattrs).length > 0) inode.xattrs = xattrs;
      },
    },
    calls,
  });
  let clock = 1_795_000_000_000;
  const loose = memorySystem(looseTree(disk), { space: (path) => recordedSpace(recorded, path), now: () => (clock += 1000) });
  const host = simulatedHost(recorded, loose, { pace: 0 });
  return {
    disk,
    system: {
      ...host,
      ...files,
      run: async (argv, options) => {
        boundary(`before ${argv.join(' ')}`, disk);
        const result = await host.run(argv, options);
        if (argv[0] === 'sync' && plant !== 'sync-ignored') disk.syncAll();
        else boundary(`after ${argv.join(' ')}`, disk);
        return result;
      },
    },
  };
}

function resolve(disk: Disk, path: string, followLast: boolean): string {
  const todo = path.split('/').filter(Boolean);
  let at = '';
  while (todo.length > 0) {
    const part = todo.shift() ?? '';
    if (part === '.') continue;
    if (part === '..') {
      at = at === '' || dirname(at) === '/' ? '' : dirname(at);
      continue;
    }
    const inode = disk.live.get(`${at}/${part}`);
    if (inode?.type === 'link' && (todo.length > 0 || followLast)) {
      if (inode.target.startsWith('/')) at = '';
      todo.unshift(...inode.target.split('/').filter(Boolean));
    } else at = `${at}/${part}`;
  }
  return at === '' ? '/' : at;
}
