import { firmwareOneTime } from '../firmware-entry/one-time.ts';
import { xenIsDefault } from './default.ts';

/** BootNext straight to xen.efi: rEFInd itself remembers what it booted, so a choice of its own would stick. */
export const oneTime = { ...firmwareOneTime, xenIsDefault };
