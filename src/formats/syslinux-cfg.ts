import { splitLines } from './lines.ts';

/** A `LABEL` of a syslinux.cfg with what it starts. */
export interface SyslinuxLabel {
  readonly label: string;
  readonly title?: string | undefined;
  /** What KERNEL, LINUX, COM32 and so on name. */
  readonly kernel?: string | undefined;
  /** Its own APPEND, or the one that stands before all labels. */
  readonly append: string;
  /** Names of INITRD. */
  readonly initrd: readonly string[];
  readonly menuDefault: boolean;
  /** Its lines: from that of LABEL to the one after its last directive. */
  readonly start: number;
  readonly end: number;
}

/** A syslinux.cfg or extlinux.conf as Syslinux 6 reads it (com32/elflink/ldlinux/readconfig.c). */
export interface SyslinuxCfg {
  readonly labels: readonly SyslinuxLabel[];
  /** DEFAULT: a label, or a program with its arguments. */
  readonly default?: string | undefined;
  /** The menu program that UI, or else a DEFAULT that names one, starts. */
  readonly menu?: string | undefined;
  readonly onTimeout?: string | undefined;
  /** Tenths of a second until the default is started; 0: it waits for ever. */
  readonly timeout: number;
  /** PROMPT: the `boot:` prompt comes before the default. */
  readonly prompt: boolean;
  /** MENU SAVE: what is picked in the menu becomes the default. */
  readonly menuSave: boolean;
  readonly includes: readonly string[];
  /** A block that is still open at the end, so that nothing can be added there. */
  readonly open?: string | undefined;
}

interface Reading {
  readonly labels: Draft[];
  readonly globals: Record<string, string>;
  readonly includes: string[];
  label?: Draft | undefined;
  text: boolean;
  menus: number;
  menuSave: boolean;
}
type Draft = { -readonly [Key in keyof SyslinuxLabel]?: SyslinuxLabel[Key] } & { label: string; start: number; end: number };

/** Reads any text; what Syslinux would not know is passed over. */
export function parseSyslinuxCfg(text: string): SyslinuxCfg {
  const reading: Reading = { labels: [], globals: {}, includes: [], text: false, menus: 0, menuSave: false };
  for (const [index, line] of splitLines(text).entries()) readLine(reading, index, ...syslinuxDirective(line.text));
  const { labels, globals, includes, menuSave } = reading;
  const append = globals['append'] ?? '';
  const standard = globals['default'];
  return {
    labels: labels.map((each) => ({ initrd: [], menuDefault: false, ...each, append: (each.append ?? append).replace(/^-$/, '') })),
    default: standard,
    menu: globals['ui'] ?? (standard !== undefined && isProgram(standard) ? standard : undefined),
    onTimeout: globals['ontimeout'],
    timeout: numberOf(globals['timeout']),
    prompt: numberOf(globals['prompt']) !== 0,
    menuSave,
    includes,
    open: reading.text ? 'TEXT without ENDTEXT' : reading.menus > 0 ? 'MENU BEGIN without MENU END' : undefined,
  };
}

/** Keyword in lower case, and the rest. Blank is every character up to the space, as Syslinux has it. */
export function syslinuxDirective(line: string): readonly [keyword: string, value: string] {
  const [, keyword = '', value = ''] = /^[\0- ]*([^\0- ]*)[\0- ]*(.*)$/s.exec(line) ?? [];
  return [keyword.toLowerCase(), value];
}

const firstWord = (text: string): string => /^[^\0- ]*/.exec(text)?.[0] ?? '';
const isProgram = (text: string): boolean => /\.c32$/i.test(firstWord(text));
const numberOf = (text: string | undefined): number => Number.parseInt(text ?? '0', 10) || 0;

function readLine(reading: Reading, index: number, keyword: string, value: string): void {
  const { label, globals } = reading;
  if (reading.text) {
    reading.text = keyword !== 'endtext';
    if (label !== undefined) label.end = index + 1;
  } else if (keyword === 'text') reading.text = true;
  else if (keyword === 'label') {
    reading.label = { label: firstWord(value), start: index, end: index + 1 };
    reading.labels.push(reading.label);
  } else if (keyword === 'menu') readMenu(reading, index, ...syslinuxDirective(value));
  else if (keyword === 'include') reading.includes.push(firstWord(value));
  else if (/^(default|ui|timeout|ontimeout|prompt)$/.test(keyword)) globals[keyword] = value;
  else if (label === undefined) {
    if (keyword === 'append') globals['append'] = value;
  } else if (/^(append|initrd|kernel|linux|boot|bss|pxe|fdimage|com32|config)$/.test(keyword)) {
    label.end = index + 1;
    if (keyword === 'append') label.append = value;
    else if (keyword === 'initrd') label.initrd = value.split(',');
    else label.kernel = value;
  }
}

function readMenu(reading: Reading, index: number, verb: string, value: string): void {
  const { label } = reading;
  if (verb === 'include') reading.includes.push(firstWord(value));
  else if (verb === 'save') reading.menuSave = true;
  else if (verb === 'begin' || verb === 'end' || verb === 'separator') {
    reading.label = undefined;
    if (verb !== 'separator') reading.menus = Math.max(0, reading.menus + (verb === 'begin' ? 1 : -1));
  } else if (label !== undefined) {
    label.end = index + 1;
    if (verb === 'label') label.title = value.replace('^', '');
    if (verb === 'default') label.menuDefault = true;
  }
}

/**
 * What starts when nobody touches a key: the label's name, or undefined where Syslinux waits for somebody. In a menu the label
 * that DEFAULT names counts, else the last MENU DEFAULT, else the first; `saved` is what MENU SAVE has kept.
 */
export function syslinuxDefault(cfg: SyslinuxCfg, saved?: string | undefined): string | undefined {
  const named = (text: string | undefined): string | undefined => cfg.labels.find(({ label }) => label === firstWord(text ?? ''))?.label;
  if (cfg.menu === undefined) return (cfg.prompt ? named(cfg.onTimeout) : undefined) ?? named(cfg.default);
  const chosen = (cfg.menuSave ? named(saved) : undefined) ?? named(cfg.default);
  return named(cfg.onTimeout) ?? chosen ?? cfg.labels.findLast(({ menuDefault }) => menuDefault)?.label ?? cfg.labels[0]?.label;
}
