import type { FileFacts } from '../core/facts.ts';

/** How much of a file is looked at: up to the `HdrS` of a Linux boot sector at 0x202. */
export const magicLength = 0x210;

const signatures: readonly (readonly [NonNullable<FileFacts['magic']>, readonly number[]])[] = [
  ['pe', [0x4d, 0x5a]],
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['lz4', [0x02, 0x21, 0x4c, 0x18]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['cpio', [...Buffer.from('07070')]],
  ['elf', [0x7f, 0x45, 0x4c, 0x46]],
];

/** What the first bytes of a file say that it is. A kernel with an EFI stub is a bzImage first, and a PE program too. */
export function magicOf(head: Uint8Array): NonNullable<FileFacts['magic']> {
  if (head.every((byte) => byte === 0)) return 'zero';
  if (Buffer.from(head.subarray(0x202, 0x206)).toString('latin1') === 'HdrS') return 'bzimage';
  return signatures.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte))?.[0] ?? 'other';
}

/** Text has no control characters but tab, line feed, form feed and return, and is UTF-8. */
export function isText(bytes: Uint8Array, complete: boolean): boolean {
  if (bytes.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b) || byte === 0x7f)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !complete });
    return true;
  } catch {
    return false;
  }
}
