/** What starts xen.efi: its path on the host, and the load options that it gets. */
export interface XenProgram {
  /** Prefix of the checks' ids: `boot.chain`. */
  readonly checks: string;
  /** Title of the entry, for words. */
  readonly entry: string;
  readonly program: string;
  readonly options: string;
  readonly evidence: readonly string[];
}
