import type { ClosedChain } from '../core/facts-firewall.ts';

/** Comments and log prefixes: words of people, and no names of interfaces. */
const words = /(--comment|--log-prefix|(?<!-m\s{1,9})\bcomment|\bprefix)\s+("[^"]*"|[^\s";{}]+)/g;

/** Rules without what says nothing. */
const plain = (text: string): string => text.replaceAll(words, '').replaceAll(/(^|\s)#.*$/gm, '');

const name = /^[A-Za-z][\w.@-]{0,14}[*+]?$/;
/** Where names of interfaces stand in rules of nft(8), iptables-save(8) and in firewalld's zones. */
const places: readonly RegExp[] = [
  /"([^"\s]{1,16})"/g,
  /\b[io]if(?:name)?\s+(?:[!=]=\s*|vmap\s+)?(\{[^{}]*\}|[^\s;]+)/g,
  /\bdefine\s+\w+\s*=\s*(\{[^{}]*\}|[^\s;]+)/g,
  /\belements\s*=\s*(\{[^{}]*\})/g,
  /(?:^|\s)(?:-[io]|--(?:in|out)-interface)\s+(\S+)/gm,
];

/** In a map: what becomes of packets of that interface. */
const verdict = /:[^,}]*/g;

const mostNames = 200;
const longestLine = 120;

/** All names of interfaces in a set of rules. */
export function linksNamed(rules: string): readonly string[] {
  const text = plain(rules);
  const found = places.flatMap((place) =>
    [...text.matchAll(place)].flatMap(([, words_ = '']) => words_.replaceAll(verdict, '').split(/[\s,{}"]+/)),
  );
  return [...new Set(found)]
    .filter((each) => name.test(each))
    .slice(0, mostNames)
    .toSorted();
}

/** Hooks of the card itself, which stays one as a port: these rules hold as before. */
const ofTheDevice = /\bhook (ingress|egress)\b|\bdevices\s*=/;

/** The lines in which an interface stands by its name, or by a pattern for it. A word alone may be the name of a chain. */
export function linesNaming(rules: string, link: string): readonly string[] {
  const named = linksNamed(rules).filter((each) => stands(each, link));
  const word = new RegExp(`(?<![\\w.@-])(${named.map(quoted).join('|')})(?![\\w.@*+-])`);
  if (named.length === 0) return [];
  return plain(rules)
    .split('\n')
    .filter((line) => !ofTheDevice.test(line) && word.test(line))
    .map((line) => line.trim().replaceAll(/\s+/g, ' ').slice(0, longestLine));
}

/** A rule for what goes out, which only gives it another address. */
export const translates = (line: string): boolean =>
  /(^|\s)(-o|--out-interface|oif|oifname)\s/.test(line) && !/[io]if(name)?\s+!=|!\s+-o/.test(line) && /\b(masquerade|snat)\b/i.test(line);

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Does a name in a rule stand for this interface? */
const stands = (named: string, link: string): boolean => (/[*+]$/.test(named) ? link.startsWith(named.slice(0, -1)) : named === link);

/** A table of `nft list ruleset`; behind the head of one that a program owns stands that program's name. */
export interface Table {
  readonly family: string;
  readonly name: string;
  readonly text: string;
}

/** Blocks of lines, from one that begins them to the next that ends them, by what the first says. */
function blocks(
  text: string,
  head: RegExp,
  end: RegExp,
): readonly { readonly named: readonly string[]; readonly lines: readonly string[] }[] {
  const found: { named: readonly string[]; lines: string[] }[] = [];
  let open: string[] | undefined;
  for (const line of text.split('\n')) {
    const begins = head.exec(line);
    if (begins !== null) {
      open = [];
      found.push({ named: begins.slice(1), lines: open });
    } else if (end.test(line)) open = undefined;
    else open?.push(line);
  }
  return found;
}

export const tablesOf = (ruleset: string): readonly Table[] =>
  blocks(ruleset, /^table (\w+) (\S+) \{(?: #.*)?$/, /^\}/).map(({ named: [family = '', name_ = ''], lines }) => ({
    ...{ family, name: name_, text: `${lines.join('\n')}\n` },
  }));

/** Families whose rules see packets of this host by the interface that they come in. */
export const seesLinks = ({ family }: Table): boolean => ['ip', 'ip6', 'inet'].includes(family);

/** iptables-nft keeps its tables, chains and hooks by their old names. */
export const isOfIptables = ({ family, text }: Table): boolean =>
  family !== 'inet' && /^\s*chain (INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING) \{$/m.test(text);

/** Everything that no rule before it has taken. */
const dropsTheRest = /^(counter )?(log( \w+ \S+)* )?(counter )?(drop|reject( with .*)?)$/;

/** The chains of such a table that drop what no rule lets in or through. `ufw`: that is what writes iptables' chains here. */
export function closedChains({ family, name: table, text }: Table, { ufw }: { readonly ufw: boolean }): readonly ClosedChain[] {
  if (family === 'ip6') return [];
  const links = linksNamed(text);
  return blocks(plain(text), /^\s*chain (\S+) \{$/, /^\s*\}/).flatMap(({ named: [chain = ''], lines }) => {
    const [head = '', ...rules] = lines.map((line) => line.trim().replaceAll(/\s+/g, ' '));
    const hook = /\btype filter hook (input|forward)\b/.exec(head)?.[1];
    const closed = /\bpolicy drop\b/.test(head) || dropsTheRest.test(rules.findLast((rule) => rule !== '') ?? '');
    if ((hook !== 'input' && hook !== 'forward') || !closed) return [];
    const theirs = table === 'firewalld' ? 'firewalld' : 'nftables';
    const by = /^[A-Z]+$/.test(chain) ? (ufw ? 'ufw' : 'iptables') : theirs;
    return [{ by, hook, where: `table ${family} ${table}, chain ${chain}`, links }];
  });
}

/** The same of `iptables-save`, whose built-in chains are the hooks. */
export function closedInSave(text: string): readonly ClosedChain[] {
  const filter = text.split(/^\*/m).find((table) => table.startsWith('filter\n')) ?? '';
  const links = linksNamed(filter);
  return (['INPUT', 'FORWARD'] as const).flatMap((chain) => {
    const rules = filter.split('\n').filter((line) => line.startsWith(`-A ${chain} `));
    const closed = new RegExp(`^:${chain} DROP\\b`, 'm').test(filter) || /^-A \w+ -j (DROP|REJECT)\b/.test(rules.at(-1) ?? '');
    const hook = chain === 'INPUT' ? ('input' as const) : ('forward' as const);
    return closed ? [{ by: 'iptables' as const, hook, where: `iptables, chain ${chain}`, links }] : [];
  });
}
