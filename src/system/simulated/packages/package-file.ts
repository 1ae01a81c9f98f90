/** A file that a package installs. */
export interface PackagedFile {
  readonly path: string;
  readonly text?: string;
  /** A large binary, of which the first bytes are made up. */
  readonly magic?: 'gzip' | 'pe' | 'elf';
  readonly size?: number;
  readonly link?: string;
  readonly directory?: true;
  readonly mode?: number;
}

/** What makepkg leaves in PKGDEST: the simulation's package format behind zstd's first bytes. */
export interface BuiltPackage {
  readonly name: string;
  readonly version: string;
  readonly depends: readonly string[];
  readonly files: readonly PackagedFile[];
}

const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

export const printPackage = (built: BuiltPackage): Uint8Array => Buffer.concat([zstd, Buffer.from(JSON.stringify(built))]);

/** Undefined: not a package of the simulation. */
export function parsePackage(bytes: Uint8Array | undefined): BuiltPackage | undefined {
  if (bytes === undefined || Buffer.compare(Buffer.from(bytes).subarray(0, 4), zstd) !== 0) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).subarray(4).toString('utf8')) as BuiltPackage;
  } catch {
    return undefined;
  }
}
