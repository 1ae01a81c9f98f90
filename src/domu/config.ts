import { renderXlValue, type XlValue } from '../formats/xl-cfg.ts';
import { diskText } from './disks/index.ts';
import type { Guest } from './guest.ts';
import { sourceSettings } from './sources/index.ts';

/** The configuration of a guest for xl, in the syntax of xl.cfg(5) of Xen 4.21. */
export function guestConfig(guest: Guest): string {
  const settings: readonly (readonly [string, XlValue])[] = [
    ['name', guest.name],
    ['type', guest.kind],
    ...sourceSettings(guest.source),
    ['memory', guest.memoryMiB],
    ['vcpus', guest.vcpus],
    ['disk', guest.disks.map(diskText)],
    ['vif', guest.vifs.map(({ bridge, mac }) => `mac=${mac}, bridge=${bridge}`)],
  ];
  return [
    '# Made by archxen. It may be edited; xl.cfg(5) explains every setting.',
    ...settings.map(([key, value]) => `${key} = ${renderXlValue(value)}`),
    '',
  ].join('\n');
}
