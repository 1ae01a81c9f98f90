import { describe, expect, it } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import type { Answers } from '../../src/core/answers.ts';
import type { Change } from '../../src/core/change.ts';
import type { Facts } from '../../src/core/facts.ts';
import { gatherFacts } from '../../src/facts/gather.ts';
import { networkStep } from '../../steps/host/network.ts';
import { told } from '../changes/context.ts';
import { self } from '../facts/host.ts';
import { sampleAnswers } from '../support/sample-facts.ts';
import { type Simulated, simulated, snapshot } from '../system/simulated/host.ts';

/** Recorded hosts whose uplink moves into a bridge, of every network manager that archxen works. */
const movable = [
  'plain-uefi-systemd-boot',
  'static-address-networkd',
  'ipv6-only-docker',
  'networkmanager-dhcp',
  'networkmanager-auto',
  'networkmanager-static',
  'netctl-dhcp',
  'netctl-static',
];

const factsOf = (host: Simulated): Promise<Facts> => gatherFacts(host.system, { self });

async function planned(host: Simulated, chosen: Partial<Answers['network']> = {}) {
  const facts = await factsOf(host);
  const answers = sampleAnswers({ network: { ...networkStep.defaults(facts), ...chosen } });
  return { facts, answers, changes: networkStep.changes(facts, answers) };
}

/** Applies changes one after the other; gives the way back, last change first. */
async function apply(host: Simulated, changes: readonly Change[]): Promise<readonly Change[]> {
  let back: readonly Change[] = [];
  for (const change of changes) {
    back = [...(await bind(change).inverse(host.system)), ...back];
    await bind(change).apply(told(host.system).context);
    expect([change.id, await bind(change).verify(host.system)]).toEqual([change.id, undefined]);
  }
  return back;
}

const ours = /^\/(run\/archxen|var\/(lib|log)\/archxen)(\/|$)/;
/** All files, without those that archxen keeps for itself and the directories on the way to volatile ones. */
const state = (host: Simulated): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(snapshot(host.tree)).filter(
      ([path]) =>
        !ours.test(path) && !/^\/run\/(systemd|NetworkManager)(\/(network|netif|netif\/links|system-connections|conf\.d))?$/.test(path),
    ),
  );

const linksOf = async ({ run }: Simulated): Promise<readonly [unknown, unknown]> => [
  JSON.parse(await run('ip', '-j', 'addr')),
  [JSON.parse(await run('ip', '-j', 'route')), JSON.parse(await run('ip', '-j', '-6', 'route'))],
];

const addressesOf = ({ network }: Facts, name: string): readonly string[] =>
  (network.links.find((link) => link.name === name)?.addresses ?? []).filter(({ family }) => family === 4).map(({ address }) => address);

const gatewaysOf = ({ network: { gateway, gateway6 } }: Facts) => [gateway, gateway6];

/** Recorded hosts whose uplink can be no port: guests are routed. And those where it is chosen, as systemd-networkd makes it for netctl. */
const routed = [
  ['networkmanager-wifi', {}],
  ['no-network', {}],
  ['netctl-dhcp', { mode: 'nat' }],
  ['netctl-static', { mode: 'nat' }],
] as const;

