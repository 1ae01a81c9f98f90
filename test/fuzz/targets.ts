import { parsePackageFile } from '../../src/changes/built.ts';
import { bind } from '../../src/changes/index.ts';
import { parseNetworkState } from '../../src/changes/network-state.ts';
import { pacmanHint, parseNames, parseNeeded, parseInstalled as parsePacman } from '../../src/changes/pacman-output.ts';
import { parseGuestAnswers } from '../../src/domu/answers-text.ts';
import { readConfig } from '../../src/domu/surroundings.ts';
import { lintXlCfg } from '../../src/domu/xl-lint.ts';
import { foldRun } from '../../src/engine/fold.ts';
import { parseJournal } from '../../src/engine/journal-text.ts';
import { shellContent, shellWord } from '../../src/engine/restore/shell-content.ts';
import { parseModules } from '../../src/facts/conflicts.ts';
import { parseCpuInfo } from '../../src/facts/cpu.ts';
import { parseDevices } from '../../src/facts/devices.ts';
import { decodeNumbers, decodeText } from '../../src/facts/efi-variables.ts';
import { closedChains, closedInSave, linesNaming, tablesOf } from '../../src/facts/firewall-rules.ts';
import { parseKernelConfig } from '../../src/facts/kernels.ts';
import { renamingLink, renamingRules } from '../../src/facts/link-names.ts';
import { parseDefaultRoute, parseLinks } from '../../src/facts/links.ts';
import { parseMemInfo } from '../../src/facts/memory.ts';
import { parseMountInfo } from '../../src/facts/mounts.ts';
import { parseNameservers } from '../../src/facts/network.ts';
import { parseOsRelease, splitCommandLine } from '../../src/facts/os.ts';
import { parseInstalled, parseUpgrades } from '../../src/facts/pacman.ts';
import { parseConnection, parseEnvironment, parseStat } from '../../src/facts/session.ts';
import { parseSrcinfo } from '../../src/facts/srcinfo.ts';
import { parseUnits } from '../../src/facts/units.ts';
import { groupsOf, parsePasswd } from '../../src/facts/users.ts';
import { allGrubEntries, grubCommands, grubDefaultName, parseGrubCfg, resolveGrubEntry } from '../../src/formats/grub-cfg.ts';
import { grubTokens, quoteForGrub } from '../../src/formats/grub-words.ts';
import { parseGrubenv, printGrubenv, setGrubenv } from '../../src/formats/grubenv.ts';
import { appendLine, joinLines, splitLines } from '../../src/formats/lines.ts';
import { decodeLoadOption } from '../../src/formats/load-option.ts';
import { loaderDefault, loaderPatternMatches, parseLoaderEntry, setLoaderDefault } from '../../src/formats/loader-entry.ts';
import { enableRepository, repositoryEnabled } from '../../src/formats/pacman-conf.ts';
import { readPlainAssignments } from '../../src/formats/plain-assignments.ts';
import { readAssignments, setShellVariable, shellVariable } from '../../src/formats/shell-variables.ts';
import { quoteForShell, readShellWord } from '../../src/formats/shell-words.ts';
import { parseUnitFile, unitValue } from '../../src/formats/systemd-unit.ts';
import { escapeUnitName, unescapeUnitName } from '../../src/formats/unit-names.ts';
import { readXenCfg, xenCfgStrings } from '../../src/formats/xen-cfg.ts';
import { lintXenCfg } from '../../src/formats/xen-cfg-lint.ts';
import { parseXlCfg, setXlKey, xlValue } from '../../src/formats/xl-cfg.ts';
import { tokensOf } from '../../src/formats/xl-cfg-tokens.ts';
import { bridgeProfile, cannotMove } from '../../src/networks/netctl-profile.ts';
import { parseXattrs } from '../../src/system/disk/xattrs.ts';
import { lintXenOptions } from '../../src/xen/options-lint.ts';
import { commandLineWords } from '../../src/xen/words.ts';
import { parseXlInfo, parseXlList } from '../../src/xen/xl-output.ts';

/** What is fuzzed: `run` throws when a promise does not hold. `seeds` says which recorded texts it starts from. */
export interface Target {
  readonly name: string;
  readonly seeds: RegExp;
  readonly run: (text: string) => void;
}

