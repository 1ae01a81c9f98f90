import type { BootLoader } from '../boot-loader.ts';
import { firmwareLoader } from '../firmware-entry/firmware-loader.ts';
import { efistubFallback, linuxEntry } from './fallback.ts';

/** No boot loader at all: the firmware starts kernels, and xen.efi, by entries of its own. */
export const efistub: BootLoader = firmwareLoader({ id: 'efistub', title: 'EFISTUB', back: linuxEntry, fallback: efistubFallback });
