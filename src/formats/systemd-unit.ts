import { splitLines } from './lines.ts';

/** `Key=value` of a unit or network file; lines continued with a backslash are joined by a blank. */
export interface UnitSetting {
  readonly key: string;
  readonly value: string;
  /** First and last line of it, from 0. */
  readonly line: number;
  readonly lastLine: number;
}

export interface UnitSection {
  readonly name: string;
  readonly line: number;
  readonly settings: readonly UnitSetting[];
}

/** Sections in order; a section may be there more than once, a key too. Nothing is merged. */
export interface UnitFile {
  readonly sections: readonly UnitSection[];
}

/** Reads the syntax of systemd.syntax(7): unit files, .network, .netdev, .link. Lines that mean nothing are passed over. */
export function parseUnitFile(text: string): UnitFile {
  const sections: { name: string; line: number; settings: UnitSetting[] }[] = [];
  const lines = splitLines(text);
  for (let index = 0; index < lines.length; index += 1) {
    const line = index;
    let content = (lines[index]?.text ?? '').trim();
    if (content === '' || /^[#;]/.test(content)) continue;
    while (content.endsWith('\\') && index + 1 < lines.length) {
      index += 1;
      const next = (lines[index]?.text ?? '').trim();
      // A comment line within a continued value is left out (systemd.syntax(7)).
      content = /^[#;]/.test(next) ? content : `${content.slice(0, -1).trimEnd()} ${next}`;
    }
    const name = /^\[(.*)\]$/.exec(content)?.[1];
    const equals = content.indexOf('=');
    if (name !== undefined) sections.push({ name, line, settings: [] });
    else if (equals > 0) {
      const setting = { key: content.slice(0, equals).trimEnd(), value: content.slice(equals + 1).trim(), line, lastLine: index };
      sections.at(-1)?.settings.push(setting);
    }
  }
  return { sections };
}

/** All values of a key over all sections of that name; an empty value takes back those before it. */
export function unitValues(file: UnitFile, section: string, key: string): readonly string[] {
  const values = file.sections
    .filter((each) => each.name === section)
    .flatMap((each) => each.settings.filter((setting) => setting.key === key).map((setting) => setting.value));
  return values.slice(values.lastIndexOf('') + 1);
}

/** The value that counts for a key that takes one value. */
export const unitValue = (file: UnitFile, section: string, key: string): string | undefined => unitValues(file, section, key).at(-1);
