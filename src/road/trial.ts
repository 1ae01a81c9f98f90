import { fellBackNote, stayCommand } from '../../steps/host/trial-units.ts';
import type { System } from '../system/port.ts';

/** A trial boot was judged: what restarts it into Linux when nobody does, is not needed any more. Nothing to stop is fine. */
export async function endTrialWatch(system: System): Promise<void> {
  await system.run(stayCommand.split(' '), { timeoutSeconds: 30 });
}

/** A new trial may lead back to Linux by itself again. */
export const forgetFallBack = (system: System): Promise<void> => system.remove(fellBackNote);

/** Did systemd's timer, and not Xen or dom0 themselves, end the last trial? */
export const fellBackByItself = async (system: System): Promise<boolean> => (await system.stat(fellBackNote)) !== undefined;
