import { sha256 } from '../core/digest.ts';
import type { ProfileFacts } from '../core/facts-network.ts';
import { type Section, sections, sectionsText, values } from './network-file.ts';

/** Sections of nm-settings-keyfile(5) that say where a host is in the network; they move to the bridge. */
const ofTheBridge = ['ipv4', 'ipv6', 'proxy', 'hostname'];

/** Keys of [connection] that name one profile, or say what it is attached to; all others move along. */
const ofOneProfile =
  /^\s*(id|uuid|type|interface-name|master|slave-type|controller|port-type|timestamp|autoconnect\S*|multi-connect|lldp|mptcp-flags)\s*=/;

/** Older spellings of section names. */
const modernName: ReadonlyMap<string, string> = new Map(
  Object.entries({ '802-3-ethernet': 'ethernet', '802-3-ethernet-s390': 'ethernet' }),
);

/** What is needed to make the profiles of a bridge. */
export interface BridgeProfiles {
  readonly bridge: string;
  readonly uplink: string;
  readonly mac: string;
  /** Text of the uplink's own keyfile. */
  readonly profileText: string;
  /** Interface identifier of the address that the uplink made for itself (SLAAC): `::1234`. */
  readonly interfaceId?: string | undefined;
  /** Of the uplink's default route. */
  readonly metric?: number | undefined;
}

