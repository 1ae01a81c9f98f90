export type TokenKind = 'word' | 'number' | 'string' | '=' | '+=' | '[' | ']' | ',' | ';' | 'newline' | 'bad' | 'end';

/** A word of xl's configuration, with its place (offsets, end exclusive; lines from 1). */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

const shapes: readonly (readonly [TokenKind | 'blank', RegExp])[] = [
  ['blank', /[ \t]+/y],
  // A comment ends with a newline; xl refuses one that ends with the file.
  ['newline', /(#[^\n]*)?\n/y],
  ['bad', /#[^\n]*/y],
  ['word', /[a-z][._0-9a-z]*/y],
  ['number', /[0-9][0-9a-fx]*/y],
  ['string', /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y],
  ['+=', /\+=/y],
  ['=', /=/y],
  ['[', /\[/y],
  [']', /\]/y],
  [',', /,/y],
  [';', /;/y],
  ['bad', /[^ \t\n]+/y],
];

/** The first that fits: `bad` takes the rest of a line, and must not be tried at each of its words. */
function shapeAt(text: string, at: number): { readonly kind: TokenKind | 'blank'; readonly text: string } | undefined {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = at;
    const word = shape.exec(text)?.[0];
    if (word !== undefined) return { kind, text: word };
  }
  return undefined;
}

/** The lexer of xl (libxlu_cfg_l.l of Xen 4.21); what it would refuse is `bad`. The last token is `end`. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const found = shapeAt(text, at);
    const word = found?.text ?? text.slice(at, at + 1);
    const kind = found?.kind ?? 'bad';
    if (kind !== 'blank') tokens.push({ kind, text: word, start: at, end: at + word.length, line });
    if (kind === 'newline') line += 1;
    at += word.length;
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length, line });
  return tokens;
}