describe.each(routed)('%s, routed', (name, chosen) => {
  it('gets a routed bridge, leaves the uplink alone, survives a reboot, and comes back to the identical state', async () => {
    const host = simulated(name);
    const before = state(host);
    const links = await linksOf(host);
    const { answers, changes } = await planned(host, chosen);
    expect(answers.network.mode).toBe('nat');
    const trial = changes.find((change) => change.kind === 'network');
    expect(trial).toMatchObject({ keptBy: 'read-back', expect: { bridge: 'xenbr0', addresses: [answers.network.subnet] } });
    const back = await apply(host, changes);
    for (const rebooted of [false, true]) {
      if (rebooted) await host.run('systemctl', 'reboot');
      const now = await factsOf(host);
      expect(networkStep.verify(now, answers)).toMatchObject([{ state: 'pass', detail: 'xenbr0 with 192.168.223.1/24, routed' }]);
      expect(networkStep.changes(now, answers)).toEqual([]);
      const [addresses] = await linksOf(host);
      expect((addresses as { ifname: string }[]).filter(({ ifname }) => ifname !== 'xenbr0')).toEqual(links[0]);
    }
    await host.files.remove('/run/archxen/simulation-boot.json');
    await apply(host, back);
    expect(await linksOf(host)).toEqual(links);
    const changed = Object.entries(state(host)).filter(([path, node]) => JSON.stringify(before[path]) !== JSON.stringify(node));
    expect(changed.map(([path]) => path).filter((path) => !/^\/(proc|sys\/firmware|var)/.test(path))).toEqual([]);
  });
});

describe.each(movable)('%s', (name) => {
  it('moves by default, keeps its addresses, survives a reboot, and comes back to the identical state', async () => {
    const host = simulated(name);
    const before = state(host);
    const links = await linksOf(host);
    const { facts, answers, changes } = await planned(host);
    expect(answers.network).toMatchObject({ mode: 'bridge', bridge: 'xenbr0' });
    const back = await apply(host, changes);
    for (const rebooted of [false, true]) {
      if (rebooted) await host.run('systemctl', 'reboot');
      const now = await factsOf(host);
      expect(networkStep.verify(now, answers).map(({ state: verdict }) => verdict)).toEqual(['pass']);
      expect(addressesOf(now, 'xenbr0')).toEqual(addressesOf(facts, 'enp3s0'));
      expect(gatewaysOf(now)).toEqual(gatewaysOf(facts));
      expect(networkStep.changes(now, answers)).toEqual([]);
    }
    await host.files.remove('/run/archxen/simulation-boot.json');
    await apply(host, back);
    expect(await linksOf(host)).toEqual(links);
    const left = Object.entries(state(host)).filter(([path, node]) => JSON.stringify(before[path]) !== JSON.stringify(node));
    expect(left.map(([path]) => path).filter((path) => !/^\/(proc|sys\/firmware)/.test(path))).toEqual([]);
    expect(Object.keys(before).filter((path) => !(path in state(host)))).toEqual([]);
  });

  it('is taken back from outside when archxen dies before the word', async () => {
    const host = simulated(name);
    const { changes } = await planned(host);
    const first = changes.findIndex(({ kind }) => kind === 'network');
    const trial = changes[first];
    if (trial === undefined) throw new Error('no change');
    await apply(host, changes.slice(0, first));
    const before = state(host);
    const dead = new AbortController();
    let work: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      const ask = (): Promise<boolean> => {
        resolve();
        return new Promise<boolean>(() => undefined);
      };
      work = bind(trial)
        .apply(told(host.system, { ask, signal: dead.signal }).context)
        .catch(() => undefined);
    });
    expect(await bind(trial).verify(host.system)).toBeUndefined();
    host.pass(65);
    await host.run('true');
    expect(await bind(trial).verify(host.system)).toBe('there is no xenbr0');
    await host.system.remove('/run/archxen/network-revert.sh');
    host.pass(5);
    await host.run('true');
    expect(state(host)).toEqual(before);
    dead.abort();
    await work;
    expect(state(host)).toEqual(before);
  });

  it('writes only what it may: under /run on trial, and watched files', async () => {
    const { changes } = await planned(simulated(name));
    const paths = changes.flatMap((change) => (change.kind === 'network' ? change.files.map(({ path }) => path) : []));
    expect(paths.filter((path) => !path.startsWith('/run/'))).toEqual([]);
    const others = changes.filter(({ kind }) => kind !== 'network');
    // netctl reads no folder that a reboot empties, so what lasts is that its profile is enabled.
    const netctl = ['file', 'file', 'command', 'command'];
    expect(others.map(({ kind }) => kind)).toEqual(name.startsWith('netctl') ? netctl : others.map(() => 'file'));
  });
});
