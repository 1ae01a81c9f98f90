export type { ApplyRequest, EngineHands, ResumeRequest } from './apply.ts';
export { apply, resume, unfinished } from './apply.ts';
export type { Journal } from './journal.ts';
export { appendRecord, journalDirectory, listRuns, mark, openJournal, readRun } from './journal.ts';
export { takeLock, withLock, withLockHeld } from './lock.ts';
export { currentRun, isRolledBack, pendingBack, wayBack } from './way-back.ts';
