import type { Start } from './config.ts';
import { type Installed, newestKernel } from './installed.ts';

/** First words of what archxen writes, by which it is told from the guest's own. */
export const madeByArchxen = '# Made by archxen';

/** Where the guest's own GRUB keeps its configuration; pygrub looks in these places too, in this order. */
export const ownGrub = ['/boot/grub/grub.cfg', '/boot/grub2/grub.cfg'] as const;

/**
 * Where pvhgrub and pvgrub64 look: first for /boot/grub.cfg, from the top of the file system. Below the subvolume `@` they know
 * one place only. They never look for /boot/grub/grub.cfg.
 */
export const grubOfXen = ({ subvolume }: Pick<Installed, 'subvolume'>): string =>
  subvolume === undefined ? '/boot/grub.cfg' : '/boot/grub2/grub.cfg';

/** All places where a configuration may be, of which it must be known what is there. */
export const bootConfigPlaces: readonly string[] = [grubOfXen({ subvolume: undefined }), ...ownGrub];

/** What must be written for the guest's boot loader, with its place in the guest; undefined: it finds what it needs. */
export function bootConfig(found: Installed, start: Start): { readonly path: string; readonly text: string } | undefined {
  if (start.by === 'bootloader') return found.grub === undefined ? { path: ownGrub[0], text: menu(found) } : undefined;
  const path = grubOfXen(found);
  if (start.by !== 'kernel' || found.grub === path) return undefined;
  return { path, text: found.grub === undefined ? menu(found) : handOver(found, found.grub) };
}

const searched = ({ uuid }: Installed): string => `search --no-floppy --fs-uuid --set=root ${uuid}`;
const prefixOf = ({ subvolume }: Installed): string => (subvolume === undefined ? '' : `/${subvolume}`);

/** The guest keeps its own configuration current: it only has to be found. */
const handOver = (found: Installed, grub: string): string =>
  `${madeByArchxen}: GRUB of Xen starts here.\n${searched(found)}\nconfigfile ${prefixOf(found)}${grub}\n`;

function menu(found: Installed): string {
  const newest = newestKernel(found);
  const directory = `${prefixOf(found)}/boot`;
  return [
    `${madeByArchxen}: the guest is started by this. Arch keeps these names when the kernel is upgraded.`,
    searched(found),
    'set timeout=1',
    'menuentry "Linux" {',
    ...(newest === undefined
      ? []
      : [`  linux ${directory}/${newest.kernel} ${rootOptions(found)}`, `  initrd ${directory}/${newest.initramfs}`]),
    '}',
    '',
  ].join('\n');
}

/** The kernel's command line in a guest. */
export const rootOptions = ({ uuid, subvolume }: Installed): string =>
  `root=UUID=${uuid}${subvolume === undefined ? '' : ` rootflags=subvol=${subvolume}`} rw console=hvc0`;
