/** What every change has. */
export interface ChangeBase {
  /** Unique in its plan, stable between runs: `boot.entry`, `build.xen`. */
  readonly id: string;
  /** A sentence for the person: `Add the boot entry "Arch Linux on Xen (trial)"`. */
  readonly title: string;
  /** Why it is needed, one line. */
  readonly why?: string | undefined;
}
