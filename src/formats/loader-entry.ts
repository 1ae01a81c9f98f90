import { appendLine, joinLines, type Line, splitLines } from './lines.ts';

/** A key and its value as systemd-boot reads them from a line. */
export interface LoaderField {
  readonly key: string;
  readonly value: string;
  /** From 0. */
  readonly line: number;
}

/** A Boot Loader Specification entry, type #1 (`/loader/entries/*.conf`). Paths begin at the partition's root. */
export interface LoaderEntry {
  readonly fields: readonly LoaderField[];
  readonly title?: string | undefined;
  readonly sortKey?: string | undefined;
  /** Of the kernel, where an entry is for one version only. */
  readonly version?: string | undefined;
  readonly linux?: string | undefined;
  readonly efi?: string | undefined;
  readonly initrd: readonly string[];
  /** All `options` lines, joined. */
  readonly options: string;
}

/** Lines as systemd-boot cuts them: a carriage return ends one too, wherever it stands. */
const loaderLines = (text: string): readonly Line[] =>
  splitLines(text).flatMap(({ text: content, ending }) => {
    const parts = content.split('\r');
    return parts.map((part, index) => ({ text: part, ending: index === parts.length - 1 ? ending : '\r' }));
  });

/** Without the blanks around it; not by an expression, which takes the square of a long row of blanks. */
function withoutBlanks(text: string): string {
  const blank = (at: number): boolean => text[at] === ' ' || text[at] === '\t';
  let start = 0;
  let end = text.length;
  while (start < end && blank(start)) start += 1;
  while (end > start && blank(end - 1)) end -= 1;
  return text.slice(start, end);
}

/** Lines of loader.conf or of an entry. The rules of systemd-boot's line_get_key_value: `#` only at the start of a line. */
export function readLoaderFields(text: string): readonly LoaderField[] {
  return loaderLines(text).flatMap(({ text: raw }, line) => {
    const content = withoutBlanks(raw);
    const blank = content.search(/[ \t]/);
    if (blank < 0 || content.startsWith('#')) return [];
    const value = content.slice(blank).trimStart();
    return [{ key: content.slice(0, blank), value: /^".*"$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value, line }];
  });
}

export function parseLoaderEntry(text: string): LoaderEntry {
  const fields = readLoaderFields(text);
  const all = (key: string): readonly string[] => fields.filter((field) => field.key === key).map((field) => field.value);
  const last = (key: string): string | undefined => all(key).at(-1);
  return {
    fields,
    title: last('title'),
    sortKey: last('sort-key'),
    version: last('version'),
    linux: last('linux'),
    efi: last('efi'),
    initrd: all('initrd'),
    options: all('options').join(' '),
  };
}

/** The keys of loader.conf for what is booted; `preferred`, which newer loaders know, wins. */
export type DefaultKey = 'preferred' | 'default';

/** `default` of loader.conf: a pattern of entry ids, or `@saved`. The last one counts. */
export const loaderDefault = (text: string, key: DefaultKey = 'default'): string | undefined =>
  readLoaderFields(text).findLast((field) => field.key === key)?.value;

/** Sets `default` in loader.conf: rewrites the line that counts, else adds one. All other bytes stay. */
export function setLoaderDefault(text: string, id: string, key: DefaultKey = 'default'): string {
  const present = readLoaderFields(text).findLast((field) => field.key === key);
  if (present?.value === id) return text;
  if (present === undefined) return appendLine(text, `${key} ${id}`);
  const start = new RegExp(`^([ \\t]*${key}[ \\t]+).*$`, 's');
  return joinLines(
    loaderLines(text).map((line, index) =>
      index === present.line ? { ...line, text: line.text.replace(start, (_, before: string) => before + id) } : line,
    ),
  );
}

/**
 * Does a `default` pattern choose this entry? systemd-boot compares by shell glob (`*`, `?`, `[...]`) with the file's name in
 * lower case, and a boot counter (`+3-1`) is a part of that (config_find_entry of boot.c).
 */
export function loaderPatternMatches(pattern: string, fileName: string): boolean {
  const name = fileName.toLowerCase();
  const source = [...pattern.toLowerCase().replace(/\*+/g, '*')].map((char) =>
    char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.|+(){}]/g, '\\$&'),
  );
  try {
    return new RegExp(`^${source.join('').replace(/\[!/g, '[^')}$`, 's').test(name);
  } catch {
    return pattern.toLowerCase() === name;
  }
}

const counter = /\+(\d+)(?:-(\d+))?(?=\.(?:conf|efi)$)/;

/** The name of an entry that stays the same: its file's name in lower case, without a boot counter. */
export const loaderEntryId = (fileName: string): string => fileName.toLowerCase().replace(counter, '');

/** The boot counter in a file's name: how many starts are left, and how many there were. */
export function bootCounter(fileName: string): { readonly left: number; readonly done: number } | undefined {
  const [, left, done = '0'] = counter.exec(fileName.toLowerCase()) ?? [];
  return left === undefined ? undefined : { left: Number(left), done: Number(done) };
}

/** A `default` that chooses this entry with any boot counter and with none, as its file is called once it has booted. */
export const anyCounter = (id: string): string => id.replace(/\.(conf|efi)$/, '[.+]*$1');
