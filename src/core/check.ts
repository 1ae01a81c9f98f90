/** `unknown`: it could not be found out, which is not the same as good or bad. */
export type CheckState = 'pass' | 'warn' | 'fail' | 'unknown';

/** One finding about a host, before or after a change. */
export interface Check {
  /** Stable, dotted: `cpu.virtualisation`, `boot.chain.kernel`. */
  readonly id: string;
  /** The subject, one to three words: `CPU`, `Boot loader`. */
  readonly title: string;
  readonly state: CheckState;
  /** What was found, one line. */
  readonly detail: string;
  /** What it means or why it matters, one line. */
  readonly reason?: string | undefined;
  /** The next step when it is not a pass. */
  readonly hint?: string | undefined;
  /** What it was seen by: a file, a command, a variable. */
  readonly evidence?: readonly string[] | undefined;
}

/** The checks of one moment. */
export interface Report {
  readonly v: 1;
  /** `preflight` before a plan, `chain` before a reboot, `verify` after it. */
  readonly kind: 'preflight' | 'chain' | 'verify';
  readonly checks: readonly Check[];
}

export const worst = (checks: readonly Check[]): CheckState =>
  (['fail', 'unknown', 'warn'] as const).find((state) => checks.some((check) => check.state === state)) ?? 'pass';

export const failures = (checks: readonly Check[]): readonly Check[] => checks.filter((check) => check.state === 'fail');
