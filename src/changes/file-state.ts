import type { Content } from '../core/change.ts';
import { type Sha256, sha256 } from '../core/digest.ts';
import { digestFile } from '../system/digest-file.ts';
import type { Meta, System } from '../system/port.ts';

/** What is at a path now. */
export type FileState =
  | { readonly type: 'none' }
  | ({ readonly type: 'file'; readonly size: number; readonly digest: Sha256 } & Meta)
  /** `digest` is that of what the link leads to, if it leads to a file. */
  | { readonly type: 'link'; readonly target: string; readonly digest: Sha256 | undefined }
  | { readonly type: 'directory' | 'other' };

export async function fileState(system: System, path: string): Promise<FileState> {
  const stat = await system.stat(path);
  if (stat === undefined) return { type: 'none' };
  if (stat.type === 'directory' || stat.type === 'other') return { type: stat.type };
  const digest = await digestFile(system, path);
  if (stat.type === 'link') return { type: 'link', target: stat.target ?? '', digest };
  if (digest === undefined) return { type: 'none' };
  return { type: 'file', size: stat.size, digest, mode: stat.mode, uid: stat.uid, gid: stat.gid };
}

/** Is there what a digest says? `null`: nothing; `undefined`: anything will do. */
export function matches(state: FileState, digest: Sha256 | null | undefined): boolean {
  if (digest === undefined) return true;
  if (digest === null) return state.type === 'none';
  if (state.type === 'link') return state.digest === digest || sha256(state.target) === digest;
  return state.type === 'file' && state.digest === digest;
}

/** Does the path hold this content now? Mode and owner apart. */
export function holds(state: FileState, content: Content | null): boolean {
  if (content === null) return state.type === 'none';
  if ('link' in content) return state.type === 'link' && state.target === content.link;
  return state.type === 'file' && state.digest === contentDigest(content);
}

/** Digest of a content; of a link, that of its target's text. */
export function contentDigest(content: Content): Sha256 {
  if ('text' in content) return sha256(content.text);
  if ('base64' in content) return sha256(Buffer.from(content.base64, 'base64'));
  return 'copyOf' in content ? content.sha256 : sha256(content.link);
}

/** The bytes of a content that is written down in the change itself. */
export const contentBytes = (content: Exclude<Content, { link: string } | { copyOf: string }>): Uint8Array =>
  'text' in content ? Buffer.from(content.text) : Buffer.from(content.base64, 'base64');
