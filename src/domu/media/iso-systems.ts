import type { IsoInstall, IsoMedium, IsoSystem } from './medium.ts';

interface Recipe {
  readonly id: IsoSystem['id'];
  /** Its name, when this medium is one of it. */
  readonly name: (iso: IsoMedium) => string | undefined;
  readonly install?: (iso: IsoMedium) => readonly IsoInstall[];
}

/**
 * Arch: archiso's README.bootparams; the UUID is that of the ISO, so a copy on any device is found.
 * Debian: install.amd/xen is there for PV guests. Alpine: the wiki's "Xen PV" page.
 */
const recipes: readonly Recipe[] = [
  {
    id: 'arch',
    name: ({ paths }) => (paths.includes('arch/boot/x86_64/vmlinuz-linux') ? 'Arch Linux' : undefined),
    install: ({ uuid, label }) => [
      {
        kernel: 'arch/boot/x86_64/vmlinuz-linux',
        initramfs: 'arch/boot/x86_64/initramfs-linux.img',
        extra: `archisobasedir=arch ${uuid === undefined ? `archisodevice=LABEL=${label}` : `archisosearchuuid=${uuid}`} copytoram=n console=hvc0`,
      },
    ],
  },
  {
    id: 'debian',
    name: ({ diskInfo }) => (diskInfo?.startsWith('Debian') ? 'Debian' : undefined),
    install: () => [{ kernel: 'install.amd/xen/vmlinuz', initramfs: 'install.amd/xen/initrd.gz', extra: 'console=hvc0' }],
  },
  {
    id: 'fedora',
    name: ({ label, paths }) => (paths.includes('images/pxeboot/vmlinuz') && /^Fedora/i.test(label) ? 'Fedora' : undefined),
    install: ({ label }) => [
      {
        kernel: 'images/pxeboot/vmlinuz',
        initramfs: 'images/pxeboot/initrd.img',
        extra: `inst.stage2=hd:LABEL=${label.replaceAll(' ', '\\x20')} inst.text console=hvc0`,
      },
    ],
  },
  {
    id: 'alpine',
    name: ({ paths }) => (paths.includes('.alpine-release') ? 'Alpine Linux' : undefined),
    install: () =>
      ['virt', 'lts'].map((flavour) => ({
        kernel: `boot/vmlinuz-${flavour}`,
        initramfs: `boot/initramfs-${flavour}`,
        extra: 'modules=loop,squashfs console=hvc0',
      })),
  },
  {
    // A UDF disc whose ISO 9660 side holds little more than a note that says so.
    id: 'windows',
    name: ({ publisher, application, paths, udf }) =>
      /MICROSOFT/i.test(publisher) ||
      /^CDIMAGE/i.test(application) ||
      paths.includes('sources/boot.wim') ||
      (udf && paths.includes('bootmgr'))
        ? 'Windows'
        : undefined,
  },
];

/** All paths that tell systems apart or are needed to install them. */
export const isoMarkers: readonly string[] = [
  'arch/boot/x86_64/vmlinuz-linux',
  'arch/boot/x86_64/initramfs-linux.img',
  'install.amd/xen/vmlinuz',
  'install.amd/xen/initrd.gz',
  'images/pxeboot/vmlinuz',
  'images/pxeboot/initrd.img',
  '.alpine-release',
  ...['virt', 'lts'].flatMap((flavour) => [`boot/vmlinuz-${flavour}`, `boot/initramfs-${flavour}`]),
  'sources/boot.wim',
  'bootmgr',
];

/** Whose medium this is, by its content and not by its file name. */
export function isoSystem(iso: IsoMedium): IsoSystem {
  for (const { id, name, install } of recipes) {
    const found = name(iso);
    if (found === undefined) continue;
    const ways = install?.(iso) ?? [];
    return { id, name: found, install: ways.find((way) => iso.paths.includes(way.kernel) && iso.paths.includes(way.initramfs)) };
  }
  return { id: 'other', name: iso.label === '' ? 'an unknown system' : iso.label };
}
