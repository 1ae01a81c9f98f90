/**
 * The AUR packages around Xen, and the package base that each was in when this was written. What the AUR says goes over it.
 * Not among them: grub-xen-git. It replaces the boot loader by a GRUB of 2020, and Xen boots without it.
 */
export const catalogue: Readonly<Record<string, string>> = {
  xen: 'xen',
  'xen-docs': 'xen',
  'xen-qemu': 'xen-qemu',
  'xen-edk2': 'xen-edk2',
  'xen-grub-pvh': 'xen-grub',
  'xen-grub-pv64': 'xen-grub',
};

/** Packages that the article names for HVM guests: asked for only where the device model does not ask for them itself. */
export const deviceModelNeeds: readonly string[] = ['seabios', 'numactl', 'mesa', 'bluez-libs'];
