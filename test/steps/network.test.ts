import { describe, expect, it } from '@jest/globals';
import type { LinkFacts } from '../../src/core/facts-network.ts';
import { networkStep } from '../../steps/host/network.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const link = (name: string, kind: LinkFacts['kind'], more: Partial<LinkFacts> = {}): LinkFacts => ({
  name,
  kind,
  mac: '52:54:00:12:34:56',
  up: true,
  carrier: true,
  addresses: [{ address: '192.0.2.17/24', family: 4, dynamic: true, scope: 'global' }],
  ...more,
});

const wifi = sampleFacts({ network: { uplink: 'wlan0', links: [link('wlan0', 'wifi')] } });
const managed = sampleFacts({ network: { manager: 'netctl' } });
const bridged = (name: string) =>
  sampleFacts({ network: { uplink: name, links: [link('enp3s0', 'ethernet', { master: name, addresses: [] }), link(name, 'bridge')] } });
const leave = sampleAnswers({ network: { mode: 'none' } });

describe('the network by default', () => {
  it('is a bridge over a wired uplink of systemd-networkd', () => {
    expect(networkStep.defaults(sampleFacts())).toEqual({
      mode: 'bridge',
      bridge: 'xenbr0',
      uplink: 'enp3s0',
      subnet: '192.168.223.1/24',
      windowSeconds: 60,
    });
  });

  it.each([
    ['netctl', managed],
    ['Wi-Fi of an unknown manager', sampleFacts({ network: { ...wifi.network, manager: 'none' } })],
    ['a file with drop-ins or none', sampleFacts({ network: { uplinkFile: undefined } })],
  ])('stays as it is: %s', (_what, facts) => {
    expect(networkStep.defaults(facts).mode).toBe('none');
    expect(networkStep.changes(facts, sampleAnswers({ network: networkStep.defaults(facts) }))).toEqual([]);
  });

  it.each([
    ['Wi-Fi', wifi, /Wi-Fi card/],
    ['no uplink', sampleFacts({ network: { uplink: undefined } }), /no uplink/],
    ['a provider that filters addresses', sampleFacts({ hardware: { vendor: 'Hetzner', product: 'vServer' } }), /Hetzner lets only/],
    [
      'an address that is routed to the card alone',
      sampleFacts({
        network: {
          links: [link('enp3s0', 'ethernet', { addresses: [{ address: '203.0.113.7/32', family: 4, dynamic: false, scope: 'global' }] })],
        },
      }),
      /routed to the card/,
    ],
  ])('is a routed bridge, with the reason: %s', (_what, facts, reason) => {
    const network = networkStep.defaults(facts);
    expect(network).toMatchObject({ mode: 'nat', subnet: '192.168.223.1/24' });
    const answers = sampleAnswers({ network });
    expect(networkStep.changes(facts, answers).map(({ kind }) => kind)).toEqual(['network', 'file', 'file', 'file']);
    expect(networkStep.intro?.(facts, answers)).toMatch(reason);
    expect(networkStep.questions(facts, answers)[0]).toMatchObject({
      value: 'nat',
      options: [{ value: 'nat' }, expect.anything(), expect.anything()],
    });
  });

  it('takes a subnet that no address of the host lies in', () => {
    const addresses = [
      { address: '192.168.0.9/16', family: 4 as const, dynamic: true, scope: 'global' },
      { address: '172.29.223.77/24', family: 4 as const, dynamic: false, scope: 'global' },
    ];
    expect(networkStep.defaults(sampleFacts({ network: { links: [link('enp3s0', 'ethernet', { addresses })] } })).subnet).toBe(
      '10.223.223.1/24',
    );
  });

  it('is a bridge that others made, where the uplink can be no port; not one of Docker', () => {
    const with_ = (name: string) => sampleFacts({ network: { uplink: 'wlan0', links: [link('wlan0', 'wifi'), link(name, 'bridge')] } });
    expect(networkStep.defaults(with_('virbr0'))).toMatchObject({ mode: 'none', bridge: 'virbr0' });
    expect(networkStep.questions(with_('virbr0'), sampleAnswers({ network: networkStep.defaults(with_('virbr0')) }))[0]).toMatchObject({
      options: [{ value: 'none', label: 'Use the bridge virbr0 that is there' }, expect.anything(), expect.anything()],
    });
    for (const name of ['docker0', 'br-0a1b2c3d4e5f'])
      expect(networkStep.defaults(with_(name))).toMatchObject({ mode: 'nat', bridge: 'xenbr0' });
  });

  it.each(['vlan', 'bond'] as const)('is a bridge over a %s', (kind) => {
    const network = networkStep.defaults(sampleFacts({ network: { links: [link('enp3s0', kind)] } }));
    expect(network).toMatchObject({ mode: 'bridge', uplink: 'enp3s0' });
  });

  it('is the bridge that is there, by its own name', () => {
    const facts = bridged('br0');
    const network = networkStep.defaults(facts);
    expect(network).toMatchObject({ mode: 'bridge', bridge: 'br0', uplink: 'enp3s0' });
    const answers = sampleAnswers({ network });
    expect(networkStep.skip?.(facts, answers)).toBe('enp3s0 is a port of the bridge br0 already');
    expect(networkStep.changes(facts, answers)).toEqual([]);
    expect(networkStep.check(facts, answers).map(({ state }) => state)).toEqual(['pass', 'pass']);
  });
});

