import { appendLine, joinLines, type Line, splitLines } from './lines.ts';

/** A line of pacman.conf as pacman reads it: blanks around it do not count, `#` only comments at the start. */
type Meaning =
  | { readonly kind: 'section'; readonly name: string }
  | { readonly kind: 'directive'; readonly key: string }
  | { readonly kind: 'comment'; readonly inner: string }
  | { readonly kind: 'blank' };

function meaning(text: string): Meaning {
  const line = text.trim();
  if (line === '') return { kind: 'blank' };
  if (line.startsWith('#')) return { kind: 'comment', inner: line.replace(/^#+[ \t]*/, '') };
  if (line.startsWith('[') && line.endsWith(']')) return { kind: 'section', name: line.slice(1, -1) };
  return { kind: 'directive', key: (line.split('=')[0] ?? '').trim() };
}

const isSource = (key: string): boolean => key === 'Include' || key === 'Server';

/** The repositories that are switched on, in their order. */
export const repositoriesOf = (text: string): readonly string[] =>
  splitLines(text).flatMap((line) => {
    const is = meaning(line.text);
    return is.kind === 'section' && is.name !== 'options' ? [is.name] : [];
  });

/** The files that it includes, in their order; a pattern (glob(7)) is given as it is. */
export const includesOf = (text: string): readonly string[] =>
  splitLines(text).flatMap((line) => {
    const is = meaning(line.text);
    return is.kind === 'directive' && is.key === 'Include' ? [line.text.slice(line.text.indexOf('=') + 1).trim()] : [];
  });

/** The text without these directives. */
export const withoutOptions = (text: string, keys: readonly string[]): string =>
  joinLines(
    splitLines(text).filter((line) => {
      const is = meaning(line.text);
      return is.kind !== 'directive' || !keys.includes(is.key);
    }),
  );

/** Is the repository's section there, with at least one server? */
export function repositoryEnabled(text: string, name: string): boolean {
  let inside = false;
  for (const line of splitLines(text)) {
    const is = meaning(line.text);
    if (is.kind === 'section') inside = is.name === name;
    else if (inside && is.kind === 'directive' && isSource(is.key)) return true;
  }
  return false;
}

/**
 * Turns a repository on: uncomments the block that Arch ships (`#[multilib]` and the `#Include` below it), completes a
 * section that has no server, or adds the section at the end, where it has the lowest precedence.
 */
export function enableRepository(text: string, name: string, include = '/etc/pacman.d/mirrorlist'): string {
  if (repositoryEnabled(text, name)) return text;
  const lines = splitLines(text);
  const present = lines.findIndex((line) => isSection(meaning(line.text), name));
  const commented = lines.findIndex((line, index) => isCommentedSection(line.text, name) && ownsWhatFollows(lines, index));
  const header = present >= 0 ? present : commented;
  if (header < 0) return appendLine(appendLine(withBlankLine(text), `[${name}]`), `Include = ${include}`);
  const servers = commentedServersBelow(lines, header);
  const ending = lines[header]?.ending || '\n';
  const opened = lines.flatMap((line, index) => {
    if (index !== header && !servers.includes(index)) return [line];
    const uncommented = { ...line, text: uncomment(line.text) };
    if (index !== header || servers.length > 0) return [uncommented];
    return [
      { ...uncommented, ending },
      { text: `Include = ${include}`, ending: line.ending },
    ];
  });
  return joinLines(opened);
}

const withBlankLine = (text: string): string => (/(^|\n\r?\n)$/.test(text) ? text : appendLine(text, ''));

const isSection = (is: Meaning, name: string): boolean => is.kind === 'section' && is.name === name;

const isCommentedSection = (text: string, name: string): boolean => {
  const is = meaning(text);
  return is.kind === 'comment' && is.inner.trim() === `[${name}]`;
};

/** Uncommenting a header must not take directives away from the section above it. */
function ownsWhatFollows(lines: readonly Line[], header: number): boolean {
  const next = lines.slice(header + 1).find((line) => ['section', 'directive'].includes(meaning(line.text).kind));
  return next === undefined || meaning(next.text).kind === 'section';
}

const uncomment = (text: string): string => text.replace(/^(\s*)#+[ \t]*/, '$1');

/** Commented Include and Server lines that belong to the header: those before the next section, blank line or commented header. */
function commentedServersBelow(lines: readonly Line[], header: number): readonly number[] {
  const found: number[] = [];
  for (let index = header + 1; index < lines.length; index += 1) {
    const is = meaning(lines[index]?.text ?? '');
    if (is.kind === 'section' || is.kind === 'blank') break;
    if (is.kind !== 'comment') continue;
    if (/^\[.*\]$/.test(is.inner)) break;
    if (/^(Include|Server)[ \t]*=/.test(is.inner)) found.push(index);
  }
  return found;
}

/** The text with a repository of this name at its end, and only one; its lines are in the order given. */
export function addRepository(text: string, name: string, lines: Readonly<Record<string, string>>): string {
  let inside = false;
  const others = splitLines(text).filter((line) => {
    const is = meaning(line.text);
    if (is.kind === 'section') inside = is.name === name;
    return !inside;
  });
  const section = [`[${name}]`, ...Object.entries(lines).map(([key, value]) => `${key} = ${value}`)];
  return `${joinLines(others).replace(/\n*$/, '\n')}\n${section.join('\n')}\n`;
}
