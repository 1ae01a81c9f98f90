import { describe, expect, it } from '@jest/globals';
import type { NetworkChange } from '../../src/core/change-network.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { NetworkFacts } from '../../src/core/facts-network.ts';
import { networkBackends, networkVerdict } from '../../src/networks/index.ts';
import { networkd } from '../../src/networks/networkd.ts';
import { sampleAnswers, sampleFacts, textFile, uplinkPath, uplinkText } from '../support/sample-facts.ts';

const answers = sampleAnswers();

function changesOn(facts: Facts) {
  const made = networkd.bridge(facts, answers);
  if ('refused' in made) throw new Error(made.refused);
  return made;
}

function trialOn(facts: Facts): NetworkChange {
  const trial = changesOn(facts).find((change) => change.kind === 'network');
  if (trial?.kind !== 'network') throw new Error('no trial');
  return trial;
}

const fileOn = (facts: Facts, end: string): string => trialOn(facts).files.find(({ path }) => path.endsWith(end))?.text ?? '';

const withUplinkFile = (text: string, network: Partial<NetworkFacts> = {}): Facts =>
  sampleFacts({ files: { [uplinkPath]: textFile(text) }, network });

/** The host as it is after the plan: the card is a port, the bridge has the address and the route. */
const bridged = sampleFacts({
  network: {
    uplink: 'xenbr0',
    links: [
      { name: 'enp3s0', kind: 'ethernet', mac: '52:54:00:12:34:56', up: true, carrier: true, master: 'xenbr0', addresses: [] },
      {
        name: 'xenbr0',
        kind: 'bridge',
        mac: '52:54:00:12:34:56',
        up: true,
        carrier: true,
        addresses: [{ address: '192.0.2.17/24', family: 4, dynamic: true, scope: 'global' }],
      },
    ],
  },
});

describe('the bridge under systemd-networkd', () => {
  it('is tried with files under /run, and kept by the same files under /etc', () => {
    const changes = changesOn(sampleFacts());
    expect(changes.map(({ kind }) => kind)).toEqual(['network', 'file', 'file', 'file', 'file']);
    const trial = trialOn(sampleFacts());
    const lasting = changes.flatMap((change) => (change.kind === 'file' ? [change] : []));
    expect(lasting.map(({ path, content }) => [path, content])).toEqual(
      trial.files.map(({ path, text }) => [path.replace('/run/', '/etc/'), { text }]),
    );
  });

  it('gives the bridge the MAC of the card and its settings, and the card nothing of its own', () => {
    expect(fileOn(sampleFacts(), '.netdev')).toContain(
      'Kind=bridge\nMACAddress=52:54:00:12:34:56\n\n[Bridge]\nSTP=no\nForwardDelaySec=0\n',
    );
    expect(fileOn(sampleFacts(), 'xenbr0.network')).toContain(
      '[Match]\nName=xenbr0\n\n[Link]\nRequiredForOnline=routable\n\n[Network]\nDHCP=yes\n',
    );
    const port = fileOn(sampleFacts(), 'port.network');
    expect(port).toContain('[Match]\nName=enp3s0\n\n[Link]\nRequiredForOnline=no\n\n[Network]\nBridge=xenbr0\n');
    expect(port).not.toContain('DHCP');
  });

  it('takes sections over verbatim, with comments and repeated sections', () => {
    const text = `[Match]
MACAddress=52:54:00:12:34:56

[Network]
# the office
DNS=192.0.2.53

[Address]
Address=192.0.2.17/24

[Address]
Address=198.51.100.9/24

[Route]
Gateway=192.0.2.1
Metric=10
`;
    expect(fileOn(withUplinkFile(text), 'xenbr0.network')).toContain(text.slice(text.indexOf('[Network]')));
    expect(fileOn(withUplinkFile(text), 'xenbr0.network')).not.toContain('Match]\nMAC');
  });

  it('leaves VLANs on the card', () => {
    const facts = withUplinkFile(`${uplinkText}VLAN=lan5\nVLAN=lan6\n`);
    expect(fileOn(facts, 'port.network')).toContain('VLAN=lan5\nVLAN=lan6\n');
    expect(fileOn(facts, 'xenbr0.network')).not.toContain('VLAN');
    expect(fileOn(facts, 'xenbr0.network')).toContain('DHCP=yes');
  });

  it('leaves the interfaces of guests to Xen', () => {
    expect(fileOn(sampleFacts(), 'vif.network')).toContain('[Match]\nName=vif*\n\n[Link]\nUnmanaged=yes\n');
  });

  it('expects the addresses that others reach, not the link-local one', () => {
    const expected = { bridge: 'xenbr0', port: 'enp3s0', addresses: ['192.0.2.17/24'], gateway: '192.0.2.1' };
    expect(trialOn(sampleFacts()).expect).toEqual(expected);
    expect(trialOn(sampleFacts({ network: { gateway6: 'fe80::1' } })).expect).toEqual({ ...expected, gateway6: 'fe80::1' });
  });

  it('does not insist on IPv6 addresses that were made up or leased', () => {
    const addresses = [
      { address: '2001:db8::17/64', family: 6 as const, dynamic: false, scope: 'global' },
      { address: '2001:db8::5054:ff:fe12:3456/64', family: 6 as const, dynamic: true, scope: 'global' },
      { address: '192.0.2.17/24', family: 4 as const, dynamic: true, scope: 'global' },
    ];
    const links = sampleFacts().network.links.map((link) => ({ ...link, addresses }));
    expect(trialOn(sampleFacts({ network: { links } })).expect.addresses).toEqual(['2001:db8::17/64', '192.0.2.17/24']);
  });

  it('goes back by its own commands, the device last', () => {
    const { reload, up, down, direction } = trialOn(sampleFacts());
    expect(direction).toBe('up');
    expect([reload, up]).toEqual([[['networkctl', 'reload']], []]);
    expect(down).toEqual([
      ['networkctl', 'reconfigure', 'enp3s0'],
      ['ip', 'link', 'del', 'xenbr0'],
    ]);
  });

  it('has nothing to do when the card is a port of the bridge', () => {
    expect(networkd.bridge(bridged, answers)).toEqual([]);
  });
});

