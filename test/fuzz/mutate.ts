/** A small random number generator with a seed (xorshift32): a failure can be had again. */
export interface Random {
  /** From 0 to below `below`. */
  readonly to: (below: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

export function randomOf(seed: number): Random {
  let state = seed | 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const to = (below: number): number => (below <= 0 ? 0 : next() % below);
  return { to, pick: (from) => from[to(from.length)] as (typeof from)[number] };
}

/** What parsers stumble over. */
const dictionary: readonly string[] = [
  ...[
    '\n',
    '\r\n',
    '\r',
    '\0',
    '\t',
    ' ',
    '"',
    "'",
    '\\',
    '`',
    '$(',
    '${',
    ')',
    '}',
    '{',
    '[',
    ']',
    '#',
    '=',
    '+=',
    ',',
    ';',
    ':',
    '|',
    '&',
    '<',
    '>',
    '*',
    '?',
    '~',
    '!',
    '%',
    '-',
    '--',
  ],
  ...[
    '\ufeff',
    '\ud800',
    'é',
    '\u2028',
    '\x7f',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '../',
    '/etc/passwd',
    '$(touch x)',
    '`touch x`',
    '${x',
  ],
  ...[
    '0',
    '-1',
    '1e400',
    '99999999999999999999',
    '0x',
    'null',
    'true',
    '[]',
    '{}',
    'menuentry ',
    'submenu ',
    'export ',
    'title ',
    'options ',
    '[Match]',
    'Include = ',
    'saved_entry=',
    'pkgname = ',
    'kernel=',
  ],
];

/** Another text like the first, a little or very wrong; `others` are what it may be crossed with. */
export function mutate(text: string, others: readonly string[], random: Random, most = 4096): string {
  let out = text;
  for (let times = 1 + random.to(4); times > 0; times -= 1) {
    const at = random.to(out.length + 1);
    const length = random.to(Math.min(32, out.length - at) + 1);
    switch (random.to(8)) {
      case 0:
        out = out.slice(0, at) + random.pick(dictionary) + out.slice(at);
        break;
      case 1:
        out = out.slice(0, at) + random.pick(dictionary) + out.slice(at + length);
        break;
      case 2:
        out = out.slice(0, at) + out.slice(at + length);
        break;
      case 3:
        out = out.slice(0, at) + out.slice(at, at + length).repeat(1 + random.to(20)) + out.slice(at);
        break;
      case 4:
        out = out.slice(0, at) + String.fromCharCode(random.to(random.to(4) === 0 ? 65_536 : 128)) + out.slice(at + 1);
        break;
      case 5: {
        const other = random.pick(others);
        const from = random.to(other.length);
        out = out.slice(0, at) + other.slice(from, from + random.to(200)) + out.slice(at + length);
        break;
      }
      case 6: {
        const lines = out.split('\n');
        const [line = ''] = lines.splice(random.to(lines.length), 1);
        lines.splice(random.to(lines.length + 1), 0, line);
        out = lines.join('\n');
        break;
      }
      default:
        out = out.slice(0, at);
    }
  }
  return out.slice(0, most);
}
