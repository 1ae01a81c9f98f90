import type { BootFacts } from './facts-boot.ts';
import type { NetworkFacts } from './facts-network.ts';
import type { PackageBaseFacts, PacmanFacts } from './facts-packages.ts';
import type { XenFacts } from './facts-xen.ts';

/**
 * All that archxen knows of a host, read once, as JSON. What could not be read is undefined and has a
 * note that says why; it is never guessed. Facts of a recorded host are the same as those of a live one.
 */
export interface Facts {
  readonly v: 1;
  readonly os: OsFacts;
  readonly cpu: CpuFacts;
  readonly iommu: IommuFacts;
  readonly firmware: FirmwareFacts;
  readonly hardware: HardwareFacts;
  readonly memory: MemoryFacts;
  readonly boot: BootFacts;
  readonly kernels: readonly KernelFacts[];
  readonly network: NetworkFacts;
  readonly session: SessionFacts;
  readonly conflicts: ConflictFacts;
  readonly pacman: PacmanFacts;
  /** AUR package bases by name (`xen`, `xen-qemu`); undefined: not looked up or out of reach (see notes). */
  readonly bases: Readonly<Record<string, PackageBaseFacts | undefined>>;
  /** Users that could run makepkg, best first. */
  readonly builders: readonly BuilderFacts[];
  readonly disk: DiskFacts;
  readonly units: Readonly<Record<string, UnitFacts>>;
  readonly xen: XenFacts;
  /** Files that a step may read or write (core/watched.ts), by absolute path; missing: not there. */
  readonly files: Readonly<Record<string, FileFacts>>;
  readonly archxen: SelfFacts;
  readonly notes: readonly Note[];
}

/** Something that could not be found out. */
export interface Note {
  /** Dotted path of the fact: `iommu.groups`. */
  readonly fact: string;
  readonly reason: string;
}

export interface OsFacts {
  /** ID of os-release(5), `arch` on Arch. */
  readonly id: string;
  /** ID_LIKE, for derivatives. */
  readonly idLike: readonly string[];
  readonly name: string;
  /** `x86_64`. */
  readonly machine: string;
  readonly hostname: string;
  /** Release of the running kernel, `6.18.2-arch1-1`. */
  readonly kernelRelease: string;
  /** /proc/sys/kernel/random/boot_id: another boot, another id. */
  readonly bootId: string;
  /** Words of /proc/cmdline. */
  readonly commandLine: readonly string[];
  readonly uptimeSeconds: number;
  readonly init: 'systemd' | 'other';
}

export interface CpuFacts {
  readonly vendor: 'intel' | 'amd' | 'other';
  readonly model: string;
  /** Logical CPUs that this kernel sees (dom0's vCPUs under Xen). */
  readonly count: number;
  /**
   * Hardware virtualisation. `hidden`: a PV dom0 does not see the flags and `xl info` gave no virt_caps.
   * `off-in-firmware`: the kernel says that the firmware disabled it.
   */
  readonly virtualisation: 'vmx' | 'svm' | 'off-in-firmware' | 'none' | 'hidden';
  readonly evidence: string;
}

export interface IommuFacts {
  /** ACPI table found: DMAR (Intel; renamed RMAD under Xen), IVRS (AMD), or none. */
  readonly table: 'DMAR' | 'RMAD' | 'IVRS' | 'none';
  /** Units that Linux itself drives: /sys/class/iommu. */
  readonly active: readonly string[];
  /** Number of /sys/kernel/iommu_groups; undefined under Xen, which has none. */
  readonly groups?: number | undefined;
  /** The group of each PCI device, by its address; undefined where there are no groups. */
  readonly groupOf?: Readonly<Record<string, number>> | undefined;
}

export interface FirmwareFacts {
  readonly type: 'uefi' | 'bios';
  readonly bits?: 32 | 64 | undefined;
  /** `setup`: no platform key, so nothing is enforced. `unsupported`: BIOS, or no variable. */
  readonly secureBoot: 'on' | 'off' | 'setup' | 'unsupported';
  /** What else is known of Secure Boot; undefined: the firmware has none. */
  readonly signing?: SigningFacts | undefined;
  /** Are there writable EFI variables (efivarfs mounted rw)? */
  readonly variablesWritable: boolean;
}