describe('systemd-networkd refuses', () => {
  it.each([
    [
      'a file that it could not read',
      sampleFacts({ network: { uplinkFile: '/run/systemd/network/10-netplan.network' } }),
      /could not be read/,
    ],
    ['no file at all', sampleFacts({ network: { uplinkFile: undefined } }), /could not be read/],
    [
      'drop-ins, which it would lose',
      sampleFacts({ files: { [uplinkPath]: textFile(uplinkText), [`${uplinkPath}.d`]: { ...textFile(''), type: 'directory' } } }),
      /drop-ins/,
    ],
    [
      'drop-ins outside /etc, which it would lose',
      sampleFacts({ network: { uplinkDropIns: ['/run/systemd/network/20-ethernet.network.d/dns.conf', '/usr/lib/x.conf'] } }),
      /^20-ethernet\.network has drop-ins: \/run\/systemd\/network\/20-ethernet\.network\.d\/dns\.conf and 1 more$/,
    ],
    ['a card that is kept down', withUplinkFile(`${uplinkText}[Link]\nActivationPolicy=always-down\n`), /ActivationPolicy=always-down/],
    ['an uplink that carries a tunnel', withUplinkFile(`${uplinkText}Tunnel=he6\n`), /Tunnel=/],
    ['a file without settings', withUplinkFile('[Match]\nName=en*\n'), /no \[Network\]/],
    [
      'a file that nothing sorts before',
      sampleFacts({
        network: { uplinkFile: '/etc/systemd/network/!.network' },
        files: { '/etc/systemd/network/!.network': textFile(uplinkText) },
      }),
      /sorts before/,
    ],
    ['an uplink that is not there', sampleFacts({ network: { links: [] } }), /no interface enp3s0/],
  ])('%s', (_what, facts, reason) => {
    expect(networkd.bridge(facts, answers)).toMatchObject({ refused: expect.stringMatching(reason), hint: expect.any(String) });
  });

  it('a bridge of that name without the uplink', () => {
    const links = [
      ...sampleFacts().network.links,
      { name: 'xenbr0', kind: 'bridge' as const, mac: '', up: true, carrier: false, addresses: [] },
    ];
    expect(networkd.bridge(sampleFacts({ network: { links } }), answers)).toMatchObject({
      refused: expect.stringContaining('there already'),
    });
  });
});