/** A UUID that is the same each time for the same thing: plans can be compared, and a second run finds its own profiles. */
export function uuidOf(what: string): string {
  const hex = sha256(`archxen: ${what}`);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

export const bridgeUuid = (bridge: string, mac: string): string => uuidOf(`bridge ${bridge} of ${mac}`);

const head = '# Written by archxen; `archxen rollback` takes it away.';

/** The bridge: the card's MAC, its addresses, routes and DNS, verbatim; and the card as its port. */
export function bridgeProfiles(parts: BridgeProfiles): { readonly bridge: string; readonly port: string } {
  const { bridge, uplink, mac } = parts;
  const own = modern(parts.profileText);
  const type = typeOf(own);
  const uuid = bridgeUuid(bridge, mac);
  const priority = `autoconnect-priority=${priorityOver(own)}`;
  const mtu = values(own, ['ethernet'], 'mtu').map((value) => `mtu=${value}`);
  const kept = (own.find(({ name }) => name === 'connection')?.lines.slice(1) ?? []).filter(
    (line) => line !== '' && !ofOneProfile.test(line),
  );
  const moved = own
    .filter(({ name }) => ofTheBridge.includes(name))
    .map((each) => withMetric(withInterfaceId(each, parts.interfaceId), parts.metric));
  return {
    bridge: text(
      section('connection', [
        `id=${bridge}`,
        `uuid=${uuid}`,
        'type=bridge',
        `interface-name=${bridge}`,
        'autoconnect-slaves=1',
        priority,
        ...kept,
      ]),
      section('ethernet', [`cloned-mac-address=${mac}`, ...mtu]),
      // Without STP: else each new port is silent for 15 to 30 seconds, longer than DHCP's patience.
      section('bridge', ['stp=false', 'forward-delay=0']),
      ...moved,
    ),
    port: text(
      section('connection', [
        ...[`id=${bridge}-port`, `uuid=${portUuid(parts)}`, `type=${type}`, `interface-name=${uplink}`],
        ...[`master=${uuid}`, 'slave-type=bridge', priority],
        // Its own ports come along with it, as it comes with the bridge.
        ...(type === 'bond' ? ['autoconnect-slaves=1'] : []),
      ]),
      ...ofThePort(own),
    ),
  };
}

type OfUplink = Pick<BridgeProfiles, 'bridge' | 'uplink' | 'mac'>;

const portUuid = ({ bridge, uplink, mac }: OfUplink): string => uuidOf(`port ${uplink} of ${bridge} of ${mac}`);

/** What of a profile stays with its link when that becomes a port. */
const ofThePort = (own: readonly Section[]): readonly Section[] =>
  own.filter(({ name }) => !ofTheBridge.includes(name) && !['connection', 'user', '.nmmeta'].includes(name));

/** The profile of a port of the bond that is the bridge's port: the settings of its own one, for archxen's bond and no other. */
export function portOfBond(parts: OfUplink & { readonly link: string; readonly profileText: string }): string {
  const own = modern(parts.profileText);
  const { bridge, uplink, mac, link } = parts;
  return text(
    section('connection', [
      ...[`id=${bridge}-port-${link}`, `uuid=${uuidOf(`port ${link} of ${uplink} of ${bridge} of ${mac}`)}`, `type=${typeOf(own)}`],
      ...[`interface-name=${link}`, `master=${portUuid(parts)}`, 'slave-type=bond', `autoconnect-priority=${priorityOver(own)}`],
    ]),
    ...ofThePort(own),
  );
}

/** Why no copy of this profile can be made for another bond; undefined: it can. */
export function cannotBePort({ text, path }: ProfileFacts): string | undefined {
  if (text === undefined) return `${path} could not be read`;
  const own = modern(text);
  if (own.some(({ name }) => name === '802-1x')) return 'it logs in to the switch (802.1X)';
  return typeOf(own) === 'ethernet' ? undefined : `${path} is of the type ${typeOf(own)}`;
}

const modern = (text: string): readonly Section[] =>
  sections(text).map((each) => ({ ...each, name: modernName.get(each.name) ?? each.name }));

/** Why this profile cannot move to a bridge; undefined: it can. */
export function cannotMove({ text, path }: ProfileFacts): string | undefined {
  if (text === undefined) return `${path} could not be read`;
  const own = sections(text);
  if (own.some(({ name }) => name === '802-1x')) return 'it logs in to the switch (802.1X)';
  if (values(own, ['connection'], 'master').length + values(own, ['connection'], 'controller').length > 0)
    return 'it is a port of another link';
  const type = typeOf(own);
  return ['ethernet', 'vlan', 'bond'].includes(type) ? undefined : `it is of the type ${type}`;
}

const typeOf = (own: readonly Section[]): string => {
  const type = values(own, ['connection'], 'type').at(-1) ?? 'unknown';
  return modernName.get(type) ?? type;
};

/** NetworkManager takes the profile of the highest priority; the uplink's own one stays as it is, for the way back. */
const priorityOver = (own: readonly Section[]): number =>
  Math.min(999, Math.max(100, Number(values(own, ['connection'], 'autoconnect-priority').at(-1) ?? 0) + 1));

/**
 * A stable private address depends on the profile and the interface's name, so the bridge would make another one. The
 * token keeps the one that is known (nm-settings-keyfile(5)).
 */
function withInterfaceId(section: Section, interfaceId: string | undefined): Section {
  if (section.name !== 'ipv6' || interfaceId === undefined) return section;
  const lines = section.lines.filter((line) => !/^\s*(addr-gen-mode|token)\s*=/.test(line));
  return { ...section, lines: [...lines, 'addr-gen-mode=eui64', `token=${interfaceId}`] };
}

/** NetworkManager gives a bridge a greater metric than a card: another uplink's route would come before it. */
function withMetric(section: Section, metric: number | undefined): Section {
  if (!/^ipv[46]$/.test(section.name) || metric === undefined || values([section], [section.name], 'route-metric').length > 0)
    return section;
  return { ...section, lines: [...section.lines, `route-metric=${metric}`] };
}

const section = (name: string, lines: readonly string[]): Section => ({ name, lines: [`[${name}]`, ...lines] });
const text = (...all: readonly Section[]): string =>
  `${head}\n${sectionsText(all.map((each) => ({ ...each, lines: [`[${each.name}]`, ...each.lines.slice(1)] })))}`;
