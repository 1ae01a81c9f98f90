import { type PlainAssignment, readPlainAssignments } from '../formats/plain-assignments.ts';
import { quoteForShell } from '../formats/shell-words.ts';

/** Types of profiles that make their link; it is gone when they are stopped. */
const makers = ['vlan', 'bond'];

/** Does the profile make its link itself (a VLAN, a bond)? Then it goes on doing so, without addresses, beneath the bridge. */
export const makesItsLink = (text: string): boolean => makers.includes(wordOf(assignmentsOf(text), 'Connection') ?? '');

/** What a link is made of; addresses, routes and names are the bridge's. */
const ofTheLink = [
  ...['Connection', 'Interface', 'BindsToInterfaces', 'VLANID', 'Mode', 'LinkOptions', 'MACAddress'],
  ...['SkipNoCarrier', 'TimeoutUp', 'TimeoutCarrier'],
];

/** The profile of the port: of the own one only what makes the link. While both are enabled, the own one comes first at a boot. */
export function portProfile({ name, text }: BridgeProfile['own']): string {
  const kept = assignmentsOf(text).filter((each) => ofTheLink.includes(each.name));
  const lines = kept.map(({ start, end }) => text.slice(start, end));
  return [head, ...lines, 'IP=no', 'IP6=no', `After=(${quoteForShell(name)})`, ''].join('\n');
}

/** What is needed to make the profile of the bridge. */
export interface BridgeProfile {
  readonly bridge: string;
  readonly uplink: string;
  readonly mac: string;
  /** Name and text of the uplink's own profile. */
  readonly own: { readonly name: string; readonly text: string };
  /** Name of the profile that makes the port, where it is no card. */
  readonly port?: string | undefined;
}

const head = '# Written by archxen; `archxen rollback` takes it away.';

/**
 * The uplink's own profile, as a profile of the bridge: its addresses, routes and DNS as they stand, byte for byte, and only what
 * makes it a bridge is another thing (netctl.profile(5), "OPTIONS FOR `bridge' CONNECTIONS").
 */
export function bridgeProfile({ bridge, uplink, mac, own, port }: BridgeProfile): string {
  const assignments = assignmentsOf(own.text);
  const set = new Map<string, string>([
    ...(wordOf(assignments, 'Description') === undefined ? [] : [['Description', `'Bridge ${bridge} over ${uplink}'`] as const]),
    ['Connection', 'bridge'],
    ['Interface', bridge],
    ['BindsToInterfaces', `(${uplink})`],
    ['MACAddress', `'${mac}'`],
    ['SkipForwardingDelay', 'yes'],
    // While both are enabled, between two steps, the bridge comes last at a boot: the other way round, netctl takes the card down.
    ['After', `(${[own.name, ...(port === undefined ? [] : [port])].map(quoteForShell).join(' ')})`],
    ...(lastOf(assignments, 'LinkOptions') === undefined ? [] : [['LinkOptions', "''"] as const]),
    ...duplicateDetection(assignments),
  ]);
  const kept = [...set].filter(([name]) => lastOf(assignments, name) !== undefined);
  const added = [...set].filter(([name]) => lastOf(assignments, name) === undefined);
  const text = kept
    .map(([name, value]) => ({ place: lastOf(assignments, name) as PlainAssignment, line: `${name}=${value}` }))
    .toSorted((a, b) => b.place.start - a.place.start)
    .reduce((before, { place, line }) => before.slice(0, place.start) + line + before.slice(place.end), own.text);
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${head}\n${text}${end}${added.map(([name, value]) => `${name}=${value}\n`).join('')}`;
}

/**
 * netctl waits for a carrier before it gives a card its addresses, but not with a bridge, whose carrier is the card's. Until then
 * nothing can be found out about duplicates, and the 3 seconds that netctl gives it by default would end the profile at boot.
 */
const duplicateDetection = (assignments: readonly PlainAssignment[]): readonly (readonly [string, string])[] => {
  const six = wordOf(assignments, 'IP6') ?? '';
  return six === '' || six === 'no' || wordOf(assignments, 'TimeoutDAD') !== undefined ? [] : [['TimeoutDAD', '15']];
};

/** Settings that hold for one card or one profile, or run commands that may name them. */
const notOfABridge: Readonly<Record<string, string>> = {
  ExecUpPost: 'it runs a command when the card is up (ExecUpPost)',
  ExecDownPre: 'it runs a command before the card goes down (ExecDownPre)',
  After: 'it has to start after another profile (After)',
  LinkOptions: 'it has LinkOptions, which mean another thing for a bridge',
};

/** Its own words, which are set anew or are for people only. */
const ownWords = ['Interface', 'BindsToInterfaces', 'Description', 'MACAddress', 'LinkOptions'];

/** Why this profile of the uplink cannot move to a bridge; undefined: it can. */
export function cannotMove(text: string, uplink: string): string | undefined {
  const read = readPlainAssignments(text);
  if ('notPlain' in read) return `it has a line that only bash can tell the meaning of: ${read.notPlain}`;
  const { assignments } = read;
  const connection = wordOf(assignments, 'Connection');
  const stacked = makers.includes(connection ?? '');
  if (connection !== 'ethernet' && !stacked) return `it is of the type ${connection ?? 'that is not said (Connection)'}`;
  if (isYes(wordOf(assignments, 'Auth8021X'))) return 'it logs in to the switch (Auth8021X)';
  if (isYes(wordOf(assignments, 'ForceConnect'))) return 'it takes the card whatever its state (ForceConnect)';
  const special = Object.keys(notOfABridge).find(
    (name) => !(stacked && name === 'LinkOptions') && (lastOf(assignments, name)?.words ?? []).some((word) => word !== ''),
  );
  if (special !== undefined) return notOfABridge[special];
  const binds = lastOf(assignments, 'BindsToInterfaces')?.words ?? [];
  if (!stacked && binds.some((name) => name !== uplink)) return `it is bound to other interfaces (${binds.join(' ')})`;
  const naming = assignments.find(({ name, words }) => !ownWords.includes(name) && words.some((word) => namesCard(word, uplink)));
  return naming === undefined ? undefined : `its ${naming.name} names ${uplink}`;
}

/** As netctl reads it (is_yes in its `globals`). */
const isYes = (value: string | undefined): boolean => /^(yes|true|on|1)$/i.test(value ?? '');

const namesCard = (word: string, card: string): boolean => word.split(/[^A-Za-z0-9._:-]+/).includes(card);

const assignmentsOf = (text: string): readonly PlainAssignment[] => {
  const read = readPlainAssignments(text);
  return 'assignments' in read ? read.assignments : [];
};

/** Of several assignments the last one counts. */
const lastOf = (assignments: readonly PlainAssignment[], name: string): PlainAssignment | undefined =>
  assignments.findLast((each) => each.name === name);

const wordOf = (assignments: readonly PlainAssignment[], name: string): string | undefined => lastOf(assignments, name)?.words[0];
