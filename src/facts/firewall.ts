import type { UnitFacts } from '../core/facts.ts';
import type { FirewallFacts, FirewallRules } from '../core/facts-firewall.ts';
import type { System } from '../system/port.ts';
import { closedChains, closedInSave, isOfIptables, linesNaming, linksNamed, seesLinks, tablesOf, translates } from './firewall-rules.ts';
import { exists, names, readLine, readText } from './reading.ts';

type Units = Readonly<Record<string, UnitFacts>>;
type Told = Pick<FirewallRules, 'by' | 'where' | 'zone'> & { readonly text: string };

const mostLines = 3;
/** No firewall may hold up the reading of a host. */
const timeoutSeconds = 5;

/**
 * Where a firewall names the uplink, and where it is closed. The rules in force are asked for only where the kernel has any, and
 * only root is told; those of a file count where something loads it at boot. Undefined: nothing of the kind.
 */
export async function readFirewall(system: System, units: Units, uplink: string | undefined): Promise<FirewallFacts | undefined> {
  const [ruleset, saves, files, ufw, zones] = await Promise.all([
    readRuleset(system),
    readSaves(system),
    readLoaded(system, units),
    readUfw(system, units),
    readZones(system, units),
  ]);
  const tables = tablesOf(ruleset ?? '').filter(seesLinks);
  // firewalld makes its own anew from the zones, and libvirt from its networks: those are where they can be changed.
  const live = tables
    .filter(({ name }) => name !== 'firewalld' && name !== 'libvirt_network')
    .map((table): Told => {
      const where = `nft list table ${table.family} ${table.name}`;
      return { by: isOfIptables(table) ? 'iptables' : 'nftables', where, text: table.text };
    });
  // Told last: where a file has the same, that is where it is changed.
  const told: readonly Told[] = [...ufw, ...zones, ...files, ...saves, ...live];
  const naming = uplink === undefined ? [] : told.flatMap((each) => naming_(each, uplink));
  const closed = [
    ...tables.flatMap((table) => closedChains(table, { ufw: ufw.length > 0 })),
    ...saves.filter(({ where }) => where === 'iptables-save').flatMap(({ text }) => closedInSave(text)),
  ];
  return naming.length + closed.length === 0 ? undefined : { naming, closed };
}

function naming_({ text, ...told }: Told, uplink: string): readonly FirewallRules[] {
  const lines = linesNaming(text, uplink);
  if (lines.length === 0) return [];
  return [
    { ...told, lines: lines.slice(0, mostLines), links: linksNamed(text), ...(lines.every(translates) && { translates: true as const }) },
  ];
}

async function printed(system: System, argv: readonly string[]): Promise<string | undefined> {
  const { ended, exit, stdout } = await system.run(argv, { timeoutSeconds });
  return ended === 'exit' && exit === 0 ? stdout : undefined;
}

/** Without counters, which are others each time. iptables of today (iptables-nft) writes its rules there too. */
const readRuleset = async (system: System): Promise<string | undefined> =>
  (await exists(system, '/sys/module/nf_tables')) ? printed(system, ['nft', '-s', 'list', 'ruleset']) : undefined;

/** Of iptables as it was before nftables; the kernel lists its tables. */
async function readSaves(system: System): Promise<readonly Told[]> {
  const all = (['ip', 'ip6'] as const).map(async (family): Promise<readonly Told[]> => {
    if (((await readLine(system, `/proc/net/${family}_tables_names`)) ?? '') === '') return [];
    const text = (await printed(system, [`${family}tables-legacy-save`])) ?? (await printed(system, [`${family}tables-save`]));
    return text === undefined ? [] : [{ by: 'iptables', where: `${family}tables-save`, text }];
  });
  return (await Promise.all(all)).flat();
}

const loaded = [
  ['nftables.service', 'nftables', '/etc/nftables.conf'],
  ['iptables.service', 'iptables', '/etc/iptables/iptables.rules'],
  ['ip6tables.service', 'iptables', '/etc/iptables/ip6tables.rules'],
] as const;

/** Rules that a boot loads: they need not be those in force. */
async function readLoaded(system: System, units: Units): Promise<readonly Told[]> {
  const wanted = loaded.filter(([unit]) => units[unit]?.enabled === 'enabled');
  return filesOf(
    system,
    wanted.map(([, by, where]) => ({ by, where })),
  );
}

/** Its own word, too: what is enabled there, and whose unit is off, is loaded by nobody. */
async function readUfw(system: System, units: Units): Promise<readonly Told[]> {
  const unit = units['ufw.service'];
  if (unit?.active !== 'active' && unit?.enabled !== 'enabled') return [];
  if (!/^\s*ENABLED\s*=\s*["']?yes\b/im.test((await readText(system, '/etc/ufw/ufw.conf')) ?? '')) return [];
  const found = await filesOf(
    system,
    ['user.rules', 'user6.rules'].map((name) => ({ by: 'ufw', where: `/etc/ufw/${name}` })),
  );
  return found;
}

/** Zones as the host's owner changed them: those that firewalld comes with bind no interface. */
async function readZones(system: System, units: Units): Promise<readonly Told[]> {
  const unit = units['firewalld.service'];
  if (unit?.active !== 'active' && unit?.enabled !== 'enabled') return [];
  const folder = '/etc/firewalld/zones';
  const zones = (await names(system, folder)).filter((name) => name.endsWith('.xml'));
  const found = await filesOf(
    system,
    zones.map((name) => ({ by: 'firewalld', where: `${folder}/${name}`, zone: name.replace(/\.xml$/, '') })),
  );
  return found.map(({ text, ...zone }) => ({ ...zone, text: (text.match(/<interface\b[^>]*>/g) ?? []).join('\n') }));
}

async function filesOf(system: System, files: readonly Omit<Told, 'text'>[]): Promise<readonly Told[]> {
  const texts = await Promise.all(files.map(({ where }) => readText(system, where)));
  return files.flatMap((file, at) => {
    const text = texts[at];
    return text === undefined ? [] : [{ ...file, text }];
  });
}
