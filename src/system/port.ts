import type { Sha256 } from '../core/digest.ts';

/**
 * The only door to the world. Facts, the engine and nothing else use it; src/system/ has its implementations:
 * live (this host), rooted (a tree under --root), memory (a host in a Map), simulated (a recorded host whose
 * commands behave), faulty (fails or stops at the n-th effect).
 * Paths are absolute, as seen in the host's root. Reading what is not there gives undefined; any other failure
 * is an ArchxenError.
 */
export interface System {
  readonly read: (path: string, range?: { readonly offset: number; readonly length: number }) => Promise<Uint8Array | undefined>;
  readonly stat: (path: string) => Promise<Stat | undefined>;
  /** Extended attributes of a file; `{}`: it has none, or cannot have any; undefined: they cannot be read on this host. */
  readonly xattrs: (path: string) => Promise<Xattrs | undefined>;
  /** Names in a directory, sorted; undefined: no such directory. */
  readonly list: (path: string) => Promise<readonly string[] | undefined>;
  /** Space of the file system that the path (or its nearest existing parent) is on. */
  readonly space: (path: string) => Promise<Space | undefined>;
  /**
   * Replaces a file atomically and durably: temporary name in the same directory, fsync, mode and owner, rename,
   * fsync of the directory. The directory must exist. On FAT, mode and owner are the volume's and are left alone.
   * Extended attributes that cannot be set are left out: read them back.
   */
  readonly write: (path: string, content: Uint8Array, meta: FileMeta) => Promise<void>;
  /**
   * The same with the bytes of another file of the host, however large it is. When they do not have this digest, nothing is
   * replaced, and it throws `write-failed`.
   */
  readonly copy: (from: string, path: string, meta: FileMeta, digest: Sha256) => Promise<void>;
  /** Replaces a symbolic link atomically. */
  readonly link: (path: string, target: string) => Promise<void>;
  /** Appends and fsyncs; makes the file (0600) if it is not there. */
  readonly append: (path: string, content: Uint8Array) => Promise<void>;
  /** Removes a file, link or empty directory, and fsyncs its parent; nothing there is fine. */
  readonly remove: (path: string) => Promise<void>;
  /** Makes one directory; its parent must exist; there already is fine. */
  readonly makeDirectory: (path: string, meta: Meta) => Promise<void>;
  /** Runs a program by argv, never through a shell. A non-zero exit is a result, not an error. */
  readonly run: (argv: readonly string[], options?: RunOptions) => Promise<RunResult>;
  /**
   * An advisory lock on a file that the kernel drops when the process dies; undefined: somebody else has it.
   */
  readonly lock: (path: string) => Promise<Lock | undefined>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Hardware names and disks (systeminformation on the live host, a recording elsewhere). */
  readonly hardware: () => Promise<HardwareReading>;
}

export interface Meta {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Values in base64, by name (`user.mime_type`, `security.capability`). */
export type Xattrs = Readonly<Record<string, string>>;

export interface FileMeta extends Meta {
  readonly xattrs?: Xattrs | undefined;
}

export interface Stat extends Meta {
  readonly type: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
  /** Of a link. */
  readonly target?: string | undefined;
}

export interface Space {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export interface Lock {
  readonly release: () => Promise<void>;
}

export interface HardwareReading {
  readonly vendor?: string | undefined;
  readonly product?: string | undefined;
  readonly disks: readonly { readonly name: string; readonly model: string; readonly bytes: number }[];
}

export interface RunOptions {
  /** Default 30. The program and its descendants get SIGTERM, then SIGKILL. */
  readonly timeoutSeconds?: number;
  readonly cwd?: string;
  /** Added to a clean environment (PATH, LC_ALL=C.UTF-8, HOME). */
  readonly environment?: Readonly<Record<string, string>>;
  /** Run as this user, with their HOME (runuser). */
  readonly user?: string;
  readonly input?: string;
  /** Each line of output as it comes, stdout and stderr together. The result then keeps only the last 200 lines. */
  readonly onLine?: (line: string) => void;
  /** All output also goes to this file (appended, not fsynced), without the secrets that it may have. */
  readonly logPath?: string;
  readonly signal?: AbortSignal;
  /** The program gets our terminal (xl console, a pager). */
  readonly interactive?: boolean;
}

export interface RunResult {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** `missing`: no such program; `timeout`, `signal`: it was ended. */
  readonly ended: 'exit' | 'missing' | 'timeout' | 'signal';
}
