import { describe, expect, it } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import type { NetworkChange } from '../../src/core/change-network.ts';
import { networkManager } from '../../src/networks/network-manager.ts';
import type { System } from '../../src/system/port.ts';
import { ok, world } from '../engine/world.ts';
import { factsOfHost } from '../facts/host.ts';
import { sampleAnswers } from '../support/sample-facts.ts';
import { told } from './context.ts';

const madeUp = '/run/NetworkManager/system-connections/Wired connection 1.nmconnection';

async function wayBackOn(name: string): Promise<NetworkChange> {
  const made = networkManager.bridge(await factsOfHost(name), sampleAnswers());
  if ('refused' in made) throw new Error(made.refused);
  const trial = made.find((change): change is NetworkChange => change.kind === 'network');
  if (trial === undefined) throw new Error('no trial');
  return { ...trial, direction: 'down' };
}

/** The bridge is gone, and the card has these addresses. */
function host(...addresses: readonly string[]) {
  const { system, tree } = world();
  const ran: string[] = [];
  const links = [{ ifname: 'enp3s0', addr_info: addresses.map((local) => ({ local, prefixlen: 64 })) }];
  const asked: System['run'] = async (argv) => {
    ran.push(argv.join(' '));
    return argv.join(' ') === 'ip -j addr' ? { ...ok(), stdout: JSON.stringify(links) } : ok();
  };
  return { system: { ...system, run: asked }, tree, ran };
}

describe('the way back under NetworkManager', () => {
  it('writes the profile again that NetworkManager had made up and a boot took, before it reads its files anew', async () => {
    const { system, tree, ran } = host('192.0.2.17');
    await bind(await wayBackOn('networkmanager-auto')).apply(told(system).context);
    expect(tree.get(madeUp)).toMatchObject({ type: 'file', mode: 0o600 });
    expect(ran).toContain('nmcli connection reload');
    expect(ran.some((line) => line.includes('device connect'))).toBe(false);
  });

  it('needs no other file where the profile lies under /etc', async () => {
    expect((await wayBackOn('networkmanager-dhcp')).needs).toBeUndefined();
  });

  it('waits between two commands until the link has its own profile again, and not for ever', async () => {
    const awaited = { argv: ['nmcli', 'asks'], prints: 'own', seconds: 2, after: 1 };
    const change = { ...(await wayBackOn('networkmanager-static')), down: [['first'], ['second']], awaited };
    for (const [answers, asked] of [
      [['other', 'own'], 2],
      [['other', 'other', 'other'], 2],
    ] as const) {
      const { system, ran } = host('192.0.2.17');
      const said = [...answers];
      const run: System['run'] = async (argv, options) => {
        const result = await system.run(argv, options);
        return argv[1] === 'asks' ? { ...result, stdout: `${said.shift()}\n` } : result;
      };
      await bind(change).apply(told({ ...system, run }).context);
      const [from, to] = [ran.indexOf('first'), ran.indexOf('second')];
      expect(ran.slice(from, to + 1)).toEqual(['first', ...new Array(asked).fill('nmcli asks'), 'second']);
    }
  });

  it('gives a card that got no address another one, and says so, rather than none', async () => {
    for (const addresses of [[], ['fe80::1']]) {
      const { system, ran } = host(...addresses);
      const { context, warnings } = told(system);
      await bind(await wayBackOn('networkmanager-static')).apply(context);
      expect(ran).toContain('nmcli --wait 30 device connect enp3s0');
      expect(warnings).toEqual([expect.stringContaining('enp3s0 got no address back')]);
    }
  });
});
