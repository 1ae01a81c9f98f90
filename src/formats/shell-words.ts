/** A shell word: its value after quote removal, and where it ends in the text. */
export interface ShellWord {
  /** Undefined: it has an expansion ($x, `x`), so only the shell knows. */
  readonly value: string | undefined;
  readonly end: number;
}

const endsWord = /[\s;&|<>()]/;
const escapedInDoubleQuotes = /["$`\\]/;

/**
 * Reads the word that starts at `from` (POSIX sh, 2.2 "Quoting"). A quote that is never closed is a syntax error in
 * the shell; here it ends with the text, as nothing better can be known.
 */
export function readShellWord(text: string, from: number): ShellWord {
  const parts: string[] = [];
  let known = true;
  let at = from;
  for (let char = text[at]; char !== undefined && !endsWord.test(char); char = text[at]) {
    if (char === "'") {
      const close = text.indexOf("'", at + 1);
      parts.push(text.slice(at + 1, close < 0 ? text.length : close));
      at = close < 0 ? text.length : close + 1;
    } else if (char === '"') {
      const quoted = readDoubleQuoted(text, at + 1);
      if (quoted.value === undefined) known = false;
      else parts.push(quoted.value);
      at = quoted.end;
    } else if (char === '\\') {
      const next = text[at + 1];
      if (next !== undefined && next !== '\n') parts.push(next);
      at += 2;
    } else if (char === '$' || char === '`') {
      known = false;
      at = endOfExpansion(text, at);
    } else {
      parts.push(char);
      at += 1;
    }
  }
  return { value: known ? parts.join('') : undefined, end: Math.min(at, text.length) };
}

const closing: Readonly<Record<string, string>> = { '$(': ')', '${': '}' };

/** Past `...`, $(...) or ${...} with what is nested in it; a plain $name ends by itself. */
function endOfExpansion(text: string, from: number): number {
  const close = text[from] === '`' ? '`' : closing[text.slice(from, from + 2)];
  if (close === undefined) return from + 1;
  const open = close === '`' ? undefined : text[from + 1];
  let depth = 1;
  let at = from + (close === '`' ? 1 : 2);
  while (at < text.length && depth > 0) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === close) depth -= 1;
    else if (text[at] === open) depth += 1;
    at += 1;
  }
  return at;
}

function readDoubleQuoted(text: string, from: number): ShellWord {
  const parts: string[] = [];
  let known = true;
  let at = from;
  for (let char = text[at]; char !== undefined && char !== '"'; char = text[at]) {
    const next = text[at + 1];
    if (char === '\\' && next === '\n') at += 2;
    else if (char === '\\' && next !== undefined && escapedInDoubleQuotes.test(next)) {
      parts.push(next);
      at += 2;
    } else if (char === '$' || char === '`') {
      known = false;
      at = endOfExpansion(text, at);
    } else {
      parts.push(char);
      at += 1;
    }
  }
  return { value: known ? parts.join('') : undefined, end: Math.min(at + 1, text.length) };
}

/** A value as one shell word: bare where that is safe, else in double quotes as /etc/default/grub has it. */
export const quoteForShell = (value: string): string =>
  /^[A-Za-z0-9_./:@%+,-]+$/.test(value) ? value : `"${value.replace(/["$`\\]/g, '\\$&')}"`;
