import type { Change } from '../../core/change.ts';
import { sha256 } from '../../core/digest.ts';
import { makePlan, type Plan } from '../../core/plan.ts';
import { masked } from '../edit.ts';
import { bootDirectory } from '../guest.ts';
import { stagedConfig } from '../plan.ts';
import { bootConfig } from './boot-config.ts';
import type { Start } from './config.ts';
import { inert, mountOptions } from './disk-layout.ts';
import { type Installed, modulesFile, modulesText, placeIn } from './installed.ts';

/** Where the guest's root is mounted meanwhile: under /run, so that no reboot leaves it there. */
export const mountPoint = (name: string): string => `/run/archxen/mounts/${name}`;

interface Finishing {
  readonly name: string;
  readonly config: { readonly path: string; readonly before: string; readonly after: string };
  readonly start: Start;
  readonly found: Installed | undefined;
  /** arch-chroot is there to run mkinitcpio in the guest's tree. */
  readonly canChroot: boolean;
}

/** Lets a guest start from its own disk after its installation: on the disk, through a mount that ends with it, and in its configuration. */
export function finishPlan({ name, config, start, found, canChroot }: Finishing): Plan {
  const id = (part: string): string => `finish.${name}.${part}`;
  const changes: readonly Change[] = [
    ...(found === undefined ? [] : onDisk(name, id, found, start, canChroot)),
    {
      kind: 'file',
      id: id('config'),
      title: `Let ${name} start from its own disk`,
      why: 'the installer, its kernel and its medium are taken out',
      path: config.path,
      content: { copyOf: stagedConfig(name), sha256: sha256(config.after), shown: masked(config.after) },
      before: sha256(config.before),
      mode: 0o600,
      uid: 0,
      gid: 0,
    },
  ];
  return makePlan({ purpose: 'guest', answers: null, changes, reboot: { needed: false } });
}

/** Is mkinitcpio of the guest run? It runs as root of this host, and a chroot holds no root that wants to get out. */
export const runsOwnPrograms = (found: Installed, canChroot: boolean): boolean =>
  found.mkinitcpio && found.modules !== modulesText && canChroot;

const guestFile = { kind: 'file' as const, mode: 0o644, uid: 0, gid: 0 };

function onDisk(name: string, id: (part: string) => string, found: Installed, start: Start, canChroot: boolean): readonly Change[] {
  const at = mountPoint(name);
  // While it is mounted, and only then, there is an /etc below it.
  const mounted = `${at}/etc`;
  const options = mountOptions(found.root, ...inert, ...(found.subvolume === undefined ? [] : [`subvol=${found.subvolume}`]));
  const mount = ['mount', '-t', found.fileSystem, '-o', options, found.disk, at];
  const unmount = ['umount', at];
  const common = { kind: 'command' as const, writes: [], timeoutSeconds: 120 };
  const drivers: readonly Change[] = !runsOwnPrograms(found, canChroot)
    ? []
    : [
        {
          ...guestFile,
          id: id('modules'),
          title: `Add the drivers of a Xen guest to its initramfs`,
          path: placeIn(at, found, modulesFile),
          content: { text: modulesText },
          before: found.modules === undefined ? null : sha256(found.modules),
        },
        {
          ...common,
          id: id('initramfs'),
          title: 'Build its initramfs anew',
          argv: ['arch-chroot', at, 'mkinitcpio', '-P'],
          writes: found.initramfs.map((each) => placeIn(at, found, `/boot/${each}`)),
          timeoutSeconds: 900,
        },
      ];
  return [
    { kind: 'directory', id: id('mount-point'), title: `Make the directory ${at}`, path: at, present: true, mode: 0o700, uid: 0, gid: 0 },
    { ...common, id: id('mount'), title: `Mount the root of ${name}`, argv: mount, creates: mounted, undo: unmount },
    ...drivers,
    ...(start.by === 'copies' ? copies(name, id, at, found, start) : bootFile(id, at, found, start)),
    { ...common, id: id('unmount'), title: 'Unmount it', argv: unmount, removes: mounted, undo: mount },
    {
      kind: 'directory',
      id: id('no-mount-point'),
      title: `Remove the directory ${at}`,
      path: at,
      present: false,
      mode: 0o700,
      uid: 0,
      gid: 0,
    },
  ];
}

function bootFile(id: (part: string) => string, at: string, found: Installed, start: Start): readonly Change[] {
  const wanted = bootConfig(found, start);
  if (wanted === undefined) return [];
  const { path, text } = wanted;
  return [
    {
      ...guestFile,
      id: id('boot-config'),
      title: `Write ${path} in it`,
      why: start.by === 'bootloader' ? 'pygrub looks there' : 'GRUB of Xen looks there, and not for /boot/grub/grub.cfg',
      path: placeIn(at, found, path),
      content: { text },
      before: found.bootConfigs[path] ?? null,
    },
  ];
}

function copies(
  name: string,
  id: (part: string) => string,
  at: string,
  found: Installed,
  { kernel, initramfs }: Extract<Start, { by: 'copies' }>,
): readonly Change[] {
  const directory = bootDirectory(name);
  const copy = (from: string, part: string): Change => ({
    kind: 'command',
    id: id(part),
    title: `Copy ${from} out of the disk`,
    why: 'no boot loader here can read it from the disk: copy it again after an upgrade in the guest, by the same verb',
    argv: ['cp', '--', placeIn(at, found, `/boot/${from}`), `${directory}/${from}`],
    writes: [`${directory}/${from}`],
    timeoutSeconds: 120,
  });
  const base = (path: string): string => path.split('/').at(-1) ?? path;
  return [copy(base(kernel), 'kernel'), copy(base(initramfs), 'ramdisk')];
}
