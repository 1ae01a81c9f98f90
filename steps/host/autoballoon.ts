import type { Facts } from '../../src/core/facts.ts';
import { parseXlCfg, xlValue } from '../../src/formats/xl-cfg.ts';

export const xlConf = '/etc/xen/xl.conf';

/** Does xl.conf tell xl to take memory from dom0 for each guest? `1` is the older spelling of `on`. */
export function autoballoonOn(facts: Facts): boolean {
  const text = facts.files[xlConf]?.text;
  if (text === undefined) return false;
  const value = xlValue(parseXlCfg(text), 'autoballoon');
  return value === 'on' || value === '1' || value === 1;
}
