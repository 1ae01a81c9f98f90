import { ArchxenError } from '../../core/error.ts';

type Verb = 'read' | 'written';

/** The system's error number as a word (`ENOENT`), if the value is such an error. */
export const errnoOf = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

export const isAbsent = (thrown: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errnoOf(thrown) ?? '');

/** A failure of the disk or of its permissions, in the person's words. */
export function diskError(thrown: unknown, path: string, verb: Verb): ArchxenError {
  if (thrown instanceof ArchxenError) return thrown;
  const details = { path, cause: thrown };
  switch (errnoOf(thrown)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new ArchxenError('no-space', `There is no space left for ${path}.`, { ...details, hint: spaceHint });
    case 'EROFS':
      return new ArchxenError('write-failed', `${path} is on a file system that is mounted read-only.`, { ...details, hint: readOnlyHint });
    case 'EACCES':
    case 'EPERM':
      return process.getuid?.() === 0
        ? new ArchxenError('write-failed', `${path} may not be ${verb}, even by root.`, { ...details, hint: immutableHint })
        : new ArchxenError('not-root', `${path} may not be ${verb} by this user.`, {
            ...details,
            hint: 'Run archxen as root: sudo archxen',
          });
    case 'EIO':
      return new ArchxenError('write-failed', `The disk reported an error for ${path}.`, { ...details, hint: brokenHint });
    case 'ENOENT':
      return new ArchxenError('write-failed', `The folder of ${path} is not there.`, details);
    case 'ENOTEMPTY':
      return new ArchxenError('write-failed', `The folder ${path} is not empty.`, details);
    default:
      return new ArchxenError('write-failed', `${path} could not be ${verb}: ${String(thrown)}`, details);
  }
}

const spaceHint = 'Make room on that file system (df -h shows it) and run archxen again: it goes on where it stopped.';
const readOnlyHint = 'Mount it read-write (mount -o remount,rw), or look in dmesg for why the kernel made it read-only.';
const immutableHint = 'Look for an immutable flag (lsattr) or a security module that forbids it.';
const brokenHint = 'Look in dmesg for the device, and save your data before going on.';