/** Who can sign what this firmware starts. */
export interface SigningFacts {
  /** Of the UEFI specification: `setup` and `audit` enforce nothing, `deployed` cannot go back to audit. */
  readonly mode: 'user' | 'setup' | 'audit' | 'deployed';
  /** shim started this system, so keys of the machine owner (MOK) count too. */
  readonly shim: boolean;
  /** Folder of sbctl's keys, if there are any, and whether the firmware's db holds their certificate. */
  readonly sbctl?: { readonly directory: string; readonly enrolled: boolean } | undefined;
  /** What it was seen by. */
  readonly evidence: readonly string[];
}

export interface HardwareFacts {
  readonly vendor?: string | undefined;
  readonly product?: string | undefined;
  /** systemd-detect-virt: `none`, `kvm`, `qemu`, … */
  readonly virtual?: string | undefined;
  readonly disks: readonly { readonly name: string; readonly model: string; readonly bytes: number }[];
  /** Serial ports at the addresses that Xen calls com1 and com2; undefined: none was found, or not looked for. */
  readonly serial?: readonly SerialPortFacts[] | undefined;
}

export interface SerialPortFacts {
  readonly port: 'com1' | 'com2';
  /** `115200,8n1`, where the firmware tells. */
  readonly settings?: string | undefined;
  /** `firmware`: its table SPCR says that a console is there. `kernel`: the kernel found the port, whatever is behind it. */
  readonly source: 'firmware' | 'kernel';
}

export interface MemoryFacts {
  /** Of the whole host (`xl info` under Xen, MemTotal else). */
  readonly totalMiB: number;
  readonly availableMiB: number;
}

/** An installed kernel package. */
export interface KernelFacts {
  /** pkgbase: `linux`, `linux-lts`. */
  readonly name: string;
  readonly release: string;
  /** `/boot/vmlinuz-linux`, where mkinitcpio puts it; undefined: not found (UKI only). */
  readonly image?: string | undefined;
  readonly initramfs?: string | undefined;
  /** CONFIG_* of interest (`CONFIG_XEN_DOM0`: `y`); undefined: the configuration could not be read. */
  readonly config?: Readonly<Record<string, 'y' | 'm' | 'n'>> | undefined;
  readonly configSource?: string | undefined;
  readonly running: boolean;
}

/** Who is at the keyboard, and by what way. */
export interface SessionFacts {
  readonly uid: number;
  readonly user: string;
  /** The user before sudo or su, if any. */
  readonly invokedBy?: string | undefined;
  readonly via: 'ssh' | 'vt' | 'serial' | 'unknown';
  /** Interface and addresses that the ssh session runs over. */
  readonly ssh?: { readonly peer: string; readonly local: string; readonly interface?: string | undefined } | undefined;
}

/** Other virtualisation software that does not get on with Xen. */
export interface ConflictFacts {
  /** Loaded kernel modules: vboxdrv, vmmon, kvm_intel (with use count). */
  readonly modules: readonly { readonly name: string; readonly users: number }[];
  /** The xenfs line of /etc/fstab that breaks booting plain Linux. */
  readonly fstabXenfs?: string | undefined;
}

export interface BuilderFacts {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly groups: readonly string[];
  /** May become root by sudo: could change anything on this host anyway. */
  readonly sudo?: boolean | undefined;
}

export interface DiskFacts {
  /** Free and total MiB of the file system that /var/cache/archxen is on. */
  readonly buildFreeMiB?: number | undefined;
  readonly buildTotalMiB?: number | undefined;
  readonly bootFreeMiB?: number | undefined;
}

/** `systemctl show`: LoadState, UnitFileState, ActiveState. */
export interface UnitFacts {
  readonly load: string;
  readonly enabled: string;
  readonly active: string;
}

export interface FileFacts {
  readonly type: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Content of small text files. */
  readonly text?: string | undefined;
  readonly sha256?: string | undefined;
  readonly target?: string | undefined;
  /** What the first bytes say: a kernel's boot sector, a PE program, a compressed archive. */
  /** Of a xen.efi: its sections by name with their digests, the configuration inside, and whether it is signed. */
  readonly image?: ImageFacts | undefined;
  readonly magic?: 'bzimage' | 'pe' | 'gzip' | 'zstd' | 'xz' | 'lz4' | 'cpio' | 'elf' | 'zero' | 'other' | undefined;
}

export interface ImageFacts {
  readonly sections: Readonly<Record<string, string>>;
  readonly config?: string | undefined;
  readonly signed: boolean;
  /** No section is cut off. */
  readonly whole: boolean;
}

/** archxen itself. */
export interface SelfFacts {
  readonly version: string;
  /** The one-file program, for the boot-time unit; undefined when run from source. */
  readonly bundle?: { readonly path: string; readonly sha256: string } | undefined;
  readonly node: string;
}
