import type { Step } from '../../src/core/step.ts';
import { bootStep } from './boot.ts';
import { buildStep } from './build.ts';
import { dom0Step } from './dom0.ts';
import { guestsStep } from './guests.ts';
import { networkStep } from './network.ts';
import { servicesStep } from './services.ts';

/** The steps of the road of a host, in the order in which a person meets them. */
export const hostSteps: readonly Step[] = [guestsStep, buildStep, dom0Step, networkStep, bootStep, servicesStep];

/**
 * The order in which their changes are made: first what takes long and changes nothing that runs; the bridge, which may
 * be taken back, before the boot entries; the one-time boot of Xen last of all.
 */
export const planOrder: readonly Step[] = [guestsStep, buildStep, dom0Step, servicesStep, networkStep, bootStep];
