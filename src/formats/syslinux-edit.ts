import { joinLines, type Line, splitLines } from './lines.ts';
import { parseSyslinuxCfg, syslinuxDirective } from './syslinux-cfg.ts';

/**
 * Makes a label have these lines, the first of which is its LABEL: in its place, else at the end after an empty line. All other
 * bytes stay, comments and blank lines after a label too.
 */
export function setSyslinuxLabel(text: string, name: string, stanza: readonly string[]): string {
  const lines = splitLines(text);
  const ending = endingOf(lines);
  const wanted = stanza.map((line) => ({ text: line, ending }));
  const present = parseSyslinuxCfg(text).labels.find(({ label }) => label === name);
  if (present !== undefined) {
    const old = lines.slice(present.start, present.end);
    if (old.map((line) => line.text).join('\n') === stanza.join('\n')) return text;
    return joinLines([...lines.slice(0, present.start), ...wanted, ...lines.slice(present.end)]);
  }
  const last = lines.at(-1);
  const before = last === undefined ? '' : `${text}${last.ending === '' ? ending : ''}${last.text.trim() === '' ? '' : ending}`;
  return before + joinLines(wanted);
}

/** Takes a label's own lines away, with one empty line before them. */
export function removeSyslinuxLabel(text: string, name: string): string {
  const lines = splitLines(text);
  const present = parseSyslinuxCfg(text).labels.find(({ label }) => label === name);
  if (present === undefined) return text;
  const start = lines[present.start - 1]?.text === '' ? present.start - 1 : present.start;
  return joinLines([...lines.slice(0, start), ...lines.slice(present.end)]);
}

/** Makes DEFAULT name this label, and ONTIMEOUT where there is one: rewrites the lines that count, else adds one at the top. */
export function setSyslinuxDefault(text: string, label: string): string {
  const lines = splitLines(text);
  const timed = rewriteLast(lines, 'ontimeout', label) ?? lines;
  const standard = { text: `DEFAULT ${label}`, ending: endingOf(lines) };
  return joinLines(rewriteLast(timed, 'default', label) ?? [standard, ...timed]);
}

/** Undefined: there is no such directive. */
function rewriteLast(lines: readonly Line[], keyword: string, value: string): readonly Line[] | undefined {
  let inText = false;
  let found = -1;
  for (const [index, line] of lines.entries()) {
    const [key] = syslinuxDirective(line.text);
    if (!inText && key === keyword) found = index;
    inText = inText ? key !== 'endtext' : key === 'text';
  }
  if (found < 0) return undefined;
  return lines.map((line, index) => {
    if (index !== found || syslinuxDirective(line.text)[1] === value) return line;
    const start = /^[\0- ]*[^\0- ]+/.exec(line.text)?.[0] ?? '';
    const blank = /^[\0- ]+/.exec(line.text.slice(start.length))?.[0] ?? ' ';
    return { ...line, text: `${start}${blank}${value}` };
  });
}

const endingOf = (lines: readonly Line[]): string => (lines.some(({ ending }) => ending === '\r\n') ? '\r\n' : '\n');
