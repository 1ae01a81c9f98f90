import { describe, expect, it } from '@jest/globals';
import { type Simulated, simulated, snapshot } from './host.ts';

const meta = { mode: 0o755, uid: 0, gid: 0 };
const bridge = (mac: string, network: string): Readonly<Record<string, string>> => ({
  '10-x-xenbr0.netdev': `[NetDev]\nName=xenbr0\nKind=bridge\nMACAddress=${mac}\n`,
  '10-x-xenbr0.network': `[Match]\nName=xenbr0\n\n[Network]\n${network}\n`,
  '10-x-port.network': '[Match]\nName=enp3s0\n\n[Network]\nBridge=xenbr0\nLinkLocalAddressing=no\n',
});

interface Shown {
  readonly ifname: string;
  readonly master?: string;
  readonly linkinfo?: { readonly info_kind?: string };
  readonly addr_info: readonly { readonly local: string }[];
}

async function shown({ run }: Simulated): Promise<Readonly<Record<string, Shown>>> {
  return Object.fromEntries((JSON.parse(await run('ip', '-j', 'addr')) as Shown[]).map((link) => [link.ifname, link]));
}
const gateway = async ({ run }: Simulated): Promise<unknown> => JSON.parse(await run('ip', '-j', 'route'))[0];

describe('systemd-networkd', () => {
  it('is as recorded until something changes', async () => {
    const host = simulated('plain-uefi-systemd-boot');
    expect(await host.run('ip', '-j', '-d', 'addr', 'show')).toBe(
      `${JSON.stringify(JSON.parse(host.host.commands?.['ip -j -d addr show']?.stdout ?? ''))}\n`,
    );
  });

  it("moves the lease to a bridge with the card's MAC, and back without a trace", async () => {
    const host = simulated('plain-uefi-systemd-boot');
    await host.system.makeDirectory('/run/systemd/network', meta);
    const before = snapshot(host.tree);
    const files = bridge('6c:4b:90:1a:2f:73', 'DHCP=yes');
    for (const [name, text] of Object.entries(files)) await host.write(`/run/systemd/network/${name}`, text);
    await host.run('networkctl', 'reload');
    const up = await shown(host);
    expect(up['xenbr0']).toMatchObject({
      linkinfo: { info_kind: 'bridge' },
      addr_info: expect.arrayContaining([expect.objectContaining({ local: '192.0.2.17' })]),
    });
    expect(up['enp3s0']).toMatchObject({ master: 'xenbr0', addr_info: [] });
    expect(await gateway(host)).toMatchObject({ gateway: '192.0.2.1', dev: 'xenbr0' });
    expect(await host.text('/run/systemd/netif/links/3')).toMatch(/^NETWORK_FILE=\/run\/systemd\/network\/10-x-xenbr0.network$/m);
    expect(await host.system.stat('/sys/class/net/xenbr0/bridge')).toBeDefined();
    for (const name of Object.keys(files)) await host.system.remove(`/run/systemd/network/${name}`);
    await host.run('networkctl', 'reload');
    expect(Object.keys(await shown(host))).toContain('xenbr0');
    await host.run('networkctl', 'reconfigure', 'enp3s0');
    await host.run('ip', 'link', 'del', 'xenbr0');
    await host.system.remove('/run/archxen');
    expect(snapshot(host.tree)).toEqual(before);
    expect((await host.system.run(['ip', 'link', 'del', 'xenbr0'])).stderr).toMatch(/Cannot find device/);
  });

  it('gives a bridge with another MAC another lease', async () => {
    const host = simulated('plain-uefi-systemd-boot');
    for (const [name, text] of Object.entries(bridge('02:00:00:00:00:01', 'DHCP=yes')))
      await host.write(`/etc/systemd/network/${name}`, text);
    await host.run('networkctl', 'reload');
    expect((await shown(host))['xenbr0']?.addr_info.map(({ local }) => local)).toEqual(['192.0.2.250']);
  });

  it('takes static addresses from the file', async () => {
    const host = simulated('static-address-networkd');
    const own = JSON.parse(await host.run('ip', '-j', 'addr')) as {
      address: string;
      ifname: string;
      addr_info: { local: string; family: string }[];
    }[];
    const card = own.find(({ ifname }) => ifname === 'enp3s0');
    const address = card?.addr_info.find(({ family }) => family === 'inet')?.local ?? '';
    for (const [name, text] of Object.entries(bridge(card?.address ?? '', `Address=${address}/24\nGateway=192.0.2.1`)))
      await host.write(`/etc/systemd/network/${name}`, text);
    await host.run('networkctl', 'reload');
    expect((await shown(host))['xenbr0']?.addr_info.map(({ local }) => local)).toContain(address);
    expect(await gateway(host)).toMatchObject({ dev: 'xenbr0' });
  });

  it('does nothing where another manager runs', async () => {
    const host = simulated('networkmanager-wifi');
    const before = await shown(host);
    await host.system.makeDirectory('/etc/systemd/network', meta);
    for (const [name, text] of Object.entries(bridge('02:00:00:00:00:01', 'DHCP=yes')))
      await host.write(`/etc/systemd/network/${name}`, text);
    expect((await host.system.run(['networkctl', 'reload'])).exit).toBe(1);
    expect(await shown(host)).toEqual(before);
  });
});

it('ping and name look-up follow the model', async () => {
  expect((await simulated('no-network').system.run(['ping', '-c', '1', 'example.org'])).exit).toBe(2);
  expect((await simulated('plain-uefi-systemd-boot').system.run(['getent', 'hosts', 'example.org'])).exit).toBe(0);
});
