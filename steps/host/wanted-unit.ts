import type { Facts } from '../../src/core/facts.ts';

/** A systemd unit that shall be enabled. */
export interface WantedUnit {
  readonly unit: string;
  readonly why: string;
}

export const isEnabled = (facts: Facts, unit: string): boolean => facts.units[unit]?.enabled === 'enabled';
