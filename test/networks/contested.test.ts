import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../src/core/facts.ts';
import { gatherFacts } from '../../src/facts/gather.ts';
import { networkStep } from '../../steps/host/network.ts';
import { self } from '../facts/host.ts';
import { sampleAnswers } from '../support/sample-facts.ts';
import { simulated } from '../system/simulated/host.ts';

const check = (facts: Facts, mode: 'bridge' | 'nat') => {
  const answers = sampleAnswers({ network: { mode } });
  return { found: networkStep.check(facts, answers).find(({ id }) => id === 'network'), changes: networkStep.changes(facts, answers) };
};

/** A host where dhcpcd is enabled beside its network manager, by this unit. */
async function withDhcpcd(name: string, unit: string): Promise<Facts> {
  const host = simulated(name);
  await host.write(
    `/usr/lib/systemd/system/${unit.replace(/@.*\./, '@.')}`,
    '[Service]\nType=forking\n\n[Install]\nWantedBy=multi-user.target\n',
  );
  await host.run('systemctl', 'enable', unit);
  return gatherFacts(host.system, { self });
}

describe.each(['plain-uefi-systemd-boot', 'networkmanager-dhcp', 'netctl-dhcp'])('dhcpcd beside the manager of %s', (name) => {
  it('would lease on the port at the next boot, so no bridge is made', async () => {
    const { found, changes } = check(await withDhcpcd(name, 'dhcpcd.service'), 'bridge');
    expect(found).toMatchObject({ state: 'fail', hint: expect.stringContaining('systemctl disable --now dhcpcd)') });
    expect(changes).toEqual([]);
  });

  it('would lease on a routed bridge too, if it runs for all interfaces', async () => {
    const { found, changes } = check(await withDhcpcd(name, 'dhcpcd.service'), 'nat');
    expect(found).toMatchObject({ state: 'fail', reason: 'dhcpcd runs for all interfaces, so for xenbr0 too' });
    expect(changes).toEqual([]);
  });

  it('is named by its unit where it runs for the uplink alone, and does not concern a routed bridge', async () => {
    const facts = await withDhcpcd(name, 'dhcpcd@enp3s0.service');
    expect(check(facts, 'bridge').found?.hint).toContain('systemctl disable --now dhcpcd@enp3s0)');
    expect(check(facts, 'nat').found?.state).toBe('pass');
  });
});
