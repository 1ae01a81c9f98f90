export interface XenFacts {
  /** /sys/hypervisor/type is `xen`. */
  readonly running: boolean;
  /** /proc/xen/capabilities has control_d. */
  readonly dom0: boolean;
  /** A guest of Xen without control_d: archxen has no business here. */
  readonly guest: boolean;
  /** `4.21.2`, of the running hypervisor. */
  readonly version?: string | undefined;
  readonly commandLine?: string | undefined;
  /** Tokens of `xl info` virt_caps: pv hvm hvm_directio hap … */
  readonly virtCaps?: readonly string[] | undefined;
  readonly totalMiB?: number | undefined;
  readonly freeMiB?: number | undefined;
  readonly cpus?: number | undefined;
  /** `xl list`; undefined: it could not be run, and why is in the notes. */
  readonly domains?: readonly DomainFacts[] | undefined;
  /** What `xl list` said when it failed. */
  readonly listError?: string | undefined;
}

/** A row of `xl list`. */
export interface DomainFacts {
  readonly name: string;
  readonly id: number;
  readonly memoryMiB: number;
  readonly vcpus: number;
  /** Six characters of r b p s c d or `-`. */
  readonly state: string;
  readonly seconds: number;
}
