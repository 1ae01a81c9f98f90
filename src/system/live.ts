import { diskFiles } from './disk/disk-files.ts';
import { readHardware } from './disk/hardware.ts';
import { realOwners } from './disk/owners.ts';
import { runProgram } from './disk/run-program.ts';
import { socketLock } from './disk/socket-lock.ts';
import { attrTools } from './disk/xattrs.ts';
import type { System } from './port.ts';
import type { Resizable } from './resizable.ts';

/** This host. */
export function liveSystem(): System & Resizable {
  return {
    ...diskFiles({ locate: async (path) => path, owners: realOwners, xattrs: attrTools }),
    run: runProgram,
    lock: (path) => socketLock(path, path),
    now: Date.now,
    hardware: readHardware,
  };
}
