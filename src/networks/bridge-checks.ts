import type { Answers } from '../core/answers.ts';
import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { globalAddresses, linkOf } from './links.ts';

/** Is the bridge as it was meant? The same for every network manager: the kernel's links say it. `tells`: commands that say more. */
export function bridgeChecks(facts: Facts, answers: Pick<Answers, 'network'>, tells: string): readonly Check[] {
  const { bridge, uplink } = answers.network;
  const device = linkOf(facts, bridge);
  const evidence = ['ip -j addr', 'ip -j route'];
  if (device === undefined || device.kind !== 'bridge') {
    return [
      {
        id: 'network.bridge',
        title: 'Bridge',
        state: 'fail',
        detail: device === undefined ? `there is no ${bridge}` : `${bridge} is not a bridge`,
        reason: 'guests have no way to the network',
        hint: `See ${tells}.`,
        evidence,
      },
    ];
  }
  const port = linkOf(facts, uplink);
  const addresses = globalAddresses(device);
  const wrong: readonly (string | undefined)[] = [
    device.up ? undefined : `${bridge} is down`,
    port?.master === bridge ? undefined : `${uplink || 'the uplink'} is not its port`,
    port?.carrier === false ? `${uplink} has no carrier` : undefined,
    facts.network.failedLinks?.includes(bridge) === true
      ? `systemd-networkd gave up on ${bridge}; networkctl reconfigure ${bridge} mends it`
      : undefined,
    addresses.length > 0 ? undefined : `${bridge} has no address`,
    facts.network.uplink === bridge ? undefined : `the default route is not over ${bridge}`,
    port !== undefined && globalAddresses(port).length > 0 ? `${uplink} still has an address of its own` : undefined,
  ];
  const findings = wrong.filter((finding) => finding !== undefined);
  if (findings.length === 0) {
    return [{ id: 'network.bridge', title: 'Bridge', state: 'pass', detail: `${bridge} over ${uplink}, ${addresses[0]}`, evidence }];
  }
  return findings.map((detail, index) => ({
    id: index === 0 ? 'network.bridge' : `network.bridge.${index + 1}`,
    title: 'Bridge',
    state: 'fail' as const,
    detail,
    reason: 'guests would not reach the network',
    hint: `See ${tells}.`,
    evidence,
  }));
}
