import { ArchxenError } from '../core/error.ts';
import { type Token, tokensOf } from './xl-cfg-tokens.ts';

/**
 * xl's configuration language: `key = value` with strings in ' or ", numbers, lists, `+=`, `;` and comments. It looks
 * like Python and is not. Grammar as in tools/libs/util/libxlu_cfg_{l.l,y.y,c} of Xen 4.21.
 */
export type XlValue = string | number | readonly XlValue[];

/** One assignment, with the places of its parts in the text (offsets, end exclusive). */
export interface XlSetting {
  readonly key: string;
  readonly operator: '=' | '+=';
  readonly value: XlValue;
  /** From 1. */
  readonly line: number;
  readonly start: number;
  readonly operatorStart: number;
  readonly end: number;
}

export interface XlProblem {
  readonly line: number;
  readonly message: string;
}

/** What could be read, and each line that xl would refuse. */
export interface XlCfg {
  readonly settings: readonly XlSetting[];
  readonly problems: readonly XlProblem[];
}

class Refused extends Error {
  readonly line: number;
  constructor(token: Token, message: string) {
    super(message);
    this.line = token.line;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const unquote = (token: Token): string =>
  token.text.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => {
    const character = escapes[letter];
    // xl's own reading of \x41 and \101 is broken: the first is refused, the second loses the character.
    if (character === undefined) throw new Refused(token, `xl does not understand \\${letter} in a quoted string`);
    return character;
  });

const shown = (token: Token): string =>
  token.kind === 'end' ? 'the end of the file' : token.kind === 'newline' ? 'the end of the line' : token.text;

/** Reads a configuration; goes on after a bad line, as xl does, to tell of all of them. */
export function parseXlCfg(text: string): XlCfg {
  const tokens = tokensOf(text);
  const settings: XlSetting[] = [];
  const problems: XlProblem[] = [];
  const end: Token = { kind: 'end', text: '', start: text.length, end: text.length, line: 1 };
  let at = 0;
  const peek = (): Token => tokens[at] ?? end;
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const skipNewlines = (): void => {
    while (peek().kind === 'newline') at += 1;
  };

  const value = (): { readonly value: XlValue; readonly end: number } => {
    const token = next();
    if (token.kind === 'string') return { value: unquote(token), end: token.end };
    if (token.kind === 'number') {
      // strtol with base 0: decimal, 0x hexadecimal, leading 0 octal.
      const number = /^0[0-7]+$/.test(token.text) ? Number.parseInt(token.text, 8) : Number(token.text);
      if (!Number.isSafeInteger(number)) throw new Refused(token, `${token.text} is not a number`);
      return { value: number, end: token.end };
    }
    if (token.kind !== '[') throw new Refused(token, `there should be a value before ${shown(token)}; text values stand in quotes`);
    const items: XlValue[] = [];
    skipNewlines();
    while (peek().kind !== ']') {
      items.push(value().value);
      skipNewlines();
      if (peek().kind === ',') {
        at += 1;
        skipNewlines();
      } else if (peek().kind !== ']') {
        throw new Refused(peek(), `there should be , or ] before ${shown(peek())}`);
      }
    }
    return { value: items, end: next().end };
  };

  const statement = (): void => {
    const first = next();
    if (first.kind === 'newline' || first.kind === ';' || first.kind === 'end') return;
    if (first.kind !== 'word') throw new Refused(first, `${shown(first)} is not the name of a setting`);
    const operator = next();
    if (operator.kind !== '=' && operator.kind !== '+=') throw new Refused(operator, `there should be = after ${first.text}`);
    const parsed = value();
    const after = peek();
    if (after.kind !== 'newline' && after.kind !== ';' && after.kind !== 'end') {
      throw new Refused(after, `${shown(after)} is too much after the value of ${first.text}`);
    }
    settings.push({
      key: first.text,
      operator: operator.kind,
      value: parsed.value,
      line: first.line,
      start: first.start,
      operatorStart: operator.start,
      end: parsed.end,
    });
  };

  while (peek().kind !== 'end') {
    try {
      statement();
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      problems.push({ line: thrown.line, message: thrown.message });
      at -= 1;
      while (peek().kind !== 'newline' && peek().kind !== 'end') at += 1;
    }
  }
  return { settings, problems };
}

/** The value that xl takes: the last assignment wins, `+=` adds to what was there. */
export function xlValue(cfg: XlCfg, key: string): XlValue | undefined {
  let found: XlValue | undefined;
  for (const { operator, value } of cfg.settings.filter((setting) => setting.key === key)) {
    if (operator === '=' || found === undefined) found = value;
    else if (isList(found) && isList(value)) found = found.concat(value);
    else found = isList(found) || isList(value) ? value : `${found}${value}`;
  }
  return found;
}

const isList = (value: XlValue): value is readonly XlValue[] => Array.isArray(value);

/** A value as xl reads it back. Control characters other than newline and tab are refused. */
export function renderXlValue(value: XlValue): string {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && value >= 0) return String(value);
    throw new ArchxenError('guest-invalid', `xl's configuration has no number ${value}.`, { hint: 'Use a whole number from 0 up.' });
  }
  if (isList(value)) return value.length === 0 ? '[ ]' : `[ ${value.map(renderXlValue).join(', ')} ]`;
  if (/[\x00-\x08\x0b-\x1f\x7f]/.test(value)) {
    throw new ArchxenError('guest-invalid', `A value for xl's configuration has a control character: ${JSON.stringify(value)}.`, {
      hint: 'Remove it.',
    });
  }
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
}

/**
 * The text with a key set, or with its assignments removed (`undefined`). All else stays as it is, byte by byte.
 * A text that xl would refuse is not edited.
 */
export function setXlKey(text: string, key: string, value: XlValue | undefined): string {
  const { settings, problems } = parseXlCfg(text);
  const problem = problems[0];
  if (problem !== undefined) {
    throw new ArchxenError('guest-invalid', `xl would refuse this configuration: line ${problem.line}: ${problem.message}.`, {
      hint: 'Correct that line first.',
      lines: problems.map((each) => `line ${each.line}: ${each.message}`),
    });
  }
  const own = settings.filter((setting) => setting.key === key);
  const kept = value === undefined ? undefined : own[0];
  let out = text;
  for (const setting of own.filter((each) => each !== kept).toReversed()) out = withoutStatement(out, setting);
  if (value === undefined) return out;
  const assignment = `= ${renderXlValue(value)}`;
  if (kept !== undefined) return out.slice(0, kept.operatorStart) + assignment + out.slice(kept.end);
  return `${out}${out === '' || out.endsWith('\n') ? '' : '\n'}${key} ${assignment}\n`;
}

/** Cuts a statement out, with its `;`, and with its line when nothing else stands there. */
function withoutStatement(text: string, { start, end }: XlSetting): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const separator = /^[ \t]*;[ \t]*/.exec(text.slice(end))?.[0] ?? '';
  const after = end + separator.length;
  const alone = text.slice(lineStart, start).trim() === '' && (after === text.length || text[after] === '\n');
  return alone ? text.slice(0, lineStart) + text.slice(after + 1) : text.slice(0, start) + text.slice(after);
}
