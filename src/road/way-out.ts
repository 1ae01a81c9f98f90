import { answers, looksUpNames } from '../changes/network-probe.ts';
import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { System } from '../system/port.ts';

/**
 * Does anything answer under Xen? A card whose interrupts Xen does not deliver keeps its link and its static address, and nobody
 * reaches the host. Where there is no default route, others tell it.
 */
export async function wayOut(system: System, { xen, network: { uplink, gateway } }: Facts): Promise<readonly Check[]> {
  if (!xen.dom0 || uplink === undefined || gateway === undefined) return [];
  const [reached, names] = await Promise.all([answers(system, { gateway, link: uplink }), looksUpNames(system)]);
  const evidence = [`ip neigh show to ${gateway} dev ${uplink}`];
  if (!reached) {
    return [
      {
        id: 'network.answers',
        title: 'Gateway',
        state: 'fail',
        detail: `the gateway ${gateway} does not answer over ${uplink}`,
        reason: 'nobody reaches this host from outside, though its addresses are there',
        hint: `See dmesg and ip -s link show ${uplink}: does it receive anything under Xen? If the gateway itself is off, turn it on and run archxen verify.`,
        evidence,
      },
    ];
  }
  const answered: Check = { id: 'network.answers', title: 'Gateway', state: 'pass', detail: `${gateway} answers over ${uplink}`, evidence };
  return names ? [answered] : [answered, silentNames];
}

const silentNames: Check = {
  id: 'network.names',
  title: 'Names',
  state: 'warn',
  detail: 'names cannot be looked up',
  reason: 'packages and images are found by name',
  hint: 'See resolvectl status and /etc/resolv.conf.',
  evidence: ['getent ahosts aur.archlinux.org'],
};
