import { type Section, values } from './network-file.ts';

/** Sections that are about the card as a device; they go with it when it becomes a port. */
const ofTheCard = ['SR-IOV', 'CAN', 'IPoIB'];

/** Sections that say which link the file is for, or how it is a port of another bridge. */
const ofNeither = ['Match', 'Bridge', 'BridgeFDB', 'BridgeMDB', 'BridgeVLAN'];

/** Keys of [Link] that are about the host's own packets, which go over both. */
const ofBoth = ['MTUBytes', 'ARP', 'Multicast', 'AllMulticast', 'Group'];

/** Keys of [Link] that ask for addresses: the card has none as a port, so a boot would wait for it in vain. */
const ofTheBridge = ['RequiredForOnline', 'RequiredFamilyForOnline'];

/** The sections of the uplink's file whose settings the bridge takes over as they stand. */
export const movedSections = (own: readonly Section[]): readonly Section[] =>
  own.filter(({ name }) => ![...ofTheCard, ...ofNeither, 'Link'].includes(name));

/** Settings of [Link] for the bridge. */
export const bridgeLink = (own: readonly Section[]): readonly string[] =>
  [...ofBoth, ...ofTheBridge].flatMap((key) => {
    const value = values(own, ['Link'], key).at(-1);
    return value === undefined ? [] : [`${key}=${value}`];
  });

/** Settings of [Link] for the card as a port, as they stand. */
export function portLink(own: readonly Section[]): readonly string[] {
  const kept = own.filter(({ name }) => name === 'Link').flatMap(({ lines }) => lines.slice(1).filter(staysWithTheCard));
  // What the boot waits for is the bridge.
  return values(own, ['Link'], 'RequiredForOnline').length === 0 ? kept : [...kept, 'RequiredForOnline=no'];
}

/** Whole sections for the card as a port, as they stand. */
export const portSections = (own: readonly Section[]): readonly Section[] => own.filter(({ name }) => ofTheCard.includes(name));

/** Why the card would be of no use as a port; undefined: it is of use. */
export function cannotCarry(own: readonly Section[]): string | undefined {
  const policy = values(own, ['Link'], 'ActivationPolicy').at(-1);
  return policy === 'down' || policy === 'always-down' ? `it keeps the card down (ActivationPolicy=${policy})` : undefined;
}

/** `ActivationPolicy=bound` belongs to BindCarrier= of [Network], which moves to the bridge and implies it there. */
const staysWithTheCard = (line: string): boolean =>
  !ofTheBridge.some((key) => new RegExp(`^\\s*${key}\\s*=`).test(line)) && !/^\s*ActivationPolicy\s*=\s*bound$/.test(line);
