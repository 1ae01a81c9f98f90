import type { Change, Content, FileChange } from '../core/change.ts';
import type { Sha256 } from '../core/digest.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import { type FileState, fileState } from './file-state.ts';
import { makePrivateDirectory, missingParents, stateDirectory } from './state-paths.ts';

/** Larger files are kept beside the journal, not in it. */
const inlineBytes = 64 * 1024;
/** So are those that not everybody may read: what is in the journal comes into restore.sh, which also lies on the boot volume. */
const othersRead = 0o004;

export interface Backup {
  /** Who needs it; the new ids begin with it. */
  readonly id: string;
  readonly path: string;
  /** Digest of what will be there instead; `null`: nothing; `undefined`: not known beforehand. */
  readonly replacedBy: Sha256 | null | undefined;
  /** It may hold a secret: kept beside the journal, for root only, not in it. */
  readonly secret?: boolean | undefined;
}

/** The changes that bring a path back to what is there now, and take away the directories that will have to be made for it. */
export async function backup(system: System, { id, path, replacedBy, secret = false }: Backup): Promise<readonly Change[]> {
  const state = await fileState(system, path);
  const file: FileChange = {
    kind: 'file',
    id: `${id}.file`,
    title: state.type === 'none' ? `Remove ${path}` : `Restore ${path}`,
    path,
    content: await kept(system, path, state, secret),
    before: replacedBy,
    ...(state.type === 'file'
      ? { mode: state.mode, uid: state.uid, gid: state.gid, xattrs: await system.xattrs(path) }
      : { mode: 0o644, uid: 0, gid: 0 }),
  };
  const made = await missingParents(system, path);
  return [file, ...made.toReversed().map((directory, nth) => removal(`${id}.directory.${nth + 1}`, directory))];
}

const removal = (id: string, path: string): Change => ({
  kind: 'directory',
  id,
  title: `Remove the directory ${path} if it is empty`,
  path,
  present: false,
  mode: 0o755,
  uid: 0,
  gid: 0,
});

async function kept(system: System, path: string, state: FileState, secret: boolean): Promise<Content | null> {
  if (state.type === 'none') return null;
  if (state.type === 'link') return { link: state.target };
  if (state.type !== 'file') {
    throw new ArchxenError('file-conflict', `${path} is not an ordinary file, so archxen will not touch it.`, {
      path,
      hint: 'Move it out of the way, then run archxen again.',
    });
  }
  if (secret || state.size > inlineBytes || (state.mode & othersRead) === 0)
    return { copyOf: await store(system, path, state.digest), sha256: state.digest };
  const bytes = Buffer.from((await system.read(path)) ?? []);
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? { text } : { base64: bytes.toString('base64') };
}

/** By its digest, so the same content is kept once. */
async function store(system: System, from: string, digest: Sha256): Promise<string> {
  const directory = `${stateDirectory}/backups`;
  const path = `${directory}/${digest}`;
  const there = await fileState(system, path);
  if (there.type === 'file' && there.digest === digest) return path;
  await makePrivateDirectory(system, directory);
  await system.copy(from, path, { mode: 0o600, uid: 0, gid: 0 }, digest);
  return path;
}
