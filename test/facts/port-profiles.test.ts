import { expect, it } from '@jest/globals';
import { gatherFacts } from '../../src/facts/gather.ts';
import type { System } from '../../src/system/port.ts';
import { hostSystem, self } from './host.ts';

interface IpLink {
  readonly ifname: string;
  readonly ifindex: number;
}

it('knows the profiles of the ports of a bond, by their devices', async () => {
  const system = hostSystem('networkmanager-dhcp');
  const uuid = 'bbbbbbbb-2a2b-4a5f-9d43-0d6b1f6a9e21';
  const path = '/etc/NetworkManager/system-connections/port: 1.nmconnection';
  const run: System['run'] = async (argv, options) => {
    const result = await system.run(argv, options);
    if (argv[0] === 'nmcli') return { ...result, stdout: `${result.stdout}${uuid}:${path.replace(':', '\\:')}\n` };
    if (argv.join(' ') !== 'ip -j -d addr show') return result;
    const links = JSON.parse(result.stdout) as readonly IpLink[];
    const [uplink] = links.filter(({ ifname }) => ifname === 'enp3s0');
    const bond = { ...uplink, linkinfo: { info_kind: 'bond' } };
    const [port, other] = [99, 98].map((ifindex) => ({ ...uplink, ifname: `enp9s${ifindex}`, ifindex, master: 'enp3s0', addr_info: [] }));
    return { ...result, stdout: JSON.stringify([...links.filter(({ ifname }) => ifname !== 'enp3s0'), bond, port, other]) };
  };
  const files: Readonly<Record<string, string>> = {
    '/run/NetworkManager/devices/99': `[device]\nmanaged=true\nconnection-uuid=${uuid}\n`,
    [path]: '[connection]\ntype=ethernet\n\n[802-1x]\npassword=secret\n',
  };
  const read: System['read'] = async (of, range) => (files[of] === undefined ? system.read(of, range) : Buffer.from(files[of]));
  const { network } = await gatherFacts({ ...system, run, read }, { self });
  expect(network.portProfiles).toEqual([
    { link: 'enp9s99', profile: { uuid, path, text: '[connection]\ntype=ethernet\n\n[802-1x]\n' } },
    { link: 'enp9s98', profile: undefined },
  ]);
  expect(network.profile?.text).toContain('type=ethernet');
  expect((await gatherFacts(system, { self })).network.portProfiles).toBeUndefined();
});
