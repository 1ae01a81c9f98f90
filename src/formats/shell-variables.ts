import { ArchxenError } from '../core/error.ts';
import { appendLine } from './lines.ts';
import { quoteForShell, readShellWord } from './shell-words.ts';

/** `NAME=value` in a file that a shell sources, with its place in the text (offsets, end exclusive). */
export interface ShellAssignment {
  readonly name: string;
  readonly operator: '=' | '+=';
  /** Undefined: the value has an expansion that only the shell knows. */
  readonly value: string | undefined;
  readonly start: number;
  readonly end: number;
}

const assignmentStart = /(export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)(\+?=)/y;
const statementEnd = /[ \t]*(#|;|\r?\n|$)/y;

/**
 * The lasting assignments of a shell file in order: /etc/default/grub, /etc/conf.d/*. `NAME=value command` sets
 * nothing that lasts, and a commented line sets nothing at all.
 */
export function readAssignments(text: string): readonly ShellAssignment[] {
  const found: ShellAssignment[] = [];
  for (let at = 0; at < text.length; ) {
    at = skipBlanks(text, at);
    const statement: ShellAssignment[] = [];
    for (let next = readAssignment(text, at); next !== undefined; next = readAssignment(text, at)) {
      statement.push(next);
      at = skipBlanks(text, next.end);
    }
    statementEnd.lastIndex = at;
    if (statement.length > 0 && statementEnd.test(text)) found.push(...statement);
    at = nextStatement(text, at);
  }
  return found;
}

function readAssignment(text: string, at: number): ShellAssignment | undefined {
  assignmentStart.lastIndex = at;
  const match = assignmentStart.exec(text);
  const name = match?.[2];
  if (match === null || name === undefined) return undefined;
  const start = at + (match[1]?.length ?? 0);
  const word = readShellWord(text, at + match[0].length);
  return { name, operator: match[3] === '+=' ? '+=' : '=', value: word.value, start, end: word.end };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

/** Past the rest of a command: words, quoted ones too, until `;` or the line's end; past a comment until the line's end. */
function nextStatement(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    at = skipBlanks(text, at);
    const char = text[at];
    if (char === '\n' || char === ';') return at + 1;
    if (char === '#') {
      const newline = text.indexOf('\n', at);
      return newline < 0 ? text.length : newline + 1;
    }
    at = Math.max(readShellWord(text, at).end, at + 1);
  }
  return at;
}

/** Where a text reads in another file (`. FILE`, `source FILE`), which may set anything; the last place, or -1. */
const lastInclusion = (text: string): number =>
  [...text.matchAll(/(^|[;&|{]|\b(?:then|do|else)\b)[ \t]*(\.|source)[ \t]+[^\s#]/gm)].at(-1)?.index ?? -1;

/** The value that a shell has after sourcing the text; undefined: never set, or only the shell knows. */
export function shellVariable(text: string, name: string): string | undefined {
  const included = lastInclusion(text);
  let value: string | undefined;
  for (const assignment of readAssignments(text)) {
    if (assignment.name !== name) continue;
    if (assignment.operator === '=') value = assignment.value;
    else value = assignment.value === undefined ? undefined : (value ?? '') + assignment.value;
    if (assignment.start < included) value = undefined;
  }
  return value;
}

/**
 * Makes the variable have this value and leaves every other byte alone: rewrites the assignment that counts (the last),
 * else puts the line below a commented default of the same name, else at the end; at the end too where a file that is read
 * in later could set it. The same value again changes nothing.
 * A file that no shell could source (a quote that is never closed) is refused as a `file-conflict`.
 */
export function setShellVariable(text: string, name: string, value: string): string {
  if (shellVariable(text, name) === value) return text;
  const edited = [edit(text, name, value), appendLine(`${text}\n`, `${name}=${quoteForShell(value)}`)].find(
    (candidate) => shellVariable(candidate, name) === value,
  );
  if (edited !== undefined) return edited;
  throw new ArchxenError('file-conflict', `${name} cannot be set: the file has a quote that is never closed.`, {
    hint: 'Mend the file by hand: run `sh -n` on it to see the line.',
  });
}

function edit(text: string, name: string, value: string): string {
  const assignment = `${name}=${quoteForShell(value)}`;
  const last = readAssignments(text).findLast((each) => each.name === name);
  if (lastInclusion(text) > (last?.start ?? -1)) return appendLine(text, assignment);
  if (last !== undefined) return text.slice(0, last.start) + assignment + text.slice(last.end);
  const commented = new RegExp(`^[ \\t]*#[ \\t]*${name}=[^\\r\\n]*(\\r?\\n)`, 'm').exec(text);
  if (commented === null) return appendLine(text, assignment);
  const below = commented.index + commented[0].length;
  return `${text.slice(0, below)}${assignment}${commented[1] ?? '\n'}${text.slice(below)}`;
}
