import type { Facts } from '../core/facts.ts';
import type { NetworkManagerId } from '../core/facts-network.ts';
import type { NetworkBackend } from './backend.ts';
import { wiredUplink } from './links.ts';

/** A network manager whose bridge the person makes: archxen says how, and takes the bridge as it finds it. */
const byHand = (id: NetworkManagerId, title: string, refused: string, hint: (bridge: string, facts: Facts) => string): NetworkBackend => ({
  id,
  title,
  bridge: (facts, answers) => {
    const port = wiredUplink(facts);
    return port?.master === answers.network.bridge ? [] : { refused, hint: hint(answers.network.bridge, facts) };
  },
  routed: (facts, { network: { bridge } }) => ({
    refused: `archxen cannot make a routed bridge under ${title}`,
    hint: hint(bridge, facts),
  }),
});

const cardOf = (facts: Facts): string => wiredUplink(facts)?.name ?? 'INTERFACE';

export const netctl = byHand(
  'netctl',
  'netctl',
  'archxen does not write netctl profiles',
  (bridge, facts) =>
    `Write a profile with Connection=bridge, Interface=${bridge}, BindsToInterfaces=(${cardOf(facts)}), IP=dhcp, SkipForwardingDelay=yes, and switch to it.`,
);

export const dhcpcd = byHand(
  'dhcpcd',
  'dhcpcd',
  'dhcpcd cannot make a bridge',
  () => 'Set the uplink up with systemd-networkd, or make the bridge by hand and let dhcpcd run on it alone.',
);

export const unmanaged = byHand(
  'none',
  'no network manager',
  'nobody is known to manage the uplink',
  () => 'Set the uplink up with systemd-networkd, or make the bridge by hand: archxen takes one that is there.',
);
