import { dirname } from 'node:path/posix';
import type { System } from '../system/port.ts';
import { type FileState, fileState } from './file-state.ts';
import { makePrivateDirectory, stateDirectory } from './state-paths.ts';

type Edited = Extract<FileState, { type: 'file' | 'link' }>;

/** A copy of what somebody edited, before a way back takes it away: /var/lib/archxen/drifted/<run>/<path>. Gives its path. */
export async function keepEdited(system: System, run: string, path: string, state: Edited): Promise<string> {
  const keptAs = await freeName(system, `${stateDirectory}/drifted/${run}${path}`, state);
  await makePrivateDirectory(system, dirname(keptAs));
  if (state.type === 'link') await system.link(keptAs, state.target);
  else {
    const xattrs = await system.xattrs(path);
    await system.copy(path, keptAs, { mode: state.mode, uid: state.uid, gid: state.gid, xattrs }, state.digest);
  }
  return keptAs;
}

/** One way back may meet two versions of a file: the second does not replace the copy of the first. */
async function freeName(system: System, wanted: string, state: Edited): Promise<string> {
  for (let nth = 1; ; nth += 1) {
    const name = nth === 1 ? wanted : `${wanted}.${nth}`;
    const there = await fileState(system, name);
    if (there.type === 'none' || isSame(there, state)) return name;
  }
}

const isSame = (there: FileState, state: Edited): boolean =>
  there.type === 'link'
    ? state.type === 'link' && there.target === state.target
    : there.type === 'file' && state.type === 'file' && there.digest === state.digest;
