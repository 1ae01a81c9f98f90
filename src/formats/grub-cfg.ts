import { grubTokens } from './grub-words.ts';

/** A `menuentry` or `submenu` of a grub.cfg. */
export interface GrubEntry {
  readonly kind: 'menuentry' | 'submenu';
  readonly title: string;
  readonly id: string | undefined;
  /** Commands of a menuentry's body as words; a submenu has entries instead. */
  readonly commands: readonly (readonly string[])[];
  readonly entries: readonly GrubEntry[];
}

export interface GrubCfg {
  readonly entries: readonly GrubEntry[];
  /** Commands outside of entries (`set default="0"`), those in if-branches and functions too. */
  readonly commands: readonly (readonly string[])[];
}

interface Block {
  readonly entries: GrubEntry[];
  readonly commands: (readonly string[])[];
}

/** Reads a grub.cfg as grub-mkconfig writes it. It never fails; what it does not know is a command. */
export function parseGrubCfg(text: string): GrubCfg {
  const top: Block = { entries: [], commands: [] };
  const open: { readonly header: readonly string[]; readonly block: Block }[] = [];
  let words: string[] = [];
  const block = (): Block => open.at(-1)?.block ?? top;
  const endCommand = (): void => {
    if (words.length > 0) block().commands.push(words);
    words = [];
  };
  const closeBlock = (): void => {
    endCommand();
    const closed = open.pop();
    if (closed === undefined) return;
    const entry = asEntry(closed.header, closed.block);
    if (entry !== undefined) block().entries.push(entry);
    else {
      block().entries.push(...closed.block.entries);
      block().commands.push(...closed.block.commands);
    }
  };
  for (const token of grubTokens(text)) {
    if (token.kind === 'word') words.push(token.text);
    else if (token.kind === 'end') endCommand();
    else if (token.kind === 'close') closeBlock();
    else {
      open.push({ header: words, block: { entries: [], commands: [] } });
      words = [];
    }
  }
  while (open.length > 0) closeBlock();
  endCommand();
  return top;
}

const takesValue = (word: string): boolean => /^(--(class|users|hotkey|source|id)|\$\{?menuentry_id_option\}?)$/.test(word);

function asEntry(header: readonly string[], block: Block): GrubEntry | undefined {
  const [kind, ...rest] = header;
  if (kind !== 'menuentry' && kind !== 'submenu') return undefined;
  let id: string | undefined;
  let title: string | undefined;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    if (takesValue(word)) {
      index += 1;
      if (word === '--id' || word.includes('menuentry_id_option')) id = rest[index];
    } else if (word.startsWith('--id=')) id = word.slice(5);
    else if (!word.startsWith('--')) title ??= word;
  }
  return { kind, title: title ?? '', id, commands: block.commands, entries: block.entries };
}

/** All entries with those in submenus, each after its submenu. */
export const allGrubEntries = (entries: readonly GrubEntry[]): readonly GrubEntry[] =>
  entries.flatMap((entry) => [entry, ...allGrubEntries(entry.entries)]);

export const findGrubEntry = (cfg: GrubCfg, id: string): GrubEntry | undefined =>
  allGrubEntries(cfg.entries).find((entry) => entry.id === id);

/** The words after the first command of that name in an entry; undefined: it has no such command. */
export const grubCommand = (entry: GrubEntry, ...names: readonly string[]): readonly string[] | undefined =>
  entry.commands.find(([name]) => name !== undefined && names.includes(name))?.slice(1);

export const grubCommands = (entry: GrubEntry, ...names: readonly string[]): readonly (readonly string[])[] =>
  entry.commands.filter(([name]) => name !== undefined && names.includes(name)).map((words) => words.slice(1));

/** What `set default=` says for a boot without a one-time choice: a number, an id, a title, a path `a>b`. */
export function grubDefaultName(cfg: GrubCfg, variables: Readonly<Record<string, string>>): string {
  const set = cfg.commands
    .filter((words) => words[0] === 'set')
    .flatMap((words) => words.slice(1))
    .filter((word) => word.startsWith('default=') && !word.includes('next_entry'));
  const value = set.at(-1)?.slice('default='.length) ?? '0';
  return value.replace(/\$\{?saved_entry\}?/g, variables['saved_entry'] ?? '') || '0';
}

/** The entry that GRUB boots by that name; undefined: there is none to boot. */
export const resolveGrubEntry = (cfg: Pick<GrubCfg, 'entries'>, name: string): GrubEntry | undefined => resolveGrubPath(cfg, name).at(-1);

/**
 * The submenus that GRUB goes through by a name, and the entry that it boots; empty: it comes to no entry. What is not in a
 * menu, a number beyond its end too, means the first entry of that menu (run_menu of GRUB's normal/menu.c).
 */
export function resolveGrubPath({ entries }: Pick<GrubCfg, 'entries'>, name: string): readonly GrubEntry[] {
  const { head, rest } = cutGrubPath(name);
  const number = grubNumber(name);
  const named = number === undefined ? entries.find((entry) => isNamed(entry, head)) : entries[number];
  const found = named ?? entries[0];
  if (found === undefined || found.kind === 'menuentry') return found === undefined ? [] : [found];
  const below = resolveGrubPath(found, rest);
  return below.length === 0 ? [] : [found, ...below];
}

/** An entry without an id of its own has its title for one. */
const isNamed = ({ title, id }: GrubEntry, head: string): boolean => head !== '' && (title === head || id === head);

/** A name up to its first `>`, and what is behind it; `>>` stands for a `>` in a title. */
function cutGrubPath(name: string): { readonly head: string; readonly rest: string } {
  const head = /^(?:[^>]|>>)*/.exec(name)?.[0] ?? '';
  return { head: head.replaceAll('>>', '>'), rest: name.slice(head.length + 1) };
}

/**
 * The number that GRUB takes a name for; undefined: it is none. Digits at the beginning are enough (grub_strtoul with base 0),
 * whatever comes behind them.
 */
export function grubNumber(name: string): number | undefined {
  const [, hexadecimal, octal, decimal] = /^\s*(?:0x([0-9a-f]+)|(0[0-7]*)|([1-9][0-9]*))/i.exec(name) ?? [];
  if (hexadecimal !== undefined) return Number.parseInt(hexadecimal, 16);
  if (octal !== undefined) return Number.parseInt(octal, 8);
  return decimal === undefined ? undefined : Number(decimal);
}
