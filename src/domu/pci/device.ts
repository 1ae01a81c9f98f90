/** A PCI device of the host, and what of the host hangs on it. */
export interface PciDevice {
  /** With its domain: `0000:03:00.0`. */
  readonly address: string;
  /** Six hexadecimal digits: `030000` is a VGA controller. */
  readonly class: string;
  /** As lspci says it. */
  readonly name: string;
  /** The kernel's driver that has it now; pciback: it can be given away. */
  readonly driver: string | undefined;
  /** Group of the IOMMU: all of it goes to one guest. */
  readonly group: number | undefined;
  /** Under Xen the kernel shows no group: it is the one of the last boot of plain Linux, by its journal. */
  readonly groupBefore?: true;
  /** The firmware's screen. */
  readonly console: boolean;
  /** Network interfaces on it, also by USB. */
  readonly links: readonly string[];
  /** Where disks on it are mounted. */
  readonly mounts: readonly string[];
  /** Why disks on it are the host's, as a sentence: `/dev/sdb belongs to ZFS`. */
  readonly owners: readonly string[];
  /** It was not found out which controller a disk of the host hangs on. */
  readonly disksLost?: true;
}

/** What must not be taken from the host. */
export interface HostNeeds {
  readonly uplink: string | undefined;
  /** Interfaces that are ports of a bridge, or carry an address, and all that those lie on. */
  readonly used: readonly string[];
}

/** Classes of what disks hang on: storage controllers, and USB. */
const controllers = ['01', '0c03'];

/** Why a device stays with the host; undefined: it can be given to a guest. */
export function whyKept(device: PciDevice, { uplink, used }: HostNeeds): string | undefined {
  if (device.class.startsWith('06')) return 'it is a bridge, which other devices hang on';
  const system = device.mounts.find((mount) => ['/', '/boot', '/efi', '/boot/efi', '/usr', '/var', '/home'].includes(mount));
  if (system !== undefined) return `the host's own disk (${system}) hangs on it`;
  const [mount] = device.mounts;
  if (mount !== undefined) return `a disk on it is mounted at ${mount}`;
  const [owner] = device.owners;
  if (owner !== undefined) return owner;
  // What pciback has shows its disks to nobody here.
  if (device.disksLost && device.driver !== 'pciback' && controllers.some((code) => device.class.startsWith(code)))
    return "disks may hang on it, and it was not found out which of them are the host's";
  const link = device.links.find((each) => each === uplink) ?? device.links.find((each) => used.includes(each));
  if (link !== undefined) return `${link} on it is the network of the host`;
  if (device.console) return 'the console of the host is on it';
  return undefined;
}

/** Devices that must go along: the same IOMMU group, or, where groups are not shown, the other functions of the same card. */
export function companions(device: PciDevice, all: readonly PciDevice[]): readonly PciDevice[] {
  const slot = device.address.replace(/\.\d$/, '');
  return all.filter(
    (other) =>
      other.address !== device.address &&
      !other.class.startsWith('06') &&
      (device.group === undefined ? other.address.startsWith(`${slot}.`) : other.group === device.group),
  );
}
