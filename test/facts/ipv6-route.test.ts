import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../src/core/facts.ts';
import { gatherFacts } from '../../src/facts/gather.ts';
import type { System } from '../../src/system/port.ts';
import { hostSystem, self } from './host.ts';

const ipv4 = 'ip -j route show default';
const ipv6 = 'ip -j -6 route show default';
const route = (dev: string, metric = 1024): string =>
  JSON.stringify([{ dst: 'default', gateway: 'fe80::1', dev, protocol: 'ra', metric, flags: [], pref: 'medium' }]);

/** A host whose commands answer so; else it is as it was recorded. */
function factsWith(answers: Readonly<Record<string, { readonly exit?: number; readonly stdout?: string }>>): Promise<Facts> {
  const system = hostSystem('plain-uefi-systemd-boot');
  const run: System['run'] = async (argv, options) => {
    const answer = answers[argv.join(' ')];
    return answer === undefined ? system.run(argv, options) : { exit: 0, stdout: '', stderr: '', ended: 'exit', ...answer };
  };
  return gatherFacts({ ...system, run }, { self });
}

describe('the default route of IPv6', () => {
  it('decides the uplink where IPv4 has none', async () => {
    const { network, notes } = await factsWith({ [ipv4]: { stdout: '[]\n' }, [ipv6]: { stdout: route('enp3s0') } });
    expect(network).toMatchObject({ uplink: 'enp3s0', gateway: undefined, gateway6: 'fe80::1', metric: 1024, manager: 'systemd-networkd' });
    expect(notes).toEqual([]);
  });

  it('is told beside that of IPv4, and only where both are over one link', async () => {
    const dual = await factsWith({ [ipv6]: { stdout: route('enp3s0') } });
    expect(dual.network).toMatchObject({ uplink: 'enp3s0', gateway: '192.0.2.1', gateway6: 'fe80::1' });
    expect((await factsWith({ [ipv6]: { stdout: route('wg0', 50) } })).network).toMatchObject({ uplink: 'enp3s0', gateway: '192.0.2.1' });
    expect((await factsWith({ [ipv6]: { stdout: route('wg0', 50) } })).network.gateway6).toBeUndefined();
  });

  it('is none where a host was recorded without it', async () => {
    expect((await factsWith({})).network.gateway6).toBeUndefined();
  });

  it.each([
    ['the kernel knows no IPv6', { exit: 2 }],
    ['there is no route', { stdout: '[]\n' }],
    ['ip prints nothing', { stdout: '' }],
  ])('is none without a word where %s', async (_what, answer) => {
    const { network, notes } = await factsWith({ [ipv6]: answer });
    expect([network.uplink, network.gateway6, notes]).toEqual(['enp3s0', undefined, []]);
  });
});
