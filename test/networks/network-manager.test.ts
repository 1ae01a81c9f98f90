import { describe, expect, it } from '@jest/globals';
import type { NetworkChange } from '../../src/core/change-network.ts';
import type { Facts } from '../../src/core/facts.ts';
import { networkManager } from '../../src/networks/network-manager.ts';
import { factsOfHost } from '../facts/host.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const answers = sampleAnswers();

const profile = (text: string | undefined, more: Partial<Facts['network']> = {}): Facts =>
  sampleFacts({
    network: {
      manager: 'NetworkManager',
      profile: {
        uuid: '7c5f7a0e-2a2b-4a5f-9d43-0d6b1f6a9e21',
        path: '/etc/NetworkManager/system-connections/wired.nmconnection',
        ...(text !== undefined && { text }),
      },
      ...more,
    },
  });

const plain =
  '[connection]\nid=wired\nuuid=7c5f7a0e-2a2b-4a5f-9d43-0d6b1f6a9e21\ntype=ethernet\n\n[ipv4]\nmethod=auto\n\n[ipv6]\nmethod=auto\n';

function trialOn(facts: Facts): NetworkChange {
  const made = networkManager.bridge(facts, answers);
  if ('refused' in made) throw new Error(made.refused);
  const trial = made.find((change) => change.kind === 'network');
  if (trial?.kind !== 'network') throw new Error('no trial');
  return trial;
}

const fileOn = (facts: Facts, end: string): string => trialOn(facts).files.find(({ path }) => path.endsWith(end))?.text ?? '';
const bridgeOf = (facts: Facts): string => fileOn(facts, 'archxen-xenbr0.nmconnection');
const portOf = (facts: Facts): string => fileOn(facts, 'archxen-xenbr0-port.nmconnection');

describe('the bridge under NetworkManager', () => {
  it('takes addresses, routes, DNS, zone and MTU over verbatim, with the MAC of the card', async () => {
    const text = bridgeOf(await factsOfHost('networkmanager-static'));
    expect(text).toContain('zone=work\n');
    expect(text).toContain('[ethernet]\ncloned-mac-address=6c:4b:90:1a:2f:73\nmtu=9000\n');
    expect(text).toContain('[bridge]\nstp=false\nforward-delay=0\n');
    expect(text).toContain(
      '[ipv4]\naddress1=203.0.113.40/26,203.0.113.1\naddress2=203.0.113.41/26\ndns=203.0.113.2;203.0.113.3;\ndns-search=example.net;\nmethod=manual\nroute1=198.51.100.0/24,203.0.113.5,50\nroute-metric=100\n',
    );
    expect(text).toContain('address1=2001:db8:40::40/64,2001:db8:40::1\n');
    expect(text).toContain('autoconnect-priority=100\n');
  });

  it('leaves the settings of the card with the port, and nothing of the network', async () => {
    const text = portOf(await factsOfHost('networkmanager-static'));
    expect(text).toContain('type=ethernet\ninterface-name=enp3s0\nmaster=');
    expect(text).toContain('[ethernet]\nmtu=9000\nwake-on-lan=64\n');
    expect(text).not.toMatch(/ipv4|ipv6|zone|203\.0\.113/);
  });

  it('the port names the bridge by its UUID, and both are others than the profile that was there', async () => {
    const facts = await factsOfHost('networkmanager-dhcp');
    const uuids = [bridgeOf(facts), portOf(facts)].map((text) => /^uuid=(.*)$/m.exec(text)?.[1]);
    expect(new Set([...uuids, facts.network.profile?.uuid]).size).toBe(3);
    for (const uuid of uuids) expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(portOf(facts)).toContain(`master=${uuids[0]}\nslave-type=bridge\n`);
    expect(trialOn(facts).up.at(-1)).toEqual(['nmcli', '--wait', '30', 'connection', 'up', 'uuid', uuids[0]]);
    expect(trialOn(facts).down[0]).toEqual(['nmcli', '--wait', '30', 'connection', 'up', 'uuid', facts.network.profile?.uuid]);
  });

  it('keeps the address that the card made for itself from the router', async () => {
    expect(bridgeOf(await factsOfHost('networkmanager-dhcp'))).toContain(
      '[ipv6]\nmethod=auto\naddr-gen-mode=eui64\ntoken=::9a1c:55d0:3b7e:41f2\nroute-metric=100\n',
    );
    const of = (address: string, more = {}) =>
      bridgeOf(
        profile(plain, {
          links: sampleFacts().network.links.map((link) => ({
            ...link,
            addresses: [{ address, family: 6 as const, dynamic: true, scope: 'global', ...more }],
          })),
        }),
      );
    expect(of('2001:db8::17/64')).toContain('token=::0:0:0:17\n');
    expect(of('2001:db8:1:2:3::/64')).toContain('token=::3:0:0:0\n');
    expect(of('2001:db8::17/64', { temporary: true })).not.toContain('token');
    expect(of('2001:db8::17/128')).not.toContain('token');
  });

  it('is readable by root alone, and leaves the interfaces of guests alone', async () => {
    const { files } = trialOn(await factsOfHost('networkmanager-dhcp'));
    expect(files.map(({ path, mode }) => [path.replace(/^.*\//, ''), mode])).toEqual([
      ['archxen-xenbr0.nmconnection', 0o600],
      ['archxen-xenbr0-port.nmconnection', 0o600],
      ['90-archxen-vif.conf', 0o644],
    ]);
    expect(files[2]?.text).toContain('unmanaged-devices+=interface-name:vif*');
  });

  it('has a checkpoint for the window', async () => {
    const { checkpoint, windowSeconds } = trialOn(await factsOfHost('networkmanager-dhcp'));
    expect(checkpoint?.create.slice(-5)).toEqual(['CheckpointCreate', 'aouu', '0', String(windowSeconds), '6']);
  });

  it('a higher priority than the profile that was there, as far as there is one', () => {
    const of = (priority: number) => bridgeOf(profile(plain.replace('id=wired', `id=wired\nautoconnect-priority=${priority}`)));
    expect(of(-999)).toContain('autoconnect-priority=100\n');
    expect(of(300)).toContain('autoconnect-priority=301\n');
    expect(of(999)).toContain('autoconnect-priority=999\n');
    expect(of(999).match(/autoconnect-priority/g)).toHaveLength(1);
  });
});

describe('NetworkManager refuses', () => {
  it.each([
    ['a profile that only root may read', profile(undefined), /could not be read/],
    ['an uplink without a profile', sampleFacts({ network: { manager: 'NetworkManager' } }), /could not be read/],
    ['a port that logs in to the switch', profile(`${plain}\n[802-1x]\neap=tls;\n`), /802\.1X/],
    ['a port of a team', profile(plain.replace('id=wired', 'id=wired\nmaster=team0')), /port of another link/],
    ['another kind of profile', profile(plain.replace('type=ethernet', 'type=pppoe')), /pppoe/],
  ])('%s', (_what, facts, reason) => {
    expect(networkManager.bridge(facts, answers)).toMatchObject({ refused: expect.stringMatching(reason), hint: expect.any(String) });
  });
});
