/** A line and its ending, so that joining all of them gives the very same text. */
export interface Line {
  readonly text: string;
  /** `\n`, `\r\n`, or nothing at the end of a text without a last newline. */
  readonly ending: string;
}

/** Cuts a text into lines without losing a byte. An empty text has none. */
export function splitLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const content = newline > start && text[newline - 1] === '\r' ? newline - 1 : end;
    const next = newline < 0 ? text.length : newline + 1;
    lines.push({ text: text.slice(start, content), ending: text.slice(content, next) });
    start = next;
  }
  return lines;
}

export const joinLines = (lines: readonly Line[]): string => lines.map((line) => line.text + line.ending).join('');

/** Adds a line at the end, with the line ending that the text uses and a newline before it where one is missing. */
export function appendLine(text: string, line: string): string {
  const ending = /\r\n/.test(text) ? '\r\n' : '\n';
  return `${text}${text === '' || text.endsWith('\n') ? '' : ending}${line}${ending}`;
}
