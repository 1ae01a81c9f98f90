import type { UnitFacts } from '../core/facts.ts';
import type { NetworkManagerId } from '../core/facts-network.ts';

/** What tells who configured the uplink. */
export interface OwnerClues {
  readonly uplink: string | undefined;
  readonly units: Readonly<Record<string, UnitFacts>>;
  /** networkd's run-time file of the link: /run/systemd/netif/links/<index>. */
  readonly networkd: string | undefined;
  /** NetworkManager's: /run/NetworkManager/devices/<index>. */
  readonly networkManager: string | undefined;
  /** Names of netctl and dhcpcd unit instances that are enabled: `netctl@home.service`, `dhcpcd@enp3s0.service`. */
  readonly instances: readonly string[];
  /** The enabled profile of netctl that is about the uplink. */
  readonly netctlProfile?: string | undefined;
  /** Of the default route. */
  readonly metric?: number | undefined;
}

export interface Owner {
  readonly manager: NetworkManagerId;
  readonly evidence: readonly string[];
  readonly alsoEnabled: readonly NetworkManagerId[];
  /** Another one that configures the uplink too. */
  readonly contestedBy?: NetworkManagerId | undefined;
}

const unitOf: Readonly<Record<Exclude<NetworkManagerId, 'none'>, string>> = {
  'systemd-networkd': 'systemd-networkd.service',
  NetworkManager: 'NetworkManager.service',
  netctl: 'netctl.service',
  dhcpcd: 'dhcpcd.service',
};

type Manager = keyof typeof unitOf;
const managers = Object.keys(unitOf) as readonly Manager[];

/** The manager that really owns the uplink: by its own record of that link, else the only one that runs. */
export function findOwner(clues: OwnerClues): Owner {
  const { uplink, units } = clues;
  const runs = (manager: Manager): boolean => units[unitOf[manager]]?.active === 'active' || instancesOf(manager).length > 0;
  const on = (manager: Manager): boolean => runs(manager) || units[unitOf[manager]]?.enabled === 'enabled';
  const instancesOf = (manager: Manager): readonly string[] =>
    clues.instances.filter((name) => name.startsWith(`${manager}@`) || name.startsWith(`${manager}-`));
  const claims: readonly (readonly [Manager, string])[] = [
    ...networkdClaim(clues, runs('systemd-networkd')),
    ...managerClaim(clues, runs('NetworkManager')),
  ];
  if (claims.length > 1) return contested(clues, claims);
  const claim =
    claims[0] ??
    netctlClaim(clues) ??
    onlyOne(managers.filter(runs), (manager) => [manager, `only ${instancesOf(manager)[0] ?? unitOf[manager]} is active`]);
  const manager = claim?.[0] ?? 'none';
  const evidence =
    claim === undefined ? [`no network manager that is known here runs${uplink === undefined ? '' : ` for ${uplink}`}`] : [claim[1]];
  return {
    ...{ manager, evidence, alsoEnabled: managers.filter((each) => each !== manager && on(each)) },
    ...(manager !== 'none' && manager !== 'dhcpcd' && dhcpcdToo(clues) && { contestedBy: 'dhcpcd' as const }),
  };
}

/**
 * dhcpcd as a service takes all interfaces that it finds, at the next boot those of a bridge too. netctl, NetworkManager (dhcp=dhcpcd)
 * and others run one of their own, which is no service.
 */
const dhcpcdToo = ({ units, instances, uplink }: OwnerClues): boolean =>
  units[unitOf.dhcpcd]?.active === 'active' ||
  units[unitOf.dhcpcd]?.enabled === 'enabled' ||
  instances.includes(`dhcpcd@${uplink}.service`);

/** NetworkManager adds it to its metrics while its connectivity check is on and has not succeeded over the link. */
const penalty = 20_000;

/** The metric that NetworkManager gives a route as such: what it adds for the time being belongs in no profile. */
export const withoutPenalty = (metric: number | undefined): number | undefined =>
  metric !== undefined && metric >= penalty ? metric - penalty : metric;

/**
 * Two configure the uplink. Whose default route is in force has it: NetworkManager notes the metric that it gives its own
 * route, networkd's is another one (1024 where its file sets none).
 */
function contested({ networkManager, metric }: OwnerClues, claims: readonly (readonly [Manager, string])[]): Owner {
  const effective = Number(linkValue(networkManager ?? '', 'route-metric-default-effective') ?? Number.NaN);
  const manager = withoutPenalty(metric) === effective ? 'NetworkManager' : 'systemd-networkd';
  const other = manager === 'NetworkManager' ? 'systemd-networkd' : 'NetworkManager';
  const whose = `the default route in force (metric ${metric ?? 'unknown'}) is of ${manager}`;
  return { manager, evidence: [...claims.map(([, line]) => line), whose], alsoEnabled: [other], contestedBy: other };
}

const onlyOne = <T, U>(items: readonly T[], make: (item: T) => U): U | undefined =>
  items.length === 1 && items[0] !== undefined ? make(items[0]) : undefined;

function networkdClaim({ networkd, uplink }: OwnerClues, runs: boolean): readonly (readonly [Manager, string])[] {
  const state = networkd === undefined ? undefined : linkValue(networkd, 'ADMIN_STATE');
  if (!runs || state === undefined || state === 'unmanaged' || state === 'initialized') return [];
  const file = linkValue(networkd ?? '', 'NETWORK_FILE');
  return [['systemd-networkd', `networkd: ${uplink} is ${state}${file === undefined ? '' : ` by ${file}`}`]];
}

function managerClaim({ networkManager, uplink }: OwnerClues, runs: boolean): readonly (readonly [Manager, string])[] {
  const uuid = networkManager === undefined ? undefined : linkValue(networkManager, 'connection-uuid');
  return !runs || uuid === undefined ? [] : [['NetworkManager', `NetworkManager: ${uplink} has the connection ${uuid}`]];
}

/** netctl keeps no record of an interface; its word is the profile that it is told to start. */
const netctlClaim = ({ netctlProfile, uplink }: OwnerClues): readonly [Manager, string] | undefined =>
  netctlProfile === undefined ? undefined : ['netctl', `netctl: the enabled profile ${netctlProfile} is about ${uplink}`];

/** A value of a `KEY=value` file; empty counts as absent. */
export function linkValue(text: string, key: string): string | undefined {
  const value = new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1]?.trim();
  return value === '' ? undefined : value;
}
