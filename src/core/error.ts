/** Whose fault it is: the person's environment, a program that archxen ran, or archxen itself. */
export type Blame = 'yours' | 'theirs' | 'ours';

/** Process exit codes (docs/design.md, "Exit codes"). */
export const exitCodes = {
  ok: 0,
  bug: 1,
  rebootNeeded: 10,
  refused: 20,
  failedRolledBack: 30,
  failedIncomplete: 31,
  verifyFailed: 40,
  usage: 64,
  alreadyRunning: 75,
  notRoot: 77,
  answersInvalid: 78,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const code = (blame: Blame, exit: ExitCode): { readonly blame: Blame; readonly exit: ExitCode } => ({ blame, exit });

/** Every error that archxen can report, each with a page in docs/errors/. */
export const errorCodes = {
  'not-root': code('yours', exitCodes.notRoot),
  'not-arch': code('yours', exitCodes.refused),
  'not-x86-64': code('yours', exitCodes.refused),
  'no-terminal': code('yours', exitCodes.usage),
  'node-too-old': code('yours', exitCodes.usage),
  usage: code('yours', exitCodes.usage),
  'answers-unreadable': code('yours', exitCodes.answersInvalid),
  'answers-invalid': code('yours', exitCodes.answersInvalid),
  'already-running': code('yours', exitCodes.alreadyRunning),
  'preflight-refused': code('yours', exitCodes.refused),
  'host-changed': code('yours', exitCodes.refused),
  'plan-hash-mismatch': code('yours', exitCodes.refused),
  'chain-broken': code('yours', exitCodes.refused),
  'file-conflict': code('yours', exitCodes.refused),
  'no-space': code('yours', exitCodes.failedRolledBack),
  'no-network': code('yours', exitCodes.refused),
  'unknown-host': code('yours', exitCodes.usage),
  'nothing-to-roll-back': code('yours', exitCodes.refused),
  'not-under-xen': code('yours', exitCodes.refused),
  'not-verified': code('yours', exitCodes.verifyFailed),
  'verify-failed': code('yours', exitCodes.verifyFailed),
  'guest-invalid': code('yours', exitCodes.refused),
  interrupted: code('yours', exitCodes.interrupted),
  'command-missing': code('theirs', exitCodes.failedRolledBack),
  'command-failed': code('theirs', exitCodes.failedRolledBack),
  'command-timeout': code('theirs', exitCodes.failedRolledBack),
  'build-failed': code('theirs', exitCodes.failedRolledBack),
  'network-reverted': code('theirs', exitCodes.failedRolledBack),
  'write-failed': code('theirs', exitCodes.failedRolledBack),
  'rollback-incomplete': code('theirs', exitCodes.failedIncomplete),
  'journal-corrupt': code('theirs', exitCodes.failedIncomplete),
  bug: code('ours', exitCodes.bug),
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** What an error says beside its message. */
export interface ErrorDetails {
  /** The next step, in the person's words. */
  readonly hint?: string | undefined;
  /** The file, device or key it is about. */
  readonly path?: string | undefined;
  /** Single findings, one line each (invalid answers, failed checks, last lines of a log). */
  readonly lines?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/** The one error class of archxen: complete without a stack trace. */
export class ArchxenError extends Error {
  override readonly name = 'ArchxenError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly path: string | undefined;
  readonly lines: readonly string[];

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.path = details.path;
    this.lines = details.lines ?? [];
  }

  get blame(): Blame {
    return errorCodes[this.code].blame;
  }

  get exitCode(): ExitCode {
    return errorCodes[this.code].exit;
  }
}

/** Any thrown value as an ArchxenError; what is not ours becomes a `bug`. */
export function asArchxenError(thrown: unknown): ArchxenError {
  if (thrown instanceof ArchxenError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ArchxenError('bug', message, {
    cause: thrown,
    hint: 'This is a defect of archxen: please report it with this message and what archxen facts prints.',
  });
}
