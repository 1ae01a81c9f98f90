import { makePrivateDirectory, stateDirectory } from '../changes/state-paths.ts';
import { ArchxenError } from '../core/error.ts';
import type { Lock, System } from '../system/port.ts';

/** Takes the lock that keeps a second archxen off this host; the kernel drops it when the process dies. Throws `already-running`. */
export async function takeLock(system: System): Promise<Lock> {
  const lock = await system.lock(await lockPath(system));
  if (lock !== undefined) return lock;
  throw new ArchxenError('already-running', 'Another archxen is at work on this host.', {
    hint: 'Wait until it has ended: just after a boot, it is the check of that boot. "pgrep -af archxen" shows it.',
  });
}

/** Does the work while this is the only archxen at work on the host. */
export async function withLock<T>(system: System, work: () => Promise<T>): Promise<T> {
  const lock = await takeLock(system);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** The same for a stream of events: the lock is held until the stream ends or its reader leaves. */
export async function* withLockHeld<T>(system: System, work: () => AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const lock = await takeLock(system);
  try {
    yield* work();
  } finally {
    await lock.release();
  }
}

async function lockPath(system: System): Promise<string> {
  if ((await system.stat('/run/lock'))?.type === 'directory') return '/run/lock/archxen.lock';
  await makePrivateDirectory(system, stateDirectory);
  return `${stateDirectory}/lock`;
}

/** For work that can as well be done another time: another archxen at work is no error. */
export function unlessBusy(thrown: unknown): undefined {
  if (thrown instanceof ArchxenError && thrown.code === 'already-running') return undefined;
  throw thrown;
}
