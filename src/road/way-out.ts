import { answers, looksUpNames } from '../changes/network-probe.ts';
import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { System } from '../system/port.ts';

/**
 * Does anything answer under Xen? A card whose interrupts Xen does not deliver keeps its link and its static address, and nobody
 * reaches the host. Where there is no default route, others tell it.
 */
export async function wayOut(system: System, { xen, network: { uplink, gateway, gateway6 } }: Facts): Promise<readonly Check[]> {
  const gateways = [gateway, gateway6].filter((each) => each !== undefined);
  if (!xen.dom0 || uplink === undefined || gateways.length === 0) return [];
  const [names, ...reached] = await Promise.all([
    looksUpNames(system),
    ...gateways.map((each) => answers(system, { gateway: each, link: uplink })),
  ]);
  const silent = gateways.filter((_, index) => reached[index] !== true);
  const answered = gateways.filter((each) => !silent.includes(each));
  return [
    ...(answered.length === 0 ? [] : [heard(answered, uplink)]),
    ...silent.map((each) => unheard(each, uplink, answered.length === 0 ? 'fail' : 'warn')),
    ...(names || answered.length === 0 ? [] : [silentNames]),
  ];
}

const evidence = (gateway: string, uplink: string): string => `ip neigh show to ${gateway} dev ${uplink}`;

const heard = (gateways: readonly string[], uplink: string): Check => ({
  id: 'network.answers',
  title: 'Gateway',
  state: 'pass',
  detail: `${gateways.join(' and ')} answers over ${uplink}`,
  evidence: gateways.map((each) => evidence(each, uplink)),
});

const unheard = (gateway: string, uplink: string, state: 'fail' | 'warn'): Check => ({
  id: state === 'fail' ? 'network.answers' : 'network.answers.other',
  title: 'Gateway',
  state,
  detail: `the gateway ${gateway} does not answer over ${uplink}`,
  reason: state === 'fail' ? 'nobody reaches this host from outside, though its addresses are there' : 'only one of the two answers',
  hint: `See dmesg and ip -s link show ${uplink}: does it receive anything under Xen? If the gateway itself is off, turn it on and run archxen verify.`,
  evidence: [evidence(gateway, uplink)],
});

const silentNames: Check = {
  id: 'network.names',
  title: 'Names',
  state: 'warn',
  detail: 'names cannot be looked up',
  reason: 'packages and images are found by name',
  hint: 'See resolvectl status and /etc/resolv.conf.',
  evidence: ['getent ahosts aur.archlinux.org'],
};
