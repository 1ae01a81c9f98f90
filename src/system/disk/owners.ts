import { statfs } from 'node:fs/promises';
import type { Meta } from '../port.ts';
import type { OpenFile } from './calls.ts';

/** How mode and owner of what is written get onto a disk, and back. */
export interface Owners {
  /** Gives an open new file or directory its mode and owner. */
  readonly give: (handle: OpenFile, temporary: string, at: string, meta: Meta) => Promise<void>;
  /** The mode and owner to show for what is found at a place. */
  readonly show: (at: string, found: Meta) => Promise<Meta>;
  readonly forget: (at: string) => Promise<void>;
}

/** statfs(2) f_type of FAT: no modes, owners or links there. */
const fatMagic = 0x4d44;

/** Those of the file system. */
export const realOwners: Owners = {
  give: async (handle, temporary, _at, meta) => {
    if ((await statfs(temporary)).type === fatMagic) return;
    const now = await handle.stat();
    if (now.uid !== meta.uid || now.gid !== meta.gid) await handle.chown(meta.uid, meta.gid);
    await handle.chmod(meta.mode);
  },
  show: async (_at, found) => found,
  forget: async () => undefined,
};