describe('the bridge after the reboot', () => {
  it('passes with its port, address and route', () => {
    expect(networkVerdict(bridged, answers)).toMatchObject([{ state: 'pass', detail: 'xenbr0 over enp3s0, 192.0.2.17/24' }]);
  });

  it('fails when it is not there', () => {
    expect(networkVerdict(sampleFacts(), answers)).toMatchObject([
      { state: 'fail', detail: 'there is no xenbr0', hint: expect.stringContaining('networkctl status xenbr0') },
    ]);
  });

  it.each([
    ['NetworkManager', 'nmcli device show xenbr0 and journalctl -b -u NetworkManager'],
    ['netctl', 'netctl list, networkctl status xenbr0'],
    ['none', 'ip addr show xenbr0'],
  ] as const)('sends who has %s to what that says of it', (manager, words) => {
    const { network } = sampleFacts();
    for (const mode of ['bridge', 'nat'] as const) {
      const [check] = networkVerdict(sampleFacts({ network: { ...network, manager } }), { network: { ...answers.network, mode } });
      expect(check?.hint).toContain(words);
    }
  });

  it('says that systemd-networkd gave up, although the address is there', () => {
    const failed = { ...bridged, network: { ...bridged.network, failedLinks: ['xenbr0'] } };
    expect(networkVerdict(failed, answers)).toMatchObject([
      {
        state: 'fail',
        detail: expect.stringContaining('networkctl reconfigure xenbr0'),
        hint: expect.stringContaining('networkctl status'),
      },
    ]);
    const links = bridged.network.links.map((link) =>
      link.kind === 'bridge'
        ? { ...link, addresses: [{ address: answers.network.subnet, family: 4 as const, scope: 'global' as const, dynamic: false }] }
        : link,
    );
    const nat = { network: { ...answers.network, mode: 'nat' as const } };
    expect(networkVerdict({ ...failed, network: { ...failed.network, links } }, nat)).toMatchObject([
      { state: 'fail', detail: expect.stringContaining('guests get no addresses') },
    ]);
  });

  it('names each thing that is wrong', () => {
    const links = bridged.network.links.map((link) =>
      link.kind === 'bridge'
        ? { ...link, up: false, addresses: [] }
        : { ...link, master: undefined, addresses: sampleFacts().network.links[0]?.addresses ?? [] },
    );
    const details = networkVerdict(sampleFacts({ network: { links } }), answers).map(({ detail }) => detail);
    expect(details).toEqual([
      'xenbr0 is down',
      'enp3s0 is not its port',
      'xenbr0 has no address',
      'the default route is not over xenbr0',
      'enp3s0 still has an address of its own',
    ]);
  });
});

describe('the other network managers', () => {
  it.each(['netctl', 'dhcpcd', 'none'] as const)('%s: says how to do it by hand', (manager) => {
    const made = networkBackends[manager].bridge(sampleFacts(), answers);
    expect(made).toMatchObject({ refused: expect.any(String), hint: expect.any(String) });
  });

  it('netctl: with this host as it is, static or by DHCP', () => {
    const hint = (facts: Facts): string => {
      const made = networkBackends.netctl.bridge(facts, answers);
      return 'hint' in made ? made.hint : '';
    };
    const profile = { name: 'home', path: '/etc/netctl/home', mode: 0o644 };
    expect(hint(sampleFacts({ network: { netctl: { profile, rivals: [], daemons: [] } } }))).toMatch(
      /\/etc\/netctl\/xenbr0 .*BindsToInterfaces=\(enp3s0\), MACAddress='52:54:00:12:34:56', IP=dhcp, .*netctl stop home; netctl start xenbr0; netctl disable home/,
    );
    const links = sampleFacts().network.links.map((link) => ({
      ...link,
      addresses: link.addresses.map((address) => ({ ...address, dynamic: false })),
    }));
    expect(hint(sampleFacts({ network: { links } }))).toContain(
      "IP=static, Address=('192.0.2.17/24'), Gateway='192.0.2.1', DNS=('192.0.2.1')",
    );
  });

  it('nobody: one line that moves the address in one go', () => {
    expect(networkBackends.none.bridge(sampleFacts(), answers)).toMatchObject({
      hint: expect.stringContaining(
        'ip link set enp3s0 master xenbr0 && ip addr del 192.0.2.17/24 dev enp3s0 && ip addr add 192.0.2.17/24 dev xenbr0 && ip route replace default via 192.0.2.1 dev xenbr0',
      ),
    });
  });

  it('nobody: the default route of IPv6 moves, too, and alone where there is no other', () => {
    const hint = (network: Partial<Facts['network']>) => networkBackends.none.bridge(sampleFacts({ network }), answers);
    const both = 'ip route replace default via 192.0.2.1 dev xenbr0 && ip -6 route replace default via fe80::1 dev xenbr0.';
    expect(hint({ gateway6: 'fe80::1' })).toMatchObject({ hint: expect.stringContaining(both) });
    expect(hint({ gateway6: 'fe80::1', gateway: undefined })).toMatchObject({ hint: expect.not.stringContaining('ip route') });
  });

  it.each(['dhcpcd', 'none'] as const)('%s: a routed bridge by hand, or one that is there', (manager) => {
    const nat = sampleAnswers({ network: { mode: 'nat' } });
    expect(networkBackends[manager].routed(sampleFacts(), nat)).toMatchObject({ hint: expect.stringContaining('192.168.223.1/24') });
    const xenbr0 = { name: 'xenbr0', kind: 'bridge' as const, mac: '', up: true, carrier: false };
    const addresses = [{ address: '192.168.223.1/24', family: 4 as const, dynamic: false, scope: 'global' }];
    const links = [...sampleFacts().network.links, { ...xenbr0, addresses }];
    expect(networkBackends[manager].routed(sampleFacts({ network: { links } }), nat)).toEqual([]);
  });

  it.each(['NetworkManager', 'netctl', 'dhcpcd', 'none'] as const)('%s: takes a bridge that is there', (manager) => {
    expect(networkBackends[manager].bridge(bridged, answers)).toEqual([]);
  });
});
