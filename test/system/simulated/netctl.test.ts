import { describe, expect, it } from '@jest/globals';
import { type Simulated, simulated, snapshot } from './host.ts';

const bridge = [
  'Connection=bridge',
  'Interface=xenbr0',
  'BindsToInterfaces=(enp3s0)',
  "MACAddress='6c:4b:90:1a:2f:73'",
  'IP=dhcp',
  "After=('ethernet-dhcp')",
].join('\n');

interface Shown {
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly master?: string;
  readonly addr_info: readonly { readonly local: string; readonly family: string }[];
}

/** Each link: its IPv4 addresses, and the bridge that it is a port of. */
async function links({ run }: Simulated): Promise<Readonly<Record<string, readonly string[]>>> {
  const all = JSON.parse(await run('ip', '-j', 'addr')) as Shown[];
  return Object.fromEntries(
    all.slice(1).map(({ ifname, flags, master, addr_info }) => {
      const four = addr_info.filter(({ family }) => family === 'inet').map(({ local }) => local);
      return [ifname, [flags.includes('UP') ? 'up' : 'down', ...(master === undefined ? [] : [`in ${master}`]), ...four]];
    }),
  );
}

async function withBridge(): Promise<Simulated> {
  const host = simulated('netctl-dhcp');
  await host.write('/etc/netctl/br', bridge);
  return host;
}

const own = { enp3s0: ['up', '192.0.2.17'] };
const moved = { enp3s0: ['up', 'in xenbr0'], xenbr0: ['up', '192.0.2.17'] };

describe('netctl', () => {
  it('stops a profile and starts another, and the other way round', async () => {
    const host = await withBridge();
    expect(await links(host)).toEqual(own);
    await host.run('netctl', 'stop', 'ethernet-dhcp');
    expect(await links(host)).toEqual({ enp3s0: ['down'] });
    await host.run('netctl', 'start', 'br');
    expect(await links(host)).toEqual(moved);
    expect(await host.run('netctl', 'is-active', 'br')).toBe('active\n');
    await host.run('netctl', 'stop', 'br');
    expect(await links(host)).toEqual({ enp3s0: ['down'] });
    await host.run('netctl', 'start', 'ethernet-dhcp');
    expect(await links(host)).toEqual(own);
  });

  it('starts no profile of a card that is up', async () => {
    const host = await withBridge();
    await host.write('/etc/netctl/work', 'Interface=enp3s0\nConnection=ethernet\nIP=dhcp\n');
    await host.run('ip', 'link', 'set', 'dev', 'enp3s0', 'up');
    expect((await host.system.run(['netctl', 'start', 'work'])).exit).toBe(1);
    await host.run('ip', 'link', 'set', 'dev', 'enp3s0', 'promisc', 'off', 'down');
    await host.run('netctl', 'start', 'work');
    expect(await links(host)).toEqual(own);
  });

  it('leaves the network when the profile is gone before it is stopped', async () => {
    const host = await withBridge();
    await host.run('netctl', 'stop', 'ethernet-dhcp');
    await host.run('netctl', 'start', 'br');
    await host.system.remove('/etc/netctl/br');
    await host.run('netctl', 'stop', 'br');
    expect(await links(host)).toEqual(moved);
    expect((await host.system.run(['netctl', 'start', 'br'])).exit).toBe(1);
  });

  it('enables and disables as the recorded host has it, byte for byte', async () => {
    const host = await withBridge();
    const before = snapshot(host.tree);
    await host.run('netctl', 'disable', 'ethernet-dhcp');
    expect((await host.system.run(['netctl', 'is-enabled', 'ethernet-dhcp'])).exit).toBe(1);
    expect(await host.system.stat('/etc/systemd/system/netctl@ethernet\\x2ddhcp.service.d')).toBeUndefined();
    await host.run('netctl', 'reenable', 'ethernet-dhcp');
    expect(await host.run('netctl', 'is-enabled', 'ethernet-dhcp')).toBe('enabled\n');
    expect(snapshot(host.tree)).toEqual(before);
  });

  it('gives up on a link that is there already, without the drop-in, where it is not told to make both anew', async () => {
    const host = await withBridge();
    const dropIn = '/etc/systemd/system/netctl@br.service.d/profile.conf';
    await host.run('netctl', 'enable', 'br');
    await host.system.remove(dropIn);
    await host.run('netctl', 'enable', 'br');
    expect(await host.text(dropIn)).toBeUndefined();
    await host.run('netctl', 'reenable', 'br');
    expect(await host.text(dropIn)).toMatch(
      /^BindsTo=sys-subsystem-net-devices-enp3s0\.device\n.*After=netctl@ethernet\\x2ddhcp\.service\n$/ms,
    );
  });

  it('starts at boot what is enabled: the own profile, both, or the bridge', async () => {
    const host = await withBridge();
    await host.run('systemctl', 'reboot');
    expect(await links(host)).toEqual(own);
    await host.run('netctl', 'enable', 'br');
    await host.run('systemctl', 'reboot');
    expect(await links(host)).toEqual(moved);
    await host.run('netctl', 'disable', 'ethernet-dhcp');
    await host.run('systemctl', 'reboot');
    expect(await links(host)).toEqual(moved);
  });
});
