/**
 * A recorded host (test/hosts/NAME.json): enough of a real host that archxen's readers see it as it was, and enough of a
 * model that its commands behave. One format for the tests and the rehearsal.
 */
export interface RecordedHost {
  /** Equals the file's name; says the oddity: `esp-nearly-full`. */
  readonly name: string;
  /** One sentence: what is special about it. */
  readonly oddity: string;
  /**
   * Another recorded host that this one changes: files, commands and mounts given here replace its own, null removes (a
   * folder with all that is in it). Of the model, packages, repositories and units are merged, all else is replaced.
   */
  readonly extends?: string;
  readonly files: Readonly<Record<string, RecordedFile | null>>;
  /** Fixed answers by `argv.join(' ')`; the simulated commands come first where both know it. */
  readonly commands?: Readonly<Record<string, RecordedCommand | null>>;
  readonly mounts?: readonly RecordedMount[];
  readonly model?: RecordedModel;
}

/** A model as it is written down: what is left out has a default; null removes a package or unit of the extended host. */
export type RecordedModel = Partial<Omit<HostModel, 'packages' | 'units'>> & {
  readonly packages?: Readonly<Record<string, string | null>>;
  readonly units?: Readonly<Record<string, { readonly enabled: string; readonly active: string } | null>>;
};

/** A text, or one of the other shapes. Parents are made as needed (0755 root). */
export type RecordedFile =
  | string
  | {
      /** The content; with `magic: 'bzimage'`, the release that the kernel's boot sector tells. */
      readonly text?: string;
      readonly base64?: string;
      readonly link?: string;
      readonly directory?: true;
      /** A large binary of which only the first bytes matter: they are made up from this. */
      readonly magic?: 'bzimage' | 'pe' | 'gzip' | 'zstd' | 'xz' | 'lz4' | 'cpio' | 'elf';
      /** With `magic`: the size to report. */
      readonly size?: number;
      readonly mode?: number;
      readonly uid?: number;
      readonly gid?: number;
    };

export interface RecordedCommand {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exit?: number;
}

export interface RecordedMount {
  readonly mount: string;
  readonly device: string;
  readonly fstype: string;
  readonly options?: string;
  readonly uuid?: string;
  readonly partuuid?: string;
  readonly label?: string;
  readonly totalMiB: number;
  readonly freeMiB: number;
}

/** What the simulated commands know of the host. Changing state lives in files of the scratch root. */
export interface HostModel {
  /** `name version` pairs as `pacman -Q` prints them. */
  readonly packages: Readonly<Record<string, string>>;
  /** What the repositories have, by repository. */
  readonly repositories: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pendingUpgrades: readonly string[];
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly cpuVendor: 'intel' | 'amd';
  readonly virtualisation: boolean;
  readonly iommu: boolean;
  readonly links: readonly {
    readonly name: string;
    readonly mac: string;
    readonly addresses: readonly string[];
    readonly gateway?: string;
    readonly dhcp?: boolean;
    readonly wifi?: boolean;
  }[];
  readonly hardware: {
    readonly vendor: string;
    readonly product: string;
    readonly disks: readonly { readonly name: string; readonly model: string; readonly bytes: number }[];
  };
  /**
   * How a boot of the Xen entry ends here. `dom0-hang`: dom0 stops answering Xen; `dom0-stuck`: it runs, but its services do
   * not come up; `red`: it comes up with a service of Xen failed; `no-root`: its initramfs finds no root.
   */
  readonly xenBoot: 'good' | 'xen-panic' | 'dom0-panic' | 'dom0-hang' | 'dom0-stuck' | 'no-root' | 'red';
  /** How the build ends, and after how many simulated lines. */
  readonly build: 'good' | 'fails';
  readonly buildLines: number;
  readonly online: boolean;
  /** enabled/active of systemd units at first. */
  readonly units: Readonly<Record<string, { readonly enabled: string; readonly active: string }>>;
}
