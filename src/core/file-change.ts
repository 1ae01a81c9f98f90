import type { Change, FileChange } from './change.ts';
import { sha256 } from './digest.ts';
import type { Facts } from './facts.ts';
import { isWatched } from './watched.ts';

interface TextFile {
  readonly id: string;
  readonly title: string;
  readonly why?: string;
  readonly path: string;
  /** `null`: the file shall not be there. */
  readonly text: string | null;
  /** For a new file; an existing one keeps its mode and owner. */
  readonly mode?: number;
}

/** The change that gives a file this text, or nothing when the host's file has it already. */
export function fileChange(facts: Facts, file: TextFile): readonly FileChange[] {
  if (!isWatched(file.path)) throw new Error(`${file.path} is not among the watched files`);
  const present = facts.files[file.path];
  if (file.text === null ? present === undefined : present?.text === file.text) return [];
  return [
    {
      kind: 'file',
      id: file.id,
      title: file.title,
      why: file.why,
      path: file.path,
      content: file.text === null ? null : { text: file.text },
      before: present === undefined ? null : (present.sha256 ?? (present.text === undefined ? undefined : sha256(present.text))),
      mode: present?.mode ?? file.mode ?? 0o644,
      uid: present?.uid ?? 0,
      gid: present?.gid ?? 0,
    },
  ];
}

/** The host's facts as they are once these changes have written their texts: what a later change of the same file starts from. */
export function afterFiles(facts: Facts, changes: readonly Change[]): Facts {
  const files = { ...facts.files };
  for (const change of changes) {
    if (change.kind !== 'file' || change.content === null || !('text' in change.content)) continue;
    const { path, mode, uid, gid } = change;
    const { text } = change.content;
    files[path] = { ...files[path], type: 'file', size: Buffer.byteLength(text), mode, uid, gid, text, sha256: sha256(text) };
  }
  return { ...facts, files };
}
