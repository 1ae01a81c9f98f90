import { renderXlValue, type XlValue } from '../formats/xl-cfg.ts';
import { diskOptions, diskTarget } from './disks/index.ts';
import { type Guest, isHvm } from './guest.ts';
import { kinds } from './kinds.ts';
import { sourceMedia, sourceSettings } from './sources/index.ts';

/** What must not stand in a plan or a journal. */
export interface GuestSecrets {
  /** Of the screen of an HVM guest. VNC knows eight characters. */
  readonly vncPassword: string | undefined;
}

/** The configuration of a guest for xl, in the syntax of xl.cfg(5) of Xen 4.21. */
export function guestConfig(guest: Guest, { vncPassword }: GuestSecrets = { vncPassword: undefined }): string {
  const hvm = isHvm(guest.kind);
  const settings: readonly (readonly [string, XlValue])[] = [
    ['name', guest.name],
    ['type', hvm ? 'hvm' : guest.kind],
    ...kinds[guest.kind].settings(guest),
    ...sourceSettings(guest),
    ['memory', guest.memoryMiB],
    ['vcpus', guest.vcpus],
    ['disk', guestDisks(guest)],
    ['vif', guest.vifs.map(({ bridge, mac }) => `mac=${mac}, bridge=${bridge}${hvm ? `, model=${cardModel(guest)}` : ''}`)],
    ...(guest.pci.length === 0 ? [] : [['pci', guest.pci] as const]),
    ...(hvm ? screen(vncPassword) : []),
  ];
  return [
    '# Made by archxen. It may be edited; xl.cfg(5) explains every setting.',
    ...settings.map(([key, value]) => `${key} = ${renderXlValue(value)}`),
    '',
  ].join('\n');
}

/** Windows has a driver for e1000; Linux uses its own for Xen anyway. */
const cardModel = ({ source }: Guest): string => (source.kind === 'iso' && source.windows ? 'e1000' : 'rtl8139');

/** On this host only: whoever wants to see it comes by ssh -L. */
const screen = (password: string | undefined): readonly (readonly [string, XlValue])[] => [
  ['vnc', 1],
  ['vnclisten', '127.0.0.1'],
  ...(password === undefined ? [] : [['vncpasswd', password] as const]),
];

/** Its disks, then the media that it reads. An HVM guest's medium is its DVD drive (hdc), so that the third disk is xvdd there. */
export function guestDisks(guest: Guest): readonly string[] {
  const media = sourceMedia(guest);
  const hvm = isHvm(guest.kind);
  const windows = hvm && guest.source.kind === 'iso' && guest.source.windows;
  const letters = [...'abcdefghijklmnopqrst'].filter((letter) => !(hvm && letter === 'c'));
  const name = (index: number): string => `${windows && index < 3 ? 'hd' : 'xvd'}${letters[index] ?? 'z'}`;
  return [
    ...guest.disks.map((disk, index) => `${diskOptions(disk)}, vdev=${name(index)}, access=rw, target=${diskTarget(disk)}`),
    ...media.map((path, index) =>
      hvm
        ? `format=raw, vdev=${index === 0 ? 'hdc' : name(guest.disks.length + index)}, access=ro, devtype=cdrom, target=${path}`
        : `format=raw, vdev=${name(guest.disks.length + index)}, access=ro, target=${path}`,
    ),
  ];
}
