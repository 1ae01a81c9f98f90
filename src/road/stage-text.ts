import type { Stage } from '../core/stage.ts';

/** The stage in one sentence and the next step in another. */
export function stageText(stage: Stage): { readonly now: string; readonly next: string } {
  switch (stage.at) {
    case 'fresh':
      return { now: 'archxen has changed nothing on this host.', next: 'archxen starts the wizard.' };
    case 'interrupted':
      return stage.rollback
        ? { now: `A rollback stopped after ${stage.done} of ${stage.total} changes.`, next: 'archxen rollback goes on with it.' }
        : {
            now: `A plan ${stage.failed ? 'failed' : 'stopped'} after ${stage.done} of ${stage.total} changes.`,
            next: 'archxen goes on with it; archxen rollback takes it back.',
          };
    case 'armed':
      return { now: 'All is set up; Xen has not been booted yet. Linux is the default.', next: 'Reboot to start Xen once, on trial.' };
    case 'fell-back':
      return { now: stage.why, next: 'archxen tries again or rolls back; Linux is the default.' };
    case 'in-dom0':
      return { now: 'This is dom0 under Xen, not verified yet. Linux is the default.', next: 'archxen verify, then archxen confirm.' };
    case 'verified':
      return { now: 'Xen runs and was verified. Linux is still the default.', next: 'archxen confirm makes Xen the default.' };
    case 'confirmed':
      return { now: 'Xen runs and is the default.', next: 'archxen domu create makes a guest.' };
    case 'confirmed-but-linux':
      return {
        now: 'Xen is the default, but this boot started Linux directly.',
        next: 'archxen verify --boot checks the chain; archxen rollback takes all back.',
      };
    case 'foreign-xen':
      return { now: 'This is dom0 under Xen, not set up by archxen.', next: 'archxen verify reports its health.' };
  }
}
