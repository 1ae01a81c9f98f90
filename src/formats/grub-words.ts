/** A word of a GRUB script, quotes removed; `$x` and `${x}` stay as they are written. */
type Token = { readonly kind: 'word'; readonly text: string } | { readonly kind: 'open' | 'close' | 'end' };

/** Cuts a GRUB script into words, block braces and ends of commands. It never fails: what is not closed ends with the text. */
export function grubTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    if (char === '\n' || char === ';') {
      tokens.push({ kind: 'end' });
      at += 1;
    } else if (/[ \t\r]/.test(char)) {
      at += 1;
    } else if (char === '#') {
      const newline = text.indexOf('\n', at);
      at = newline < 0 ? text.length : newline;
    } else if ((char === '{' || char === '}') && /^([\s;]|$)/.test(text.slice(at + 1, at + 2))) {
      tokens.push({ kind: char === '{' ? 'open' : 'close' });
      at += 1;
    } else {
      const word = readWord(text, at);
      if (word.text !== undefined) tokens.push({ kind: 'word', text: word.text });
      at = word.end;
    }
  }
  return tokens;
}

function readWord(text: string, from: number): { readonly text: string | undefined; readonly end: number } {
  const parts: string[] = [];
  let at = from;
  let seen = false;
  for (let char = text[at]; char !== undefined && !/[ \t\r\n;]/.test(char); char = text[at]) {
    if (char === "'") {
      const close = text.indexOf("'", at + 1);
      parts.push(text.slice(at + 1, close < 0 ? text.length : close));
      at = close < 0 ? text.length : close + 1;
      seen = true;
    } else if (char === '"') {
      at += 1;
      for (let inner = text[at]; inner !== undefined && inner !== '"'; inner = text[at]) {
        if (inner === '\\' && /["$\\]/.test(text[at + 1] ?? '')) at += 1;
        parts.push(text[at] ?? '');
        at += 1;
      }
      at += 1;
      seen = true;
    } else if (char === '\\') {
      const next = text[at + 1];
      if (next !== undefined && next !== '\n') {
        parts.push(next);
        seen = true;
      }
      at += 2;
    } else {
      parts.push(char);
      at += 1;
      seen = true;
    }
  }
  return { text: seen ? parts.join('') : undefined, end: Math.min(at, text.length) };
}

const special = /[\s;&|<>{}$#*?[\]'"\\]/;

/** A value as one word of a GRUB script. */
export const quoteForGrub = (value: string): string => {
  if (value !== '' && !special.test(value)) return value;
  return value.includes("'") ? `"${value.replace(/["$\\]/g, '\\$&')}"` : `'${value}'`;
};
