import { describe, expect, it } from '@jest/globals';
import { readNetworkd } from '../../src/facts/networkd.ts';
import { memorySystem, treeOf } from '../../src/system/memory.ts';
import { factsOfHost } from './host.ts';

const link = '# This is private data. Do not parse.\nADMIN_STATE=configured\nNETWORK_FILE=/etc/systemd/network/20-wired.network\n';
const read = (files: Readonly<Record<string, string>>, text = link) => readNetworkd(memorySystem(treeOf(files)), text);

describe('what systemd-networkd has for the uplink', () => {
  it('is nothing but its file on most hosts', async () => {
    expect(await read({ '/etc/systemd/network/20-wired.network': '' })).toEqual({ networkFiles: ['20-wired.network'], uplinkDropIns: [] });
  });

  it('names the .network files of all folders once', async () => {
    const { networkFiles } = await read({
      '/etc/systemd/network/80-ethernet.network': '',
      '/etc/systemd/network/05-lan.netdev': '',
      '/run/systemd/network/70-netplan.network': '',
      '/usr/local/lib/systemd/network/05-wired.network': '',
      '/usr/lib/systemd/network/80-ethernet.network': '',
      '/usr/lib/systemd/network/89-ethernet.network.example': '',
    });
    expect(networkFiles).toEqual(['05-wired.network', '70-netplan.network', '80-ethernet.network']);
  });

  it('finds drop-ins of that file in every folder', async () => {
    const { uplinkDropIns } = await read({
      '/etc/systemd/network/20-wired.network.d/README': '',
      '/run/systemd/network/20-wired.network.d/dns.conf': '',
      '/usr/lib/systemd/network/20-wired.network.d/10-vendor.conf': '',
      '/usr/lib/systemd/network/80-other.network.d/x.conf': '',
    });
    expect(uplinkDropIns).toEqual([
      '/run/systemd/network/20-wired.network.d/dns.conf',
      '/usr/lib/systemd/network/20-wired.network.d/10-vendor.conf',
    ]);
  });

  // As systemd 252 wrote it for a card with a static IPv4 address, whose router announced DHCPv6.
  it.each([
    ['DHCP6_CLIENT_IAID=0x1925665b\nDHCP6_CLIENT_DUID=DUID-EN/Vendor:0000ab110033bdebf95e192c\n', 421881435],
    ['DHCP6_CLIENT_IAID=0x7\n', 7],
    ['DHCP6_CLIENT_IAID=\n', undefined],
    ['DHCP6_CLIENT_IAID=none\n', undefined],
  ])('reads the number of its DHCPv6 client: %j', async (line, iaid) => {
    expect((await read({}, `${link}${line}`)).dhcp6Iaid).toBe(iaid);
  });

  it('is asked for only where it is the manager', async () => {
    expect((await factsOfHost('plain-uefi-systemd-boot')).network.networkFiles).toContain('20-wired.network');
    expect((await factsOfHost('networkmanager-dhcp')).network.networkFiles).toBeUndefined();
  });
});