function same(what: string, got: unknown, wanted: unknown): void {
  if (got !== wanted) throw new Error(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** An editor leaves all other lines byte for byte, and a second time changes nothing. */
function lossless(text: string, edit: (text: string) => string, most = 400): void {
  const edited = edit(text);
  same('edited twice', edit(edited), edited);
  if (edited === text) return;
  let from = 0;
  while (from < text.length && text[from] === edited[from]) from += 1;
  let end = 0;
  while (end < text.length - from && end < edited.length - from && text.at(-1 - end) === edited.at(-1 - end)) end += 1;
  // What is between the common beginning and the common end is the edit: it is in one piece and small.
  if (edited.length - from - end > most) throw new Error(`the edit rewrote ${edited.length - from - end} characters`);
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

export const targets: readonly Target[] = [
  {
    name: 'lines',
    seeds: /./,
    run: (text) => {
      same('joined', joinLines(splitLines(text)), text);
      same('appended', appendLine(text, 'x').startsWith(text), true);
    },
  },
  {
    name: 'shell variables',
    seeds: /default\/grub|\.conf$|environment/,
    run: (text) => {
      readAssignments(text);
      shellVariable(text, 'GRUB_DEFAULT');
      expected(() => {
        lossless(text, (now) => setShellVariable(now, 'GRUB_DEFAULT', 'it"s $x `y` \\'), text.length + 100);
        same('set and read', shellVariable(setShellVariable(text, 'GRUB_X', 'a "b" $c'), 'GRUB_X'), 'a "b" $c');
      });
    },
  },
  {
    name: 'plain assignments',
    seeds: /netctl|default\/grub|\.conf$|environment/,
    run: (text) => {
      const read = readPlainAssignments(text);
      if ('notPlain' in read) return;
      // Each is where it says, and they follow one another.
      let last = 0;
      for (const { name, start, end } of read.assignments) {
        if (start < last || end > text.length || !text.startsWith(`${name}=`, start)) throw new Error(`${name} is not at ${start}`);
        last = end;
      }
    },
  },
  {
    name: 'netctl profile',
    seeds: /netctl/,
    run: (text) => {
      if (cannotMove(text, 'enp3s0') !== undefined) return;
      const made = bridgeProfile({ bridge: 'xenbr0', uplink: 'enp3s0', mac: '52:54:00:12:34:56', own: { name: 'a b', text } });
      const read = readPlainAssignments(made);
      if ('notPlain' in read) throw new Error(`not plain any more: ${read.notPlain}`);
      const of = (name: string): string => read.assignments.findLast((each) => each.name === name)?.words.join(' ') ?? '';
      same('the bridge', [of('Connection'), of('Interface'), of('BindsToInterfaces')].join(' '), 'bridge xenbr0 enp3s0');
    },
  },
  { name: 'unit names', seeds: /./, run: (text) => same('escaped and back', unescapeUnitName(escapeUnitName(text)), text.toWellFormed()) },
  {
    name: 'shell words',
    seeds: /default\/grub/,
    run: (text) => {
      readShellWord(text, 0);
      if (!text.includes('\0')) same('quoted', readShellWord(quoteForShell(text), 0).value, text);
    },
  },
  {
    name: 'loader entry',
    seeds: /loader\/.*conf$/,
    run: (text) => {
      parseLoaderEntry(text);
      loaderDefault(text);
      lossless(text, (now) => setLoaderDefault(now, 'archxen.conf'));
      same('default', loaderDefault(setLoaderDefault(text, 'archxen.conf')), 'archxen.conf');
    },
  },
  { name: 'loader pattern', seeds: /loader\/.*conf$/, run: (text) => void loaderPatternMatches(text.slice(0, 60), text.slice(60, 200)) },
  {
    name: 'pacman.conf',
    seeds: /pacman\.conf$/,
    run: (text) => {
      repositoryEnabled(text, 'multilib');
      lossless(text, (now) => enableRepository(now, 'multilib'), text.length + 100);
      same('enabled', repositoryEnabled(enableRepository(text, 'multilib'), 'multilib'), true);
    },
  },
  {
    name: 'grub.cfg',
    seeds: /grub\.cfg$|grub\.d/,
    run: (text) => {
      const cfg = parseGrubCfg(text);
      for (const entry of allGrubEntries(cfg.entries)) grubCommands(entry, 'linux', 'multiboot2');
      resolveGrubEntry(cfg, grubDefaultName(cfg, {}));
      grubTokens(quoteForGrub(text));
    },
  },
  {
    name: 'grubenv',
    seeds: /grubenv$/,
    run: (text) => {
      const env = parseGrubenv(text);
      if (env !== undefined) {
        // A block that is full, or whose padding does not follow a line, is refused as grub-editenv does. A new one has GRUB's
        // warning in it, for which there must be room.
        const free = /(?<=\n)#*$/.exec(text)?.[0].length ?? 0;
        if (free > 80) same('printed', JSON.stringify(parseGrubenv(printGrubenv(env))), JSON.stringify(env));
        if (free > 'next_entry=archxen\n'.length)
          same('set', parseGrubenv(setGrubenv(text, 'next_entry', 'archxen'))?.['next_entry'], 'archxen');
      }
    },
  },
  {
    name: 'unit file',
    seeds: /\.(network|netdev|service|link)$/,
    run: (text) => {
      const file = parseUnitFile(text);
      unitValue(file, 'Match', 'Name');
    },
  },
  {
    name: 'xen.cfg',
    seeds: /xen\.cfg$|archxen/,
    run: (text) => {
      readXenCfg(text);
      xenCfgStrings(text);
      lintXenCfg(text);
    },
  },
  {
    name: 'xen options',
    seeds: /xen\.cfg$|cmdline/,
    run: (text) => {
      lintXenOptions(text);
      commandLineWords(text);
    },
  },
  {
    name: 'xl.cfg',
    seeds: /xl\.cfg|etc\/xen/,
    run: (text) => {
      const cfg = parseXlCfg(text);
      tokensOf(text);
      xlValue(cfg, 'name');
      lintXlCfg(text);
      readConfig('/etc/xen/x.cfg', text);
    },
  },
  {
    name: 'xl.cfg edit',
    seeds: /xl\.cfg|etc\/xen/,
    run: (text) => {
      if (parseXlCfg(text).problems.length === 0) lossless(text, (now) => setXlKey(now, 'memory', 512));
    },
  },
  {
    name: 'xl output',
    seeds: /^xl /,
    run: (text) => {
      parseXlList(text);
      parseXlInfo(text);
    },
  },
  {
    name: 'os-release',
    seeds: /os-release|cmdline/,
    run: (text) => {
      parseOsRelease(text);
      splitCommandLine(text);
    },
  },
  { name: '.SRCINFO', seeds: /SRCINFO|^git show/, run: (text) => void parseSrcinfo(text) },
  {
    name: 'pacman output',
    seeds: /^pacman/,
    run: (text) => {
      parseInstalled(text);
      parseUpgrades(text);
      parseNames(text);
      parsePacman(text);
      parseNeeded(text);
      pacmanHint(text.split('\n'));
      parsePackageFile(text.slice(0, 100));
    },
  },
  {
    name: 'proc',
    seeds: /^\/proc/,
    run: (text) => {
      parseModules(text);
      parseCpuInfo(text);
      parseMemInfo(text);
      parseMountInfo(text);
      parseKernelConfig(text);
      parseStat(text);
      parseEnvironment(text);
      parseConnection(text);
    },
  },
  {
    name: 'etc',
    seeds: /^\/etc\/(passwd|group|resolv)/,
    run: (text) => {
      parsePasswd(text);
      groupsOf(text, 'root');
      parseNameservers(text);
    },
  },
  { name: 'systemctl show', seeds: /^systemctl/, run: (text) => void parseUnits(text, ['a.service', '__proto__']) },
  {
    name: 'firewall',
    seeds: /^nft |^iptables/,
    run: (text) => {
      for (const table of tablesOf(text)) closedChains(table, { ufw: false });
      closedInSave(text);
      linesNaming(text, 'enp3s0');
    },
  },
  {
    name: 'names by MAC',
    seeds: /\.(link|rules)$/,
    run: (text) => {
      renamingLink(text, '52:54:00:12:34:56');
      renamingRules(text, '52:54:00:12:34:56');
    },
  },
  {
    name: 'ip -j',
    seeds: /^ip /,
    run: (text) => {
      parseNetworkState(text, text);
      const value = json(text);
      parseLinks(value, {});
      parseDefaultRoute(value);
    },
  },
  { name: 'lsblk', seeds: /^lsblk|^findmnt/, run: (text) => void parseDevices(json(text)) },
  {
    name: 'EFI variables',
    seeds: /efivars/,
    run: (text) => {
      const bytes = bytesOf(text);
      decodeText(bytes);
      decodeNumbers(bytes);
      decodeLoadOption(bytes);
    },
  },
  { name: 'guest answers', seeds: /answers/, run: (text) => void expected(() => parseGuestAnswers(text)) },
  {
    name: 'journal',
    seeds: /journal/,
    run: (text) =>
      void expected(() => {
        const { records, torn } = parseJournal(Buffer.from(text), '/x');
        foldRun('0001', '/x', records, torn);
      }),
  },
  { name: 'getfattr', seeds: /getfattr/, run: (text) => void parseXattrs(text) },
  {
    name: 'restore.sh words',
    seeds: /./,
    run: (text) => {
      shellContent(Buffer.from(text));
      const word = shellWord(text);
      same('quoted', word.slice(1, -1).replaceAll("'\\''", "'"), text);
    },
  },
  {
    name: 'described changes',
    seeds: /answers/,
    run: (text) =>
      void bind({ kind: 'file', id: 'x', title: text, path: `/${text}`, content: { text }, mode: 0o644, uid: 0, gid: 0 }).describe(),
  },
];

/** A refusal in archxen's own words is what bad input shall get. */
function expected(work: () => unknown): void {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'ArchxenError' && 'code' in thrown && thrown.code !== 'bug') return;
    throw thrown;
  }
}
