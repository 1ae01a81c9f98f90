/** A section of a file like systemd's or NetworkManager's: its header's name and its lines as they stand, header included. */
export interface Section {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Splits such a file into its sections, in order and verbatim; what stands before the first header is left out. */
export function sections(text: string): readonly Section[] {
  const found: { name: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const header = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) found.push({ name: header, lines: [line.trim()] });
    else found.at(-1)?.lines.push(line.replace(/\s+$/, ''));
  }
  return found.map(({ name, lines }) => ({ name, lines: trimmed(lines) }));
}

/** All values of a key in the sections of these names. An empty assignment resets the list, as systemd does. */
export function values(all: readonly Section[], names: readonly string[], key: string): readonly string[] {
  const found: string[] = [];
  for (const section of all.filter(({ name }) => names.includes(name))) {
    for (const line of section.lines) {
      const match = /^\s*([A-Za-z0-9.-]+)\s*=\s*(.*)$/.exec(line);
      if (match?.[1] !== key) continue;
      if (match[2] === '') found.length = 0;
      else if (match[2] !== undefined) found.push(match[2].trim());
    }
  }
  return found;
}

export const sectionsText = (all: readonly Section[]): string => `${all.map(({ lines }) => lines.join('\n')).join('\n\n')}\n`;

const trimmed = (lines: readonly string[]): readonly string[] => {
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(0, last + 1);
};
