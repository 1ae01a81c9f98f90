/** A finding about a guest's configuration. `error`: it will not do what it says. `warning`: it works, but in an old spelling, or for too many, or not as this host is now. */
export interface XlFinding {
  readonly severity: 'error' | 'warning';
  /** From 1; undefined: about the file as a whole. */
  readonly line?: number | undefined;
  readonly message: string;
  readonly hint: string;
}
