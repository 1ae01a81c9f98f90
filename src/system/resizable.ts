/** Systems that can make a file larger without writing to it: disks of guests, stand-ins of large binaries. */
export interface Resizable {
  /** Cuts an existing file or extends it with zeros; on a disk these take no space (a sparse file). */
  readonly resize: (path: string, size: number) => Promise<void>;
}
