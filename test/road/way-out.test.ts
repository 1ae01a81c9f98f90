import { describe, expect, it } from '@jest/globals';
import { bridgeChecks } from '../../src/networks/bridge-checks.ts';
import { wayOut } from '../../src/road/way-out.ts';
import type { System } from '../../src/system/port.ts';
import { ok, world } from '../engine/world.ts';
import { factsOfHost } from '../facts/host.ts';
import { sampleAnswers } from '../support/sample-facts.ts';

/** A host whose gateway has a card that answers, or none; and whose resolver finds names, or none. */
function host({ gateway, names }: { readonly gateway: boolean; readonly names: boolean }): System {
  const neighbour = [{ dst: '192.0.2.1', ...(gateway ? { lladdr: '02:00:5e:00:53:01', state: ['STALE'] } : { state: ['FAILED'] }) }];
  return {
    ...world().system,
    run: async (argv) => {
      if (argv[0] === 'ping') return { ...ok(), exit: gateway ? 0 : 1 };
      if (argv[0] === 'getent') return { ...ok(), exit: names ? 0 : 2 };
      return { ...ok(), stdout: JSON.stringify(neighbour) };
    },
  };
}

const seen = async (system: System, name = 'already-under-xen') =>
  (await wayOut(system, await factsOfHost(name))).map(({ id, state }) => `${id} ${state}`);

describe('the way out under Xen', () => {
  it('is red where the gateway does not answer, whatever addresses and routes there are', async () => {
    expect(await seen(host({ gateway: false, names: true }))).toEqual(['network.answers fail']);
  });

  it('is green where it does, with a warning where names cannot be looked up', async () => {
    expect(await seen(host({ gateway: true, names: true }))).toEqual(['network.answers pass']);
    expect(await seen(host({ gateway: true, names: false }))).toEqual(['network.answers pass', 'network.names warn']);
  });

  it('is a warning where one of two gateways, of IPv4 and IPv6, is silent', async () => {
    const facts = await factsOfHost('already-under-xen');
    const six = { ...facts, network: { ...facts.network, gateway6: 'fe80::1' } };
    const system = host({ gateway: true, names: true });
    const half: System = {
      ...system,
      run: async (argv, options) => (argv.includes('neigh') && argv.includes('fe80::1') ? ok('[]') : system.run(argv, options)),
    };
    expect((await wayOut(half, six)).map(({ state, detail }) => `${state} ${detail}`)).toEqual([
      expect.stringContaining('pass 192.0.2.1 answers'),
      expect.stringContaining('warn the gateway fe80::1 does not answer'),
    ]);
  });

  it('is no question under plain Linux', async () => {
    expect(await seen(host({ gateway: false, names: false }), 'plain-bios-grub')).toEqual([]);
  });

  it('is red where the port of the bridge has no carrier', async () => {
    const facts = await factsOfHost('already-under-xen');
    const links = facts.network.links.map((link) => ({ ...link, carrier: false }));
    const uplink = links.find(({ master }) => master === 'xenbr0')?.name ?? 'none';
    const answers = sampleAnswers();
    const checks = bridgeChecks(
      { ...facts, network: { ...facts.network, links } },
      { network: { ...answers.network, bridge: 'xenbr0', uplink } },
      'networkctl status xenbr0',
    );
    expect(checks.map(({ detail }) => detail)).toContain(`${uplink} has no carrier`);
  });
});
