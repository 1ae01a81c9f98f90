import { readShellWord } from './shell-words.ts';

/** `NAME=value` or `NAME=(words)`, with its place in the text (offsets, end exclusive). */
export interface PlainAssignment {
  readonly name: string;
  /** One word for a plain value. */
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** Its assignments in order, or the first line that is something else. */
export type PlainFile = { readonly assignments: readonly PlainAssignment[] } | { readonly notPlain: string };

const assignmentStart = /([A-Za-z_][A-Za-z0-9_]*)=/y;
const blanks = /(?:[ \t]|\\\n)*/y;
/** Between two statements, or two words of an array. */
const between = /(?:\s|\\\n|#[^\n]*)*/y;

/**
 * Reads a file that bash sources and that has nothing in it but assignments, comments and blank lines: what such a file says
 * is known without running it. An expansion, a command, `+=` or `NAME[1]=` is none of these.
 */
export function readPlainAssignments(text: string): PlainFile {
  const assignments: PlainAssignment[] = [];
  for (let at = past(between, text, 0); at < text.length; ) {
    const next = readAssignment(text, at);
    if (next === undefined) return { notPlain: lineAt(text, at) };
    assignments.push(next);
    at = past(blanks, text, next.end);
    // A word that follows on the same line must be an assignment too; else the line is a command with a variable for it alone.
    if (text[at] === ';') at += 1;
    const spaced = at > next.end || text[at] === '\n' || at >= text.length;
    if (!spaced) return { notPlain: lineAt(text, next.start) };
    at = past(between, text, at);
  }
  return { assignments };
}

function readAssignment(text: string, start: number): PlainAssignment | undefined {
  assignmentStart.lastIndex = start;
  const match = assignmentStart.exec(text);
  const name = match?.[1];
  if (match === null || name === undefined) return undefined;
  const from = start + match[0].length;
  const value = text[from] === '(' ? readArray(text, from + 1) : readValue(text, from);
  return value === undefined ? undefined : { name, words: value.words, start, end: value.end };
}

interface Value {
  readonly words: readonly string[];
  readonly end: number;
}

function readValue(text: string, from: number): Value | undefined {
  const { value, end } = readShellWord(text, from);
  return value === undefined || goesOn(text, from, end) ? undefined : { words: [value], end };
}

/** A quote that is never closed, or a line continuation before the end of the text: what is written below it would belong to it. */
const goesOn = (text: string, from: number, end: number): boolean =>
  end === text.length && (text.endsWith('\\\n') || readShellWord(`${text}\n`, from).end > end);

function readArray(text: string, from: number): Value | undefined {
  const words: string[] = [];
  let at = past(between, text, from);
  while (text[at] !== ')') {
    const { value, end } = readShellWord(text, at);
    // No word at all: the end of the text, or a character that means something else to bash. `[1]=x` names a place in the array.
    if (value === undefined || end === at || text[at] === '[') return undefined;
    words.push(value);
    at = past(between, text, end);
  }
  return { words, end: at + 1 };
}

function past(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}

const lineAt = (text: string, at: number): string =>
  text
    .slice(text.lastIndexOf('\n', at - 1) + 1)
    .split('\n')[0]
    ?.trim() ?? '';
