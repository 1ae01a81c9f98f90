/** The few characters that are not plain text. Every one is a single column wide. */
export interface Glyphs {
  readonly name: 'unicode' | 'cp437' | 'ascii';
  readonly pointer: string;
  readonly rule: string;
  readonly full: string;
  readonly empty: string;
  readonly done: string;
  readonly unchanged: string;
  readonly failed: string;
  readonly running: string;
  readonly waiting: string;
}

export const glyphSets: Readonly<Record<Glyphs['name'], Glyphs>> = {
  unicode: {
    name: 'unicode',
    pointer: '❯',
    rule: '─',
    full: '█',
    empty: '░',
    done: '✔',
    unchanged: '=',
    failed: '✖',
    running: '●',
    waiting: '·',
  },
  /** Only what the font of the Linux console has (the kernel's cp437.uni). */
  cp437: {
    name: 'cp437',
    pointer: '►',
    rule: '─',
    full: '█',
    empty: '░',
    done: '√',
    unchanged: '=',
    failed: '‼',
    running: '■',
    waiting: '·',
  },
  ascii: {
    name: 'ascii',
    pointer: '>',
    rule: '-',
    full: '#',
    empty: '.',
    done: '+',
    unchanged: '=',
    failed: 'x',
    running: '*',
    waiting: '.',
  },
};

export interface GlyphRequest {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** --ascii */
  readonly ascii: boolean;
}

/** The set that this terminal can show; locale(7) says which variable counts. */
export function chooseGlyphs({ environment, ascii }: GlyphRequest): Glyphs {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  if (ascii || !/utf-?8/i.test(locale)) return glyphSets.ascii;
  const term = environment['TERM'] ?? '';
  if (term === 'linux') return glyphSets.cp437;
  return term === '' || term === 'dumb' || term.startsWith('vt') ? glyphSets.ascii : glyphSets.unicode;
}
