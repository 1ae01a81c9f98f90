import { expect, it } from '@jest/globals';
import { gatherFacts } from '../../src/facts/gather.ts';
import type { System } from '../../src/system/port.ts';
import { hostSystem, self } from './host.ts';

it.each([
  ['networkmanager-dhcp', 100, 100],
  // What NetworkManager adds while its connectivity check has not succeeded would be added to it once more.
  ['networkmanager-dhcp', 20_100, 100],
  ['plain-uefi-systemd-boot', 20_100, 20_100],
])('%s: of the metric %i, %i is its own', async (name, metric, own) => {
  const system = hostSystem(name);
  const run: System['run'] = async (argv, options) => {
    const result = await system.run(argv, options);
    if (argv.join(' ') !== 'ip -j route show default') return result;
    const routes = JSON.parse(result.stdout) as readonly object[];
    return { ...result, stdout: JSON.stringify(routes.map((route) => ({ ...route, metric }))) };
  };
  expect((await gatherFacts({ ...system, run }, { self })).network.metric).toBe(own);
});
