import { appendLine, joinLines, splitLines } from './lines.ts';

/** A line of refind.conf outside of stanzas. */
export interface RefindSetting {
  readonly key: string;
  readonly values: readonly string[];
  /** From 0. */
  readonly line: number;
}

/** A manual stanza. Paths begin at the root of rEFInd's own volume where `volume` names no other. */
export interface RefindStanza {
  readonly title: string;
  readonly disabled: boolean;
  readonly loader?: string | undefined;
  readonly initrd: readonly string[];
  readonly options: string;
  readonly volume?: string | undefined;
}

export interface RefindConf {
  readonly settings: readonly RefindSetting[];
  readonly stanzas: readonly RefindStanza[];
}

/** Words of a line: blanks, `=` and commas part them, double quotes keep them together, `#` outside of quotes ends the line. */
export function refindWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/"((?:[^"]|"")*)"?|([^\s"=,#]+)|#.*$/g)) {
    if (quoted !== undefined) words.push(quoted.replaceAll('""', '"'));
    else if (plain !== undefined) words.push(plain);
  }
  return words;
}

export function readRefindConf(text: string): RefindConf {
  const settings: RefindSetting[] = [];
  const stanzas: RefindStanza[] = [];
  let stanza: RefindStanza | undefined;
  let depth = 0;
  for (const [line, { text: raw }] of splitLines(text).entries()) {
    const [key = '', ...values] = refindWords(raw);
    const name = key.toLowerCase();
    if (name === '') continue;
    if (stanza === undefined) {
      if (name === 'menuentry') {
        stanza = { title: values[0] ?? '', disabled: false, initrd: [], options: '' };
        depth = 1;
      } else settings.push({ key: name, values, line });
    } else if (name === '}') {
      depth -= 1;
      if (depth > 0) continue;
      stanzas.push(stanza);
      stanza = undefined;
    } else if (values.at(-1) === '{') depth += 1;
    else if (depth === 1) stanza = withField(stanza, name, values);
  }
  return { settings, stanzas: stanza === undefined ? stanzas : [...stanzas, stanza] };
}

function withField(stanza: RefindStanza, name: string, values: readonly string[]): RefindStanza {
  const value = values[0] ?? '';
  if (name === 'loader') return { ...stanza, loader: value };
  if (name === 'initrd') return { ...stanza, initrd: [...stanza.initrd, value] };
  if (name === 'options') return { ...stanza, options: values.join(' ') };
  if (name === 'volume') return { ...stanza, volume: value };
  return name === 'disabled' ? { ...stanza, disabled: true } : stanza;
}

/** Sets an option outside of stanzas: rewrites its last line that has one value (others hold at some times only), else adds one. */
export function setRefindSetting(text: string, key: string, value: string): string {
  const present = readRefindConf(text).settings.findLast((setting) => setting.key === key && setting.values.length === 1);
  if (present?.values[0] === value) return text;
  const line = `${key} "${value}"`;
  return present === undefined ? appendLine(text, line) : replaceLine(text, present.line, line);
}

export const replaceLine = (text: string, at: number, line: string): string =>
  joinLines(splitLines(text).map((each, index) => (index === at ? { ...each, text: line } : each)));

/** The titles and command lines of refind_linux.conf, which rEFInd reads beside a kernel that it found; the first is the default. */
export const readRefindLinux = (text: string): readonly { readonly title: string; readonly options: string }[] =>
  splitLines(text).flatMap(({ text: line }) => {
    const [title, options] = [...line.replace(/^\s*#.*$/, '').matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    return title === undefined || options === undefined ? [] : [{ title, options }];
  });
