import { fellBackNote, stayCommand } from '../../steps/host/trial-units.ts';
import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import { isNormalEntry } from '../xen/command-line.ts';

/**
 * Does a red verdict at boot lead back to Linux by itself? The rescue and the previous entry were chosen by a person, who is
 * at work there; the rescue entry is red by design, as it limits nothing.
 */
export const leavesOnRed = (facts: Facts, { boot }: Pick<Answers, 'boot'>): boolean => boot.onRed !== 'stay' && isNormalEntry(facts);

/** A trial boot was judged: what restarts it into Linux when nobody does, is not needed any more. Nothing to stop is fine. */
export async function endTrialWatch(system: System): Promise<void> {
  await system.run(stayCommand.split(' '), { timeoutSeconds: 30 });
}

/** A new trial may lead back to Linux by itself again. */
export const forgetFallBack = (system: System): Promise<void> => system.remove(fellBackNote);

/** Did systemd's timer, and not Xen or dom0 themselves, end the last trial? */
export const fellBackByItself = async (system: System): Promise<boolean> => (await system.stat(fellBackNote)) !== undefined;
