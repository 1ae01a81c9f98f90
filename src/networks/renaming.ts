import type { Facts } from '../core/facts.ts';
import type { LinkFacts, RenamingFacts } from '../core/facts-network.ts';
import type { Refused } from './backend.ts';

/**
 * The bridge has the card's MAC. At a boot on which it is made before the card's driver is there, what names links by that address
 * would name the bridge, and neither it nor the card would be found by its name; undefined: nothing does.
 */
export function renamed({ network: { renaming = [] } }: Facts, card: LinkFacts, bridge: string): Refused | undefined {
  const first = renaming.find((rule) => canBeBridge(rule, bridge));
  if (first === undefined) return undefined;
  const { path, name } = first;
  const remedy = path.endsWith('.link')
    ? `Write PermanentMACAddress=${card.mac} in place of MACAddress= in ${path}: a bridge has none (systemd.link(5)).`
    : `Add DRIVERS=="?*" to that rule in ${path}: a bridge has no driver.`;
  return {
    refused: `${path} names every link with the MAC of ${card.name} ${name}, so ${bridge} too`,
    hint: `${remedy} Then run archxen again.`,
  };
}

/** Only a card has these. */
const ofCards =
  /^(Path|PermanentMACAddress|DRIVERS?|KERNELS|ENV\{(ID_PATH\w*|ID_BUS|ID_VENDOR_ID|ID_MODEL_ID)\}|ATTR\{addr_assign_type\}|ATTRS\{(vendor|device)\})$/;

/** What the others are on a bridge. */
const onBridge = (key: string, bridge: string): string | undefined => {
  if (['Type', 'Kind', 'Driver', 'ENV{DEVTYPE}', 'ENV{ID_NET_DRIVER}'].includes(key)) return 'bridge';
  return ['OriginalName', 'KERNEL'].includes(key) ? bridge : undefined;
};

const canBeBridge = ({ matches }: RenamingFacts, bridge: string): boolean =>
  !Object.entries(matches).some(([key, value]) => {
    const has = onBridge(key, bridge);
    return has === undefined ? ofCards.test(key) || (key === 'SUBSYSTEMS' && value !== 'net') : !matchesAny(value, has);
  });

/** Patterns of a shell, parted by blanks (systemd; `!` first turns them round) or bars (udev). */
function matchesAny(list: string, word: string): boolean {
  const turned = list.startsWith('!');
  const found = list
    .replace(/^!/, '')
    .split(/[\s|]+/)
    .some((pattern) =>
      new RegExp(
        `^${pattern
          .replaceAll(/[.+^${}()|\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      ).test(word),
    );
  return found !== turned;
}
