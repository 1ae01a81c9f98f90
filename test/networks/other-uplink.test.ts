import { describe, expect, it } from '@jest/globals';
import type { LinkFacts } from '../../src/core/facts-network.ts';
import { networkStep } from '../../steps/host/network.ts';
import { factsOfHost } from '../facts/host.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const spare = (more: Partial<LinkFacts> = {}): LinkFacts => ({
  ...{ name: 'enp9s0', kind: 'ethernet', mac: '52:54:00:99:99:99', up: true, carrier: true, addresses: [] },
  ...more,
});

/** A recorded host with one more card than it has. */
async function withSpare(host: string, more: Partial<LinkFacts> = {}) {
  const facts = await factsOfHost(host);
  return { ...facts, network: { ...facts.network, links: [...facts.network.links, spare(more)] } };
}

const other = sampleAnswers({ network: { uplink: 'enp9s0' } });
const second = { addresses: [{ address: '198.51.100.20/24', family: 4, dynamic: false, scope: 'global' }] } as const;

describe.each(['static-address-networkd', 'networkmanager-static', 'netctl-static'])(
  'another card than that of the default route: %s',
  (host) => {
    it.each([
      ['a spare one', {}],
      ['one with a default route of its own, of a greater metric', second],
    ])('%s is refused: the settings that were read are not its own', async (_what, more) => {
      const facts = await withSpare(host, more);
      expect(networkStep.changes(facts, other)).toEqual([]);
      expect(networkStep.check(facts, other).find(({ id }) => id === 'network')).toMatchObject({
        state: 'fail',
        reason: 'the default route goes over enp3s0, not over enp9s0',
        hint: expect.stringContaining('made by hand'),
      });
    });

    it('does not keep the uplink itself from being moved', async () => {
      const facts = await withSpare(host, second);
      const network = networkStep.defaults(facts);
      expect(network).toMatchObject({ mode: 'bridge', uplink: 'enp3s0' });
      expect(networkStep.changes(facts, sampleAnswers({ network })).length).toBeGreaterThan(0);
    });
  },
);

describe('the question of the uplink', () => {
  const offered = (facts = sampleFacts()) => {
    const question = networkStep.questions(facts, sampleAnswers()).find(({ path }) => path === 'network.uplink');
    if (question?.kind !== 'select') throw new Error('no such question');
    return question.options.map(({ value, unavailable }) => [value, unavailable === undefined]);
  };
  const card = spare({ name: 'enp3s0' });

  it.each([
    [
      'the link of the default route',
      { links: [card, spare()] },
      [
        ['enp3s0', true],
        ['enp9s0', false],
      ],
    ],
    [
      'the port of the bridge that has the default route',
      { uplink: 'br0', links: [{ ...card, master: 'br0' }, spare(), spare({ name: 'br0', kind: 'bridge' })] },
      [
        ['enp3s0', true],
        ['enp9s0', false],
      ],
    ],
    ['the one card of a host without a default route', { uplink: undefined, links: [card] }, [['enp3s0', true]]],
    [
      'none of two cards without a default route',
      { uplink: undefined, links: [card, spare()] },
      [
        ['enp3s0', false],
        ['enp9s0', false],
      ],
    ],
  ] as const)('offers %s', (_what, network, expected) => {
    expect(offered(sampleFacts({ network }))).toEqual(expected);
  });
});
