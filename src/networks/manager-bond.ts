import type { Awaited } from '../core/change-network.ts';
import type { Facts } from '../core/facts.ts';
import type { LinkFacts, ProfileFacts } from '../core/facts-network.ts';
import type { Refused } from './backend.ts';
import { cannotBePort, portOfBond } from './keyfile.ts';
import { type NamedFile, nmcli } from './manager-places.ts';

/** A port of a bond, with its own profile. */
export interface BondPort {
  readonly link: string;
  readonly profile: ProfileFacts & { readonly text: string };
}

/** The ports of the uplink, where that is a bond: each needs a profile that can be copied. */
export function portsOfBond({ network: { portProfiles = [] } }: Facts, bond: LinkFacts): readonly BondPort[] | Refused {
  const ports: BondPort[] = [];
  for (const { link, profile } of portProfiles) {
    const reason = profile === undefined ? 'it has no connection profile' : cannotBePort(profile);
    if (profile?.text === undefined || reason !== undefined) {
      return {
        refused: `${link}, a port of ${bond.name}, cannot be moved: ${reason ?? 'its profile could not be read'}`,
        hint: 'Run archxen as root, and give each port of the bond an ethernet profile (nmcli connection show --active); or make the bridge by hand.',
      };
    }
    ports.push({ link, profile: { ...profile, text: profile.text } });
  }
  return ports;
}

/**
 * A copy of each port's profile for archxen's bond. One that names the bond by its interface may bring up the own profile of the bond
 * in place of archxen's, and one that names the own profile by its UUID cannot be brought up beside archxen's.
 */
export const portFiles = (ports: readonly BondPort[], where: { readonly bridge: string; readonly bond: LinkFacts }): readonly NamedFile[] =>
  ports.map(({ link, profile }) => ({
    name: `system-connections/archxen-${where.bridge}-port-${link}.nmconnection`,
    text: portOfBond({ ...where, uplink: where.bond.name, mac: where.bond.mac, link, profileText: profile.text }),
    mode: 0o600,
  }));

/**
 * After the bond has its own profile again: NetworkManager brings none of its ports up by itself. One that is brought up while the
 * other profile is still on its way out would be attached to that.
 */
export const ownAgain = ({ name }: LinkFacts, { uuid }: ProfileFacts): Awaited => ({
  argv: nmcli('-g', 'GENERAL.CON-UUID', 'device', 'show', name),
  prints: uuid,
  seconds: 10,
  after: 1,
});
