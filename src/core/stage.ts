/** Of stages before Xen was confirmed: somebody made it the default already. */
interface Unconfirmed {
  readonly xenIsDefault?: true | undefined;
}

/**
 * Where a host stands on the road, from its journal and its facts. One function computes it (src/road/stage.ts);
 * the wizard's first screen, `archxen status` and the login message show it.
 */
export type Stage =
  /** Nothing was ever done here, or all of it was rolled back. */
  | { readonly at: 'fresh' }
  /** A plan was begun and neither finished nor undone: resume or roll back. */
  | { readonly at: 'interrupted'; readonly done: number; readonly total: number; readonly rollback: boolean; readonly failed: boolean }
  /** All applied; the trial boot has not happened yet. */
  | ({ readonly at: 'armed' } & Unconfirmed)
  /** There was a reboot, and it did not lead into Xen. */
  | ({ readonly at: 'fell-back'; readonly why: string; readonly evidence: readonly string[] } & Unconfirmed)
  /** In dom0, not verified green in this boot. */
  | ({
      readonly at: 'in-dom0';
      /** What its verdict found wrong; `restarts`: so this host goes back to Linux by itself. */
      readonly red?: { readonly found: readonly string[]; readonly restarts: boolean } | undefined;
      /** As of `verified`: a green verdict would not be enough to confirm. */
      readonly untried?: string | undefined;
    } & Unconfirmed)
  /** Verified green in this boot; Linux is still the default. */
  | ({
      readonly at: 'verified';
      /** Why the next boot of the entry would start something else than what was verified: it may not become the default. */
      readonly untried?: string | undefined;
    } & Unconfirmed)
  /** Xen is the default, and runs. */
  | { readonly at: 'confirmed' }
  /** Xen was confirmed, but Linux was booted; `linuxIsDefault`: somebody made it the default again. */
  | { readonly at: 'confirmed-but-linux'; readonly linuxIsDefault?: true | undefined }
  /** Xen runs here, but archxen did not set it up. */
  | { readonly at: 'foreign-xen' };
