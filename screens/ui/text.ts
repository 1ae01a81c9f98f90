/** Columns that a character takes on a terminal: wide East Asian characters and pictures take two, accents none. */
function columnsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if ((code >= 0x300 && code <= 0x36f) || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    code >= 0x20000;
  return wide ? 2 : 1;
}

export const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + columnsOf(character), 0);

/** Without escape sequences and other control characters, tabs as blanks; with `ascii`, other characters become `?`. */
export function clean(text: string, ascii: boolean): string {
  const plain = text
    .replace(/\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b./g, '')
    // A line that was drawn over, as progress bars do: what was drawn last.
    .replace(/^[\s\S]*\r(?=[^\r])/, '')
    .replace(/\t/g, '    ')
    .replace(/[\x00-\x1f\x7f-\x9f]/g, '');
  return ascii ? plain.replace(/[^\x20-\x7e]/gu, '?') : plain;
}

/** At most this wide; what is cut off is marked by `~`. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  return `${head(text, width - 1)}~`;
}

/** Exactly this wide. */
export function pad(text: string, width: number): string {
  const short = cut(text, width);
  return short + ' '.repeat(Math.max(0, width - widthOf(short)));
}

function head(text: string, width: number): string {
  let out = '';
  let used = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > width) break;
    out += character;
  }
  return out;
}

/** Broken at blanks where it can be, in the midst of a word where it must be; later lines are indented. */
export function wrap(text: string, width: number, indent = ''): readonly string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(width, 8), indent));
}

function wrapLine(line: string, width: number, indent: string): readonly string[] {
  const out: string[] = [];
  let rest = line;
  while (widthOf(rest) > width) {
    const piece = head(rest, width);
    const blank = piece.lastIndexOf(' ');
    const at = blank > indent.length ? blank : piece.length;
    out.push(piece.slice(0, at).trimEnd());
    rest = indent + rest.slice(at).trimStart();
  }
  out.push(rest);
  return out;
}

/** Broken after so many columns, every character kept: for diffs. */
export function fold(text: string, width: number, indent = '  '): readonly string[] {
  const out: string[] = [];
  let rest = text;
  while (widthOf(rest) > width) {
    const piece = head(rest, width);
    out.push(piece);
    rest = indent + rest.slice(piece.length);
  }
  out.push(rest);
  return out;
}

/** `0:07`, `12:40`, `1:02:03`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
