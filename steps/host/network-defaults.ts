import type { Answers } from '../../src/core/answers.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { LinkFacts } from '../../src/core/facts-network.ts';
import { networkBackends } from '../../src/networks/index.ts';
import { globalAddresses, uplinkBridge, wiredUplink } from '../../src/networks/links.ts';
import { freeSubnet, whyRouted } from '../../src/networks/routed.ts';
import { movesUplink, rulesWithout, shutOut } from '../../src/networks/shut-out.ts';

type Network = Answers['network'];

/**
 * A bridge over the uplink where it can be made without a doubt. Where it would not do (Wi-Fi, no uplink, a provider that
 * filters addresses), a bridge that others have made, else one of its own behind the host's address.
 */
export function networkDefaults(facts: Facts): Network {
  const there = uplinkBridge(facts);
  const card = wiredUplink(facts);
  const bridge = there?.name ?? 'xenbr0';
  const base: Network = { mode: 'none', bridge, uplink: card?.name ?? '', subnet: subnetOf(facts, bridge), windowSeconds: 60 };
  if (there === undefined && whyRouted(facts) !== undefined) {
    const other = otherBridge(facts);
    if (other !== undefined) return { ...base, bridge: other.name };
    return cannotRoute(facts, { ...base, mode: 'nat' }) === undefined ? { ...base, mode: 'nat' } : base;
  }
  return cannotBridge(facts, { ...base, mode: 'bridge' }) === undefined ? { ...base, mode: 'bridge' } : base;
}

/** Why the bridge cannot be made with these answers; undefined: it can. */
export function cannotBridge(facts: Facts, network: Network): string | undefined {
  if (network.uplink === '') return 'no wired uplink was found';
  const made = networkBackends[facts.network.manager].bridge(facts, { network: { ...network, mode: 'bridge' } });
  if ('refused' in made) return made.refused;
  const shut = movesUplink(made) ? shutOut(rulesWithout(facts, network.bridge)) : undefined;
  return shut && `${shut.where} names ${network.uplink}, and not ${network.bridge}: give that the same rules first`;
}

export function cannotRoute(facts: Facts, network: Network): string | undefined {
  const made = networkBackends[facts.network.manager].routed(facts, { network: { ...network, mode: 'nat' } });
  return 'refused' in made ? made.refused : undefined;
}

/** A second run proposes what the first one made. */
function subnetOf(facts: Facts, bridge: string): string {
  const there = facts.network.links.find(({ name, kind }) => name === bridge && kind === 'bridge');
  const own = there?.addresses.find(({ scope, family, address }) => scope === 'global' && family === 4 && address.includes('.1/'));
  return own?.address ?? freeSubnet(facts, bridge);
}

/** A bridge that others made for guests (libvirt's virbr0), with an address. Docker's are for its containers alone. */
export const otherBridge = ({ network: { links } }: Facts): LinkFacts | undefined =>
  links.find(
    (link) =>
      link.kind === 'bridge' &&
      link.name !== 'xenbr0' &&
      globalAddresses(link).length > 0 &&
      !/^(docker\d*|br-[0-9a-f]{12})$/.test(link.name),
  );
