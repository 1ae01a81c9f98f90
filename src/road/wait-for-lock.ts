import { takeLock, unlessBusy } from '../engine/lock.ts';
import type { Lock, System } from '../system/port.ts';

/** Seconds between two looks. */
const pause = 3;

export interface Patience {
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Told once, before the first pause. */
  readonly waits: () => void;
}

/** The lock as soon as no other archxen has it; undefined: one still had it in the end. */
export async function waitForLock(system: System, { seconds, signal, waits }: Patience): Promise<Lock | undefined> {
  // Counted, as the clock of a host that was just started may jump.
  for (let waited = 0; ; waited += pause) {
    const lock = await takeLock(system).catch(unlessBusy);
    if (lock !== undefined || waited >= seconds || signal.aborted) return lock;
    if (waited === 0) waits();
    // A command, so that a rehearsed host, whose time passes by itself, need not wait.
    await system.run(['sleep', String(pause)], { signal });
  }
}
