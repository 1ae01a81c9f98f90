import { describe, expect, it } from '@jest/globals';
import type { UnitFacts } from '../../src/core/facts.ts';
import { parseDefaultRoute, parseLinks } from '../../src/facts/links.ts';
import { parseNameservers } from '../../src/facts/network.ts';
import { findOwner, type OwnerClues } from '../../src/facts/network-owner.ts';
import { sample } from './sample.ts';

const json = (name: string): unknown => JSON.parse(sample(name));

describe('links', () => {
  it('reads a wire with a dynamic address; a veth counts as one', () => {
    const [, wire] = parseLinks(json('iproute61-ip-j-addr.json'), {});
    expect(wire).toMatchObject({ index: 3, name: 'enp5s0', kind: 'ethernet', mac: '02:4c:da:62:88:e0', up: true, carrier: true });
    expect(wire?.addresses).toEqual([
      { address: '192.168.50.105/24', family: 4, dynamic: true, scope: 'global' },
      { address: 'fe80::7107:9067:46d3:80a8/64', family: 6, dynamic: false, scope: 'link' },
    ]);
    const [veth] = parseLinks([{ ifname: 'host0', link_type: 'ether', flags: [], linkinfo: { info_kind: 'veth' } }], {});
    expect(veth?.kind).toBe('ethernet');
  });

  it('reads a bridge and its port', () => {
    const links = parseLinks(json('iproute61-ip-j-addr-bridged.json'), { xenbr0: { bridge: true, wireless: false } });
    expect(links.map(({ name, kind, master }) => [name, kind, master])).toEqual([
      ['lo', 'loopback', undefined],
      ['enp5s0', 'ethernet', 'xenbr0'],
      ['xenbr0', 'bridge', undefined],
    ]);
    expect(parseLinks(json('xen417-ip-j-bridge.json'), {})[0]).toMatchObject({ name: 'xenbr0', kind: 'bridge' });
  });

  it.each([
    ['wlan0', {}, { wireless: true, bridge: false }, 'wifi'],
    ['vif3.0', {}, undefined, 'vif'],
    ['vif3.0-emu', { linkinfo: { info_kind: 'tun' } }, undefined, 'vif'],
    ['bond0', { linkinfo: { info_kind: 'bond' } }, undefined, 'bond'],
    ['enp3s0.7', { linkinfo: { info_kind: 'vlan' } }, undefined, 'vlan'],
    ['wg0', { link_type: 'none', linkinfo: { info_kind: 'wireguard' } }, undefined, 'other'],
    ['tap0', { linkinfo: { info_kind: 'tun' } }, undefined, 'other'],
  ] as const)('%s', (name, more, sys, kind) => {
    const links = parseLinks([{ ifname: name, link_type: 'ether', flags: [], ...more }], sys === undefined ? {} : { [name]: sys });
    expect(links[0]?.kind).toBe(kind);
  });
});

describe('the default route', () => {
  it('is the one with the least metric', () => {
    expect(parseDefaultRoute(json('iproute61-ip-j-route.json'))).toMatchObject({ device: 'enp5s0', gateway: '192.168.50.1' });
    const two = [
      { dst: 'default', dev: 'wlan0', gateway: '10.0.0.1', metric: 600 },
      { dst: 'default', dev: 'eth0', gateway: '10.0.0.2', metric: 100 },
    ];
    expect(parseDefaultRoute(two)?.device).toBe('eth0');
    expect(parseDefaultRoute([{ dst: 'default', dev: 'ppp0' }])).toEqual({ device: 'ppp0', gateway: undefined, metric: 0 });
    expect(parseDefaultRoute([])).toBeUndefined();
  });

  it('is none that leads nowhere, as the kernel keeps one of IPv6', () => {
    expect(parseDefaultRoute([{ type: 'unreachable', dst: 'default', dev: 'lo', metric: 4294967295, flags: [] }])).toBeUndefined();
  });

  it('goes over the preferred device where metrics are equal, and to the same one of several routers each time', () => {
    const two = ['wlan0', 'eth0'].map((dev) => ({ dst: 'default', dev, gateway: 'fe80::1', metric: 1024 }));
    expect([parseDefaultRoute(two)?.device, parseDefaultRoute(two, 'eth0')?.device]).toEqual(['wlan0', 'eth0']);
    expect(parseDefaultRoute([{ ...two[0], metric: 512 }, two[1]], 'eth0')?.device).toBe('wlan0');
    const nexthops = ['fe80::2', 'fe80::1'].map((gateway) => ({ gateway, dev: 'eth0', weight: 1, flags: [] }));
    const many = { dst: 'default', metric: 512, flags: [], nexthops };
    expect(parseDefaultRoute([many])).toEqual({ device: 'eth0', gateway: 'fe80::1', metric: 512 });
  });
});

describe('two that configure the uplink', () => {
  const active = { load: 'loaded', enabled: 'enabled', active: 'active' };
  const clues = {
    uplink: 'enp3s0',
    units: { 'systemd-networkd.service': active, 'NetworkManager.service': active },
    networkd: 'ADMIN_STATE=configured\nNETWORK_FILE=/etc/systemd/network/20-wired.network\n',
    networkManager: '[device]\nconnection-uuid=7c5f7a0e\nroute-metric-default-effective=100\n',
    instances: [],
  };

  it.each([
    [100, 'NetworkManager', 'systemd-networkd'],
    // Its connectivity check has not succeeded.
    [20100, 'NetworkManager', 'systemd-networkd'],
    [1024, 'systemd-networkd', 'NetworkManager'],
  ])('the default route in force (metric %i) says who has it: %s', (metric, manager, contestedBy) => {
    const owner = findOwner({ ...clues, metric });
    expect(owner).toMatchObject({ manager, contestedBy });
    expect(owner.evidence).toHaveLength(3);
    expect(owner.evidence[2]).toContain(`metric ${metric}`);
  });
});

