/** What a boot loader starts, as it would find it at that moment. */
export interface Attempt {
  /** Id of the entry. */
  readonly entry: string;
  readonly kind: 'linux' | 'xen';
  /** Linux's command line; undefined: it is in a unified image that was not recorded. */
  readonly commandLine?: string | undefined;
  readonly xenOptions?: string | undefined;
  /** What stops it before anything runs, in the loader's words; it then waits for a person. */
  readonly problem?: string | undefined;
  /** After the problem the loader's menu shows, and its timeout runs: nobody is waited for. */
  readonly comesBack?: boolean | undefined;
}
