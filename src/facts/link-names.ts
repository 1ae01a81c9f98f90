import type { RenamingFacts } from '../core/facts-network.ts';
import { parseUnitFile, unitValue, unitValues } from '../formats/systemd-unit.ts';
import type { System } from '../system/port.ts';
import { names, readText } from './reading.ts';

const linkFolders = ['/etc', '/run', '/usr/local/lib', '/usr/lib'].map((root) => `${root}/systemd/network`);
const ruleFolders = ['/etc/udev/rules.d', '/run/udev/rules.d'];

/** What gives every link with this MAC address a name: files of systemd.link(5), and rules of udev(7). */
export async function readRenaming(system: System, mac: string): Promise<readonly RenamingFacts[]> {
  if (mac === '') return [];
  const [links, rules] = await Promise.all([filesIn(system, linkFolders, '.link'), filesIn(system, ruleFolders, '.rules')]);
  return [
    ...links.flatMap(({ path, text }) => renamingLink(text, mac).map((found) => ({ path, ...found }))),
    ...rules.flatMap(({ path, text }) => renamingRules(text, mac).map((found) => ({ path, ...found }))),
  ];
}

async function filesIn(system: System, folders: readonly string[], end: string) {
  const lists = await Promise.all(
    folders.map(async (folder) => (await names(system, folder)).filter((name) => name.endsWith(end)).map((name) => `${folder}/${name}`)),
  );
  const files = await Promise.all(lists.flat().map(async (path) => ({ path, text: await readText(system, path) })));
  return files.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
}

type Renaming = Omit<RenamingFacts, 'path'>;

/** The form in which addresses are compared: systemd takes colons, hyphens and dots. */
const bare = (mac: string): string => mac.toLowerCase().replaceAll(/[:.-]/g, '');

export function renamingLink(text: string, mac: string): readonly Renaming[] {
  const file = parseUnitFile(text);
  const name = unitValue(file, 'Link', 'Name');
  const addresses = unitValues(file, 'Match', 'MACAddress').flatMap((value) => value.split(/\s+/));
  if (name === undefined || !addresses.some((each) => bare(each) === bare(mac))) return [];
  const keys = new Set(
    file.sections.filter((section) => section.name === 'Match').flatMap(({ settings }) => settings.map(({ key }) => key)),
  );
  const matches = [...keys].filter((key) => key !== 'MACAddress').map((key) => [key, unitValues(file, 'Match', key).join(' ')] as const);
  return [{ name, matches: Object.fromEntries(matches.filter(([, value]) => value !== '')) }];
}

const term = /(?<![A-Z])([A-Z]+(?:\{[^{}"\s]*\})?)\s*(==|!=|:?=)\s*"([^"]*)"/g;

export function renamingRules(text: string, mac: string): readonly Renaming[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) => {
    const terms = /^\s*#/.test(line) ? [] : [...line.matchAll(term)];
    const name = terms.find(([, key, operator]) => key === 'NAME' && operator?.endsWith('=') === true && !/^[!=]=/.test(operator))?.[3];
    const about = terms.some(
      ([, key = '', operator, value = '']) => operator === '==' && /^ATTRS?\{address\}$/.test(key) && isOne(value, mac),
    );
    if (name === undefined || !about) return [];
    const matches = terms.filter(([, key = '', operator]) => operator === '==' && !/\{address\}$/.test(key));
    return [{ name, matches: Object.fromEntries(matches.map(([, key = '', , value = '']) => [key, value])) }];
  });
}

/** Several values of a rule stand between bars. */
const isOne = (value: string, mac: string): boolean => value.split('|').some((each) => bare(each) === bare(mac));