describe('who owns the uplink', () => {
  const active = { load: 'loaded', enabled: 'enabled', active: 'active' };
  const idle = { load: 'loaded', enabled: 'enabled', active: 'inactive' };
  const clues = (more: Partial<OwnerClues>): OwnerClues => ({
    uplink: 'enp3s0',
    units: {},
    networkd: undefined,
    networkManager: undefined,
    instances: [],
    ...more,
  });
  const both = { 'systemd-networkd.service': active, 'NetworkManager.service': active };

  it('is told by the record of the link where two managers run', () => {
    const managed = 'ADMIN_STATE=configured\nNETWORK_FILE=/etc/systemd/network/20-wired.network\n';
    const owner = findOwner(clues({ units: both, networkd: managed }));
    expect(owner).toEqual({
      manager: 'systemd-networkd',
      evidence: ['networkd: enp3s0 is configured by /etc/systemd/network/20-wired.network'],
      alsoEnabled: ['NetworkManager'],
    });
    const other = findOwner(clues({ units: both, networkd: 'ADMIN_STATE=unmanaged\n', networkManager: '[device]\nconnection-uuid=1-2\n' }));
    expect(other).toMatchObject({ manager: 'NetworkManager', alsoEnabled: ['systemd-networkd'] });
  });

  it('is not guessed where two run and neither has the link', () => {
    expect(findOwner(clues({ units: both, networkd: 'ADMIN_STATE=unmanaged\n' }))).toMatchObject({
      manager: 'none',
      alsoEnabled: ['systemd-networkd', 'NetworkManager'],
    });
  });

  it('is the only one that runs', () => {
    expect(findOwner(clues({ units: { 'dhcpcd.service': active, 'systemd-networkd.service': idle } }))).toEqual({
      manager: 'dhcpcd',
      evidence: ['only dhcpcd.service is active'],
      alsoEnabled: ['systemd-networkd'],
    });
    expect(findOwner(clues({ instances: ['netctl@home.service'] })).manager).toBe('netctl');
    expect(findOwner(clues({ instances: ['dhcpcd@enp3s0.service'] })).evidence).toEqual(['only dhcpcd@enp3s0.service is active']);
  });

  it('is netctl where its enabled profile has the uplink, whatever else runs without it', () => {
    expect(findOwner(clues({ units: both, networkd: 'ADMIN_STATE=unmanaged\n', netctlProfile: 'home' }))).toEqual({
      manager: 'netctl',
      evidence: ['netctl: the enabled profile home is about enp3s0'],
      alsoEnabled: ['systemd-networkd', 'NetworkManager'],
    });
    const managed = clues({ units: both, networkd: 'ADMIN_STATE=configured\n', netctlProfile: 'home' });
    expect(findOwner(managed).manager).toBe('systemd-networkd');
  });

  const managedBy: readonly (readonly [string, Partial<OwnerClues>])[] = [
    ['systemd-networkd', { networkd: 'ADMIN_STATE=configured\n' }],
    ['NetworkManager', { networkManager: '[device]\nconnection-uuid=1-2\n' }],
  ];

  it.each(managedBy)('is contested where dhcpcd takes what %s has, now or at the next boot', (manager, has) => {
    const beside = (dhcpcd: UnitFacts) => findOwner(clues({ units: { ...both, 'dhcpcd.service': dhcpcd }, ...has }));
    for (const dhcpcd of [active, idle, { ...active, enabled: 'disabled' }])
      expect(beside(dhcpcd)).toMatchObject({ manager, contestedBy: 'dhcpcd' });
    expect(beside({ ...idle, enabled: 'disabled' }).contestedBy).toBeUndefined();
    const instances = (name: string) => findOwner(clues({ units: both, instances: [`dhcpcd@${name}.service`], ...has }));
    expect(instances('enp3s0')).toMatchObject({ manager, contestedBy: 'dhcpcd' });
    expect(instances('enp9s0').contestedBy).toBeUndefined();
    // As NetworkManager with dhcp=dhcpcd, whose child it is.
    expect(findOwner(clues({ units: both, ...has })).contestedBy).toBeUndefined();
  });

  it('is contested where dhcpcd takes what netctl has', () => {
    const service = clues({ units: { 'dhcpcd.service': active }, netctlProfile: 'home' });
    expect(findOwner(service)).toMatchObject({ manager: 'netctl', contestedBy: 'dhcpcd' });
    const instance = (name: string) => clues({ instances: [`dhcpcd@${name}.service`, 'netctl@home.service'], netctlProfile: 'home' });
    expect(findOwner(instance('enp3s0'))).toMatchObject({ manager: 'netctl', contestedBy: 'dhcpcd' });
    expect(findOwner(instance('enp9s0')).contestedBy).toBeUndefined();
  });

  it('is nobody on a host that somebody set up by ip alone', () => {
    expect(findOwner(clues({}))).toEqual({
      manager: 'none',
      evidence: ['no network manager that is known here runs for enp3s0'],
      alsoEnabled: [],
    });
  });
});

describe('resolv.conf', () => {
  it('lists name servers', () => {
    expect(parseNameservers('# nameserver 1.1.1.1\nnameserver 192.0.2.1\n nameserver\tfd00::53\noptions edns0\n')).toEqual([
      '192.0.2.1',
      'fd00::53',
    ]);
  });
});
