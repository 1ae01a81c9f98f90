/** A word that sh takes as it is. */
export const shellWord = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

const escapes: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 37: '%%', 39: '\\047', 92: '\\\\' };
const longest = 2000;

/**
 * Commands of a POSIX shell that print these bytes exactly, readable where the bytes are. `printf` is built into every sh, a
 * rescue shell may have no base64; in its format only `\ooo`, `\n`, `\t`, `\\` and `%%` are used.
 */
export function shellContent(bytes: Uint8Array): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const flush = (): void => {
    // A format must not look like an option.
    if (line !== '') lines.push(`printf '${line.replace(/^-/, '\\055')}'`);
    line = '';
  };
  for (const byte of bytes) {
    line += escapes[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`);
    if (byte === 0x0a || line.length > longest) flush();
  }
  flush();
  return lines.length === 0 ? [':'] : lines;
}