describe('the question', () => {
  it('proposes the bridge first, and says that it reverts', () => {
    const [question] = networkStep.questions(sampleFacts(), sampleAnswers());
    expect(question).toMatchObject({ kind: 'select', path: 'network.mode', value: 'bridge' });
    expect(question).toMatchObject({
      options: [{ value: 'bridge', detail: expect.stringContaining('60 s') }, { value: 'nat' }, { value: 'none' }],
    });
  });

  it.each([
    [wifi, 'no wired uplink was found'],
    [managed, expect.stringContaining('netctl')],
  ])('says why there can be none', (facts, unavailable) => {
    const answers = sampleAnswers({ network: networkStep.defaults(facts) });
    expect(networkStep.questions(facts, answers)[0]).toMatchObject({
      options: expect.arrayContaining([expect.objectContaining({ value: 'bridge', unavailable })]),
    });
  });
});

describe('before the bridge is made', () => {
  const findings = (facts = sampleFacts(), answers = sampleAnswers()) =>
    networkStep.check(facts, answers).map(({ id, state }) => `${id} ${state}`);

  it('all is well at the console', () => {
    expect(findings()).toEqual(['session pass', 'network pass']);
    expect(networkStep.check(sampleFacts(), sampleAnswers())[1]?.detail).toBe('systemd-networkd, enp3s0, DHCP 192.0.2.17/24');
  });

  it('whoever is connected over the uplink is warned', () => {
    const over = (name?: string) =>
      sampleFacts({ session: { via: 'ssh', ssh: { peer: '192.0.2.5', local: '192.0.2.17', interface: name } } });
    expect(findings(over('enp3s0'))).toContain('session warn');
    expect(findings(over(undefined))).toContain('session warn');
    expect(findings(over('enp4s0'))).toContain('session pass');
    expect(findings(over('enp3s0'), leave)).toContain('session pass');
  });

  it('a filter in the bridge is told of', () => {
    const facts = sampleFacts({ network: { brNetfilter: true } });
    expect(findings(facts)).toContain('network.netfilter warn');
    expect(findings(facts, leave)).not.toContain('network.netfilter warn');
    expect(findings(sampleFacts({ network: { brNetfilter: true, forwardPolicy: 'ACCEPT' } }))).toContain('network.netfilter pass');
  });

  it("Docker's closed FORWARD is told of, with the way to open it", () => {
    const docker = sampleFacts({ network: { brNetfilter: false, forwardPolicy: 'DROP' } });
    expect(findings(docker)).not.toContain('network.netfilter warn');
    const nat = sampleAnswers({ network: { mode: 'nat' } });
    const said = networkStep.check(docker, nat).find(({ id }) => id === 'network.netfilter');
    expect(said).toMatchObject({ state: 'warn', hint: expect.stringContaining('DOCKER-USER -i xenbr0') });
  });

  it('two managers on one uplink are refused, with the one to turn off', () => {
    const facts = sampleFacts({ network: { contestedBy: 'NetworkManager' } });
    const said = networkStep.check(facts, sampleAnswers()).find(({ id }) => id === 'network');
    expect(said).toMatchObject({ state: 'fail', hint: expect.stringContaining('systemctl disable --now NetworkManager') });
    expect(networkStep.changes(facts, sampleAnswers())).toEqual([]);
  });

  it.each([
    ['an uplink that is not there', sampleFacts({ network: { links: [] } })],
    ['a Wi-Fi card', sampleFacts({ network: { links: [link('enp3s0', 'wifi')] } })],
    ['a port of another bridge', sampleFacts({ network: { links: [link('enp3s0', 'ethernet', { master: 'docker0' })] } })],
    ['another network manager', managed],
  ])('%s is refused, and no change is made of it', (_what, facts) => {
    expect(findings(facts)).toContain('network fail');
    expect(networkStep.changes(facts, sampleAnswers())).toEqual([]);
    const failed = networkStep.check(facts, sampleAnswers()).find(({ state }) => state === 'fail');
    expect(failed?.hint).toBeTruthy();
  });

  it('no bridge is a warning that says how to make one', () => {
    expect(findings(managed, leave)).toContain('network warn');
    const said = networkStep.check(managed, leave).find(({ id }) => id === 'network');
    expect(said?.hint).toContain('Connection=bridge');
  });
});

describe('after the reboot', () => {
  it('the bridge is judged where one was asked for', () => {
    expect(networkStep.verify(bridged('xenbr0'), sampleAnswers())).toMatchObject([{ state: 'pass' }]);
    expect(networkStep.verify(sampleFacts(), sampleAnswers())).toMatchObject([{ state: 'fail' }]);
  });

  it('none is no failure where none was asked for', () => {
    expect(networkStep.verify(sampleFacts(), leave)).toMatchObject([{ state: 'warn' }]);
    expect(networkStep.verify(bridged('xenbr0'), leave)).toEqual([]);
  });
});
