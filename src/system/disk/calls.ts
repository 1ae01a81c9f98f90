import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { lstat, mkdir, open, rename, rm, rmdir, statfs, symlink, truncate, unlink } from 'node:fs/promises';
import { readContent } from './read-content.ts';

/** A file or directory that is open. */
export interface OpenFile {
  readonly writeFile: (content: Uint8Array) => Promise<void>;
  readonly stat: () => Promise<{ readonly uid: number; readonly gid: number; isDirectory: () => boolean }>;
  readonly chmod: (mode: number) => Promise<void>;
  readonly chown: (uid: number, gid: number) => Promise<void>;
  /** fsync(2) */
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Found {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  isFile: () => boolean;
  isDirectory: () => boolean;
  isSymbolicLink: () => boolean;
}

/**
 * The system calls that files are read and written by: one place where a test can put a disk that loses what was not
 * synced, or that fails. Errors carry the system's `code`.
 */
export interface DiskCalls {
  readonly open: (at: string, flags: number | string, mode?: number) => Promise<OpenFile>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly rm: (at: string, options: { readonly force: true }) => Promise<void>;
  readonly rmdir: (at: string) => Promise<void>;
  readonly unlink: (at: string) => Promise<void>;
  readonly symlink: (target: string, at: string) => Promise<void>;
  readonly mkdir: (at: string, mode: number) => Promise<unknown>;
  readonly truncate: (at: string, size: number) => Promise<void>;
  readonly lstat: (at: string) => Promise<Found>;
  readonly statfs: (
    at: string,
  ) => Promise<{ readonly type: number; readonly blocks: number; readonly bsize: number; readonly bavail: number }>;
  readonly lstatSync: (at: string) => Found;
  readonly readdirSync: (at: string) => string[];
  readonly readlinkSync: (at: string) => string;
  readonly readContent: typeof readContent;
}

/** Those of this computer. */
export const realCalls: DiskCalls = {
  open,
  rename,
  rm,
  rmdir,
  unlink,
  symlink,
  mkdir,
  truncate,
  lstat,
  statfs,
  lstatSync,
  readdirSync,
  readlinkSync,
  readContent,
};
