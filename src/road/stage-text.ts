import { stayCommand } from '../../steps/host/trial-units.ts';
import { tryOnce, xenEntryTitle } from '../bootloaders/words.ts';
import type { Stage } from '../core/stage.ts';

export interface StageText {
  readonly now: string;
  /** What it is known by. */
  readonly seen: readonly string[];
  readonly next: string;
}

/** The stage in one sentence, what it is known by, and the next step in another sentence. */
export const stageText = (stage: Stage): StageText => ({ seen: seen(stage), ...words(stage) });

const seen = (stage: Stage): readonly string[] =>
  stage.at === 'fell-back' ? stage.evidence : stage.at === 'in-dom0' ? (stage.red?.found ?? []).map((line) => `red: ${line}`) : [];

const theDefault = ({ xenIsDefault }: { readonly xenIsDefault?: true | undefined }): string =>
  xenIsDefault ? 'Xen is the default already, though nobody confirmed it.' : 'Linux is the default.';

function words(stage: Stage): Omit<StageText, 'seen'> {
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
      return { now: `All is set up; Xen has not been booted yet. ${theDefault(stage)}`, next: 'Reboot to start Xen once, on trial.' };
    case 'fell-back':
      return { now: stage.why, next: `archxen tries again or rolls back. ${theDefault(stage)}` };
    case 'in-dom0':
      if (stage.red !== undefined) {
        const next = stage.red.restarts
          ? `it restarts into Linux by itself, unless you say: ${stayCommand}`
          : 'archxen verify says more; a reboot leads to Linux.';
        return { now: `This is dom0 under Xen, and its verdict is red. ${theDefault(stage)}`, next };
      }
      return {
        now: `This is dom0 under Xen, not verified yet. ${theDefault(stage)}`,
        next: stage.untried === undefined ? 'archxen verify, then archxen confirm.' : `archxen verify. ${stage.untried} ${tryOnce}`,
      };
    case 'verified':
      if (stage.untried !== undefined) return { now: `Xen runs and was verified. ${stage.untried} ${theDefault(stage)}`, next: tryOnce };
      return { now: `Xen runs and was verified. ${theDefault(stage)}`, next: 'archxen confirm makes Xen the default, and ends the trial.' };
    case 'confirmed':
      return { now: 'Xen runs and is the default.', next: 'archxen domu create makes a guest.' };
    case 'confirmed-but-linux':
      if (stage.linuxIsDefault)
        return {
          now: 'Xen was confirmed, but somebody made Linux the default again.',
          next: `"${xenEntryTitle}" is in the boot menu; under it, archxen confirm makes Xen the default. archxen rollback takes all back.`,
        };
      return {
        now: 'Xen is the default, but this boot started Linux directly.',
        next: 'archxen verify --boot checks the chain; archxen rollback takes all back.',
      };
    case 'foreign-xen':
      return { now: 'This is dom0 under Xen, not set up by archxen.', next: 'archxen verify reports its health.' };
  }
}
