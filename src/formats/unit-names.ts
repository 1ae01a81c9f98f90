/**
 * A word as part of the name of a unit, as systemd-escape(1) writes it: what is no letter, digit, `:`, `_` or `.` becomes `\x2d` and
 * the like, and `/` becomes `-`.
 */
export const escapeUnitName = (word: string): string =>
  [...Buffer.from(word)]
    .map((byte, index) => {
      const char = String.fromCharCode(byte);
      if (char === '/') return '-';
      const plain = /[A-Za-z0-9:_.]/.test(char) && !(index === 0 && char === '.');
      return plain ? char : `\\x${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');

/** The unit of a template for one word: `netctl@office.service`. */
export const instanceUnit = (template: string, word: string): string => `${template}@${escapeUnitName(word)}.service`;

/** The word that a unit of the template is for; undefined: it is a unit of another kind. */
export function instanceWord(template: string, unit: string): string | undefined {
  const [start, end] = [`${template}@`, '.service'];
  if (!unit.startsWith(start) || !unit.endsWith(end) || unit.length <= start.length + end.length) return undefined;
  return unescapeUnitName(unit.slice(start.length, -end.length));
}

/** The word again. */
export const unescapeUnitName = (name: string): string =>
  Buffer.concat(
    [...name.matchAll(/\\x([0-9a-f]{2})|./gs)].map(([char, hex]) =>
      hex === undefined ? Buffer.from(char === '-' ? '/' : char) : Buffer.from(hex, 'hex'),
    ),
  ).toString();
