import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { fail, pass } from './finding.ts';

const units = ['sshd.service', 'ssh.service', 'sshd.socket'] as const;

/** Who came by ssh must be able to come again: where it is enabled, it must run. The bridge's own check has the address. */
export function sshCheck(facts: Facts): readonly Check[] {
  const enabled = units.filter((unit) => facts.units[unit]?.enabled === 'enabled');
  const [first] = enabled;
  if (first === undefined) return [];
  const id = 'services.ssh';
  const evidence = enabled.map((unit) => `systemctl show ${unit}`);
  const running = units.find((unit) => facts.units[unit]?.active === 'active');
  if (running !== undefined) return [pass(id, 'ssh', `${running.replace('.service', '')} is active`, { evidence })];
  return [
    fail(id, 'ssh', `${first.replace('.service', '')}: ${facts.units[first]?.active ?? 'not known'}`, {
      reason: 'it is enabled, but nobody can log in by ssh',
      hint: `See systemctl status ${first} and journalctl -b -u ${first}.`,
      evidence,
    }),
  ];
}
