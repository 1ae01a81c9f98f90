export const bootLoaderIds = ['systemd-boot', 'grub', 'efistub', 'syslinux', 'refind', 'limine'] as const;
export type BootLoaderId = (typeof bootLoaderIds)[number];

export interface BootFacts {
  /** Boot loaders found, the one that really booted this host first. */
  readonly loaders: readonly LoaderFacts[];
  readonly esp?: EspFacts | undefined;
  /** Mount point that holds the kernels: `/boot`, `/efi`, or `/` when /boot is a plain folder. */
  readonly bootMount: string;
  /** File system of the folder /boot (findmnt -T /boot). */
  readonly bootFs?: MountFacts | undefined;
  readonly rootFs?: MountFacts | undefined;
  /** EFI variables of interest, decoded; empty on BIOS. */
  readonly efi: EfiVariables;
  /** Can GRUB write its grubenv at boot (needed for grub-reboot)? With the reason. */
  readonly grubenv?:
    | {
        readonly path: string;
        readonly writableAtBoot: boolean;
        readonly reason: string;
        readonly variables: Readonly<Record<string, string>>;
        /** GRUB 2.14 on btrfs: the variables lie in the header of the file system, not in the file. */
        readonly inHeader?: boolean | undefined;
      }
    | undefined;
  /** Syslinux on BIOS (extlinux), where ldlinux.sys is in a folder of /boot. */
  readonly syslinux?: SyslinuxFacts | undefined;
  /** LABEL, UUID, PARTUUID and device names of block devices, to check root= against. */
  readonly devices: readonly {
    readonly path: string;
    readonly uuid?: string | undefined;
    readonly partuuid?: string | undefined;
    readonly label?: string | undefined;
    readonly fstype?: string | undefined;
  }[];
}

export interface SyslinuxFacts {
  /** `/boot/syslinux` */
  readonly folder: string;
  /** What the first bytes of ldlinux.sys say: `6.04`. */
  readonly version?: string | undefined;
  /** Can Syslinux clear a one-time boot, and archxen see it? */
  readonly writableAtBoot: boolean;
  readonly reason?: string | undefined;
  /** What `extlinux --once` has set: a label, maybe with options. */
  readonly once?: string | undefined;
  /** What MENU SAVE has kept. */
  readonly saved?: string | undefined;
}

export interface LoaderFacts {
  readonly id: BootLoaderId;
  readonly version?: string | undefined;
  /** This loader started the running system (LoaderInfo, BootCurrent), or is the only one there can be. */
  readonly booted: boolean;
  readonly evidence: readonly string[];
}

export interface EspFacts {
  /** `/boot`, `/efi`, `/boot/efi`. */
  readonly mount: string;
  readonly device: string;
  readonly fstype: string;
  readonly totalMiB: number;
  readonly freeMiB: number;
  readonly writable: boolean;
}

export interface MountFacts {
  readonly mount: string;
  readonly device: string;
  readonly fstype: string;
  readonly options: readonly string[];
  readonly uuid?: string | undefined;
}

export interface EfiVariables {
  /** LoaderInfo: `systemd-boot 258.1-arch`, set by the loader that booted. */
  readonly loaderInfo?: string | undefined;
  readonly loaderEntrySelected?: string | undefined;
  /** `bootctl set-preferred`, of newer loaders: it wins over the default. */
  readonly loaderEntryPreferred?: string | undefined;
  readonly loaderEntryDefault?: string | undefined;
  readonly loaderEntryOneShot?: string | undefined;
  /** What `@saved` means; the loader writes it only while that is the default. */
  readonly loaderEntryLastBooted?: string | undefined;
  readonly bootCurrent?: string | undefined;
  readonly bootNext?: string | undefined;
  readonly bootOrder: readonly string[];
  readonly entries: readonly FirmwareEntry[];
}

/** A boot entry of the firmware: the variable Boot#### (EFI_LOAD_OPTION of the UEFI specification). */
export interface FirmwareEntry {
  /** Four hexadecimal digits: `0001`. */
  readonly id: string;
  readonly active: boolean;
  readonly label: string;
  /** File of its device path: `\\EFI\\systemd\\systemd-bootx64.efi`. */
  readonly path?: string | undefined;
  /** GUID of the GPT partition that the path begins at, in lower case. */
  readonly partuuid?: string | undefined;
  /** Its optional data, where that is text in UTF-16: the program's arguments, up to the first NUL. */
  readonly options?: { readonly text: string; readonly terminated: boolean } | undefined;
}
