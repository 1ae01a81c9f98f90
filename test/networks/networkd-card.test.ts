import { describe, expect, it } from '@jest/globals';
import { bridgeFiles } from '../../src/networks/networkd-files.ts';

const made = (uplinkText: string): { readonly bridge: string; readonly port: string } => {
  const parts = { bridge: 'xenbr0', uplink: 'enp3s0', mac: '52:54:00:12:34:56', prefix: '10-archxen' };
  const files = bridgeFiles({ ...parts, uplinkText });
  const textOf = (name: string): string => files.find((file) => file.name === name)?.text ?? '';
  return { bridge: textOf('10-archxen-xenbr0.network'), port: textOf('10-archxen-port.network') };
};

const withLink = (...settings: readonly string[]) => made(`[Match]\nName=en*\n\n[Link]\n${settings.join('\n')}\n\n[Network]\nDHCP=yes\n`);

describe('settings of the card', () => {
  it('stay with it as they stand', () => {
    const own = ['# of the provider', 'MACAddress=02:00:00:00:00:01', 'Promiscuous=yes', 'ActivationPolicy=always-up'];
    const { bridge, port } = withLink(...own);
    expect(port).toContain(`[Match]\nName=enp3s0\n\n[Link]\n${own.join('\n')}\n\n[Network]\nBridge=xenbr0\n`);
    expect(bridge).not.toContain('[Link]');
  });

  it.each(['MTUBytes=9000', 'ARP=no', 'Multicast=no', 'AllMulticast=yes', 'Group=7'])('hold for the bridge too: %s', (setting) => {
    const { bridge, port } = withLink(setting);
    expect(port).toContain(`[Link]\n${setting}\n`);
    expect(bridge).toContain(`[Match]\nName=xenbr0\n\n[Link]\n${setting}\n\n[Network]\n`);
  });

  it('let the boot wait for the bridge as it waited for the card, and never for the port', () => {
    const { bridge, port } = withLink('RequiredForOnline=routable', 'RequiredFamilyForOnline=ipv4');
    expect(bridge).toContain('[Link]\nRequiredForOnline=routable\nRequiredFamilyForOnline=ipv4\n');
    expect(port).toContain('[Link]\nRequiredForOnline=no\n\n[Network]');
    const never = withLink('RequiredForOnline=no');
    expect([never.bridge, never.port]).toEqual([
      expect.stringContaining('[Link]\nRequiredForOnline=no\n'),
      expect.stringContaining('[Link]\nRequiredForOnline=no\n'),
    ]);
  });

  it('follow another carrier over the bridge, where BindCarrier= is', () => {
    const { bridge, port } = made('[Match]\nName=en*\n\n[Link]\nActivationPolicy=bound\n\n[Network]\nDHCP=yes\nBindCarrier=enp4s0\n');
    expect(bridge).toContain('BindCarrier=enp4s0');
    expect(port).not.toMatch(/ActivationPolicy|BindCarrier/);
  });

  it('of whole sections stay with it, each of them', () => {
    const functions = '[SR-IOV]\nVirtualFunction=0\nMACAddress=02:00:00:00:00:02\n\n[SR-IOV]\nVirtualFunction=1\n';
    const { bridge, port } = made(`[Match]\nName=en*\n\n${functions}\n[Network]\nDHCP=yes\nVLAN=lan5\n\n[BridgeVLAN]\nVLAN=7\n`);
    expect(port).toContain(`VLAN=lan5\n\n${functions}`);
    expect(bridge).not.toContain('SR-IOV');
    expect(bridge + port).not.toContain('BridgeVLAN');
  });

  it('are none in most files', () => {
    const { bridge, port } = made('[Match]\nName=en*\n\n[Network]\nDHCP=yes\n');
    expect(bridge + port).not.toContain('[Link]');
  });
});
