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
  const run: System['run'] = async (argv, options) => {
    const result = await system.run(argv, options);
    if (argv.join(' ') !== 'ip -j -d addr show') return result;
    const links = JSON.parse(result.stdout) as readonly IpLink[];
    const [uplink] = links.filter(({ ifname }) => ifname === 'enp3s0');
    const port = { ...uplink, ifname: 'enp9s0', ifindex: 99, master: 'enp3s0', addr_info: [] };
    return { ...result, stdout: JSON.stringify([...links, port]) };
  };
  const read: System['read'] = async (path, range) =>
    path === '/run/NetworkManager/devices/99' ? Buffer.from(`[device]\nmanaged=true\nconnection-uuid=${uuid}\n`) : system.read(path, range);
  const { network } = await gatherFacts({ ...system, run, read }, { self });
  expect(network.portProfiles).toEqual([uuid]);
  expect((await gatherFacts(system, { self })).network.portProfiles).toBeUndefined();
});
