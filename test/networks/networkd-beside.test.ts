import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../src/core/facts.ts';
import { networkBackends } from '../../src/networks/index.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const nat = sampleAnswers({ network: { mode: 'nat' } });
const service = 'systemd-networkd.service';
const planOf = (facts: Facts) => {
  const made = networkBackends.netctl.routed(facts, nat);
  if ('refused' in made) throw new Error(made.refused);
  return made;
};
const underNetctl = (more: Partial<Facts['network']> = {}, units: Facts['units'] = {}): Facts => {
  const facts = sampleFacts({ network: { manager: 'netctl', networkFiles: ['80-container-host0.network'], ...more } });
  return { ...facts, units: { ...facts.units, [service]: { load: 'loaded', enabled: 'disabled', active: 'inactive' }, ...units } };
};

describe('a routed bridge that systemd-networkd makes beside netctl', () => {
  it('starts networkd for the bridge alone, at boot too, and lets no boot wait for it', () => {
    const changes = planOf(underNetctl());
    const [trial] = changes;
    expect(trial).toMatchObject({
      kind: 'network',
      keptBy: 'read-back',
      up: [
        ['systemctl', 'start', service],
        ['networkctl', 'reload'],
      ],
      down: [
        ['ip', 'link', 'del', 'xenbr0'],
        ['systemctl', 'stop', 'systemd-networkd.socket', service],
      ],
    });
    expect(changes.filter(({ kind }) => kind === 'unit')).toMatchObject([
      { units: [service], enabled: true },
      { units: ['systemd-networkd-wait-online.service'], enabled: false },
    ]);
  });

  it('leaves the routing rules and routes of others alone, as of a VPN', () => {
    const changes = planOf(underNetctl());
    const [trial] = changes;
    const text = expect.stringMatching(/^ManageForeignRoutingPolicyRules=no\nManageForeignRoutes=no$/m);
    expect(trial?.kind === 'network' && trial.files).toContainEqual({ path: '/run/systemd/networkd.conf.d/90-archxen.conf', text });
    expect(changes).toContainEqual(expect.objectContaining({ kind: 'file', path: '/etc/systemd/networkd.conf.d/90-archxen.conf' }));
  });

  it('keeps its hands off every other link, also where files for them were left', () => {
    const [trial] = planOf(underNetctl({ networkFiles: ['05-all.network', '20-wired.network'] }));
    const names = trial?.kind === 'network' ? trial.files.map(({ path }) => path.split('/').at(-1) ?? '') : [];
    const networks = names.filter((name) => name.endsWith('.network'));
    expect(networks.toSorted().at(-1)).toBe('00-archxen-zz-others.network');
    expect(networks.every((name) => name < '05-all.network')).toBe(true);
    expect(trial).toMatchObject({
      files: expect.arrayContaining([expect.objectContaining({ text: expect.stringContaining('Name=*\n\n[Link]\nUnmanaged=yes') })]),
    });
  });

  it('leaves networkd running where it ran before, with what it had to do', () => {
    const changes = planOf(underNetctl({}, { [service]: { load: 'loaded', enabled: 'enabled', active: 'active' } }));
    expect(changes[0]).toMatchObject({
      up: [['networkctl', 'reload']],
      down: [
        ['ip', 'link', 'del', 'xenbr0'],
        ['networkctl', 'reload'],
      ],
    });
    expect(changes.map(({ kind }) => kind)).toEqual(['network', 'file', 'file', 'file']);
  });

  it('is refused where dhcpcd would take the bridge, and where networkd is masked', () => {
    const refusal = (facts: Facts) => networkBackends.netctl.routed(facts, nat);
    expect(refusal(underNetctl({ contestedBy: 'dhcpcd' }))).toMatchObject({
      refused: 'dhcpcd runs for all interfaces, so for xenbr0 too',
      hint: expect.stringContaining('systemctl disable --now dhcpcd'),
    });
    expect(refusal(underNetctl({}, { [service]: { load: 'masked', enabled: 'masked', active: 'inactive' } }))).toMatchObject({
      refused: 'systemd-networkd.service is masked on this host',
      hint: expect.stringContaining('systemctl unmask systemd-networkd.service'),
    });
  });

  it('tells guests the name servers that they can reach', () => {
    const text = (nameservers: readonly string[]): string => JSON.stringify(planOf(underNetctl({ nameservers })));
    expect(text(['127.0.0.53', '192.0.2.1', '2001:db8::1', '192.0.2.2'])).toContain('DNS=192.0.2.1 192.0.2.2');
    expect(text(['127.0.0.1'])).not.toContain('DHCPServer]');
  });
});
