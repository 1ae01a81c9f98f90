import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { lastValue } from '../xen/words.ts';
import { fail, type Link, pass, unknown, warn } from './chain-checks.ts';

/** Does root= of a command line name a device of this host? What the running system found is found again. */
export function rootLink(link: Link, facts: Facts, words: readonly string[]): Check {
  const root = lastValue(words, 'root');
  const running = lastValue(facts.os.commandLine, 'root');
  if (root === undefined) {
    const detail = 'no root= in the command line';
    const hint = 'Add root=UUID=... to the command line.';
    if (running !== undefined) return fail(link, { detail, reason: 'The running system was told its root, this entry is not.', hint });
    return warn(link, { detail, reason: 'The initramfs must find the root by itself, as it did for the running system.', hint });
  }
  if (root === running) return pass(link, { detail: `root=${root}`, reason: 'The running system has the same.' });
  if (facts.boot.devices.length === 0) {
    return unknown(link, { detail: `root=${root}`, reason: 'The block devices of this host could not be read.' });
  }
  const found = isOnHost(facts, root.replace(/^"(.*)"$/, '$1'));
  if (found === undefined) return unknown(link, { detail: `root=${root}`, reason: 'archxen cannot look up this kind of root.' });
  if (found) return pass(link, { detail: `root=${root}` });
  const hint = 'Compare it with the output of: lsblk -o NAME,UUID,PARTUUID,LABEL';
  return fail(link, { detail: `root=${root} is no device of this host`, reason: 'dom0 would wait for it in the initramfs.', hint });
}

function isOnHost(facts: Facts, root: string): boolean | undefined {
  const devices = facts.boot.devices;
  const [, tag, value] = /^(UUID|PARTUUID|LABEL)=(.*)$/.exec(root) ?? /^\/dev\/disk\/by-(uuid|partuuid|label)\/(.*)$/.exec(root) ?? [];
  if (tag !== undefined && value !== undefined) {
    const key = tag.toLowerCase() === 'uuid' ? 'uuid' : tag.toLowerCase() === 'partuuid' ? 'partuuid' : 'label';
    const wanted = key === 'label' ? value : value.toLowerCase();
    return devices.some((device) => (key === 'label' ? device.label : device[key]?.toLowerCase()) === wanted);
  }
  if (root.startsWith('/dev/disk/') || !root.startsWith('/dev/')) return undefined;
  return devices.some((device) => device.path === root || device.path === mapperName(root));
}

/** /dev/vg/root is another name of /dev/mapper/vg-root, with dashes doubled (lvm(8)). */
function mapperName(path: string): string | undefined {
  const [, group, volume] = /^\/dev\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (group === undefined || volume === undefined) return undefined;
  return `/dev/mapper/${group.replaceAll('-', '--')}-${volume.replaceAll('-', '--')}`;
}
