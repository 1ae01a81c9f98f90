import { basename, dirname } from 'node:path/posix';

/** What a publisher's file says of an image. */
export interface Checksum {
  /** The program of coreutils that computes it. */
  readonly program: 'sha256sum' | 'sha512sum' | 'b2sum';
  readonly digest: string;
}

/** Where publishers put the checksums of an image: beside it, by these names. The strongest that is common comes first. */
export function checksumFiles(image: string): readonly string[] {
  const directory = dirname(image);
  const beside = ['sha256sums.txt', 'SHA256SUMS', 'SHA256SUM', 'b2sums.txt', 'SHA512SUMS', 'CHECKSUM'].map(
    (name) => `${directory}/${name}`,
  );
  return [`${image}.sha256`, `${image}.SHA256`, `${image}.sha512`, `${image}.b2`, ...beside];
}

/** Fedora names its file after the release: `Fedora-Server-43-1.6-x86_64-CHECKSUM`. */
export const isChecksumFile = (name: string): boolean => /-CHECKSUM$/.test(name);

/**
 * The checksum of an image in a publisher's file: `DIGEST  NAME` (coreutils), `SHA256 (NAME) = DIGEST` (BSD, Fedora), or a
 * digest alone in a file of the image's own name.
 */
export function checksumOf(text: string, file: string, image: string): Checksum | undefined {
  const name = basename(image);
  for (const line of text.split('\n')) {
    const plain = /^\\?([0-9a-f]{64}|[0-9a-f]{128})\s+[ *]?(?:\.\/)?(\S.*?)\s*$/i.exec(line);
    if (plain?.[2] !== undefined && basename(plain[2]) === name) return checksum(plain[1] ?? '', file);
    const tagged = /^(SHA256|SHA512|BLAKE2b)\s*\((.+)\)\s*=\s*([0-9a-f]{64}|[0-9a-f]{128})\s*$/i.exec(line);
    if (tagged?.[2] !== undefined && basename(tagged[2]) === name) return checksum(tagged[3] ?? '', tagged[1] ?? '');
    const alone = /^([0-9a-f]{64}|[0-9a-f]{128})\s*$/i.exec(line);
    if (alone !== null && file.startsWith(image)) return checksum(alone[1] ?? '', file);
  }
  return undefined;
}

const checksum = (digest: string, hint: string): Checksum => ({
  digest: digest.toLowerCase(),
  program: digest.length === 64 ? 'sha256sum' : /b2|blake/i.test(hint) ? 'b2sum' : 'sha512sum',
});
