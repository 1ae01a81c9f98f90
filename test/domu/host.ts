import { describe } from '../../src/changes/index.ts';
import { domuVerb } from '../../src/cli/domu-verb.ts';
import { parseOptions } from '../../src/cli/options.ts';
import { makeOutput } from '../../src/cli/output.ts';
import type { Context } from '../../src/cli/verb.ts';
import { type ArchxenError, asArchxenError } from '../../src/core/error.ts';
import type { Facts } from '../../src/core/facts.ts';
import { readConfig } from '../../src/domu/surroundings.ts';
import { allToolPaths } from '../../src/domu/tools.ts';
import type { HostRoad } from '../../src/road/host-road.ts';
import { firstBytes } from '../../src/system/magic.ts';
import { memorySystem, plant, type Tree, treeOf } from '../../src/system/memory.ts';
import type { RunResult, System } from '../../src/system/port.ts';
import { dom0Facts } from './dom0.ts';
import { programs, said } from './programs.ts';

export interface TestHost {
  readonly tree: Tree;
  readonly system: System;
  /** Names of the guests that run. */
  readonly running: Set<string>;
  /** Those of them that are not complete yet, or were paused. */
  readonly paused: Set<string>;
  /** All commands, as words. */
  readonly commands: string[];
  /** What a program answers instead, by the beginning of its words. */
  readonly answers: Map<string, RunResult>;
  /** Runs `archxen domu ...`. */
  readonly domu: (line: string, more?: Partial<Context>) => Promise<Ran>;
}

export interface Ran {
  readonly exit: number;
  readonly error: ArchxenError | undefined;
  readonly text: string;
  readonly json: readonly Record<string, unknown>[];
  readonly result: Record<string, unknown> | undefined;
}

const files = (): Tree => {
  const tree = treeOf({
    '/proc/xen/capabilities': 'control_d\n',
    '/proc/sys/kernel/random/boot_id': 'b1\n',
    '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
    '/etc/xen/xl.conf': '',
    '/etc/xen/auto/.keep': '',
    '/boot/initramfs-linux.img': 'initramfs',
    '/run/lock/.keep': '',
    '/var/lib/.keep': '',
    '/var/log/.keep': '',
    '/dev/vg0/.keep': '',
    '/dev/zvol/tank/.keep': '',
    ...Object.fromEntries(allToolPaths.map((path) => [path, 'program'])),
  });
  plant(tree, '/boot/vmlinuz-linux', { type: 'file', content: firstBytes('bzimage', '6.18.2-arch1-1'), mode: 0o644, uid: 0, gid: 0 });
  return tree;
};

/** A dom0 whose xl, truncate and rm do what they do, in memory. */
export function testHost(facts: Facts = dom0Facts, tree: Tree = files()): TestHost {
  const running = new Set<string>();
  const paused = new Set<string>();
  /** What each had when it was started. */
  const disks = new Map<string, readonly string[]>();
  const commands: string[] = [];
  const answers = new Map<string, RunResult>();

  const xlList = (): string =>
    [
      'Name                                        ID   Mem VCPUs\tState\tTime(s)',
      'Domain-0                                     0  4096     6     r-----     446.5',
      ...[...running].map(
        (name, index) =>
          `${name.padEnd(40)} ${String(index + 1).padStart(5)}  1024     2     ${paused.has(name) ? '--p---' : '-b----'}      12.7`,
      ),
      '',
    ].join('\n');

  const xlListLong = (): string =>
    JSON.stringify(
      ['Domain-0', ...running].map((name, domid) => ({
        domid,
        config: { c_info: { name }, disks: (disks.get(name) ?? []).map((path) => ({ pdev_path: path, vdev: 'xvda' })) },
      })),
    );

  const run = async (argv: readonly string[]): Promise<RunResult> => {
    const words = argv.join(' ');
    commands.push(words);
    const fixed = [...answers].find(([start]) => words.startsWith(start))?.[1];
    if (fixed !== undefined) return fixed;
    const last = argv.at(-1) ?? '';
    switch (argv.slice(0, 2).join(' ')) {
      case 'sync':
        return said();
      case 'systemctl is-active':
        return said('active\n');
      case 'xl list':
        return said(argv[2] === '-l' ? xlListLong() : xlList());
      case 'xl uptime':
        return said(`Name ID Uptime\n${[...running].map((name, index) => `${name}   ${index + 1}  0:01:0${index}`).join('\n')}\n`);
      case 'xl save': {
        const name = [...running][Number(argv[2]) - 1] ?? '';
        running.delete(name);
        plant(tree, last, { type: 'file', content: Buffer.from(name), mode: 0o600, uid: 0, gid: 0 });
        return said();
      }
      case 'xl restore': {
        const node = tree.get(last);
        running.add(node?.type === 'file' ? Buffer.from(node.content).toString() : '');
        return said();
      }
      case 'xl pause':
      case 'xl unpause':
        return running.has(last) ? said() : said('', 1, `${last} is an invalid domain identifier (rc=-6)\n`);
      case 'xl create': {
        if (argv[2] === '-n') return said(`Parsing config from ${last}\n{}\n`);
        const config = readConfig(last, Buffer.from((await system.read(last)) ?? []).toString());
        const name = config?.name ?? '';
        running.add(name);
        disks.set(name, config?.disks ?? []);
        return said(`Parsing config from ${last}\n`);
      }
      case 'xl reboot':
      case 'xl shutdown': {
        // libxl: nothing in an HVM guest without PV drivers listens; -F presses its power button, Xen has no reset button.
        const config = Buffer.from((await system.read(`/etc/xen/${last}.cfg`)) ?? []).toString();
        if (config.includes('type = "hvm"') && !(argv[1] === 'shutdown' && argv.includes('-F'))) {
          return said('', 1, `PV control interface not available: external graceful ${argv[1]} not possible.\n`);
        }
        const there = argv[1] === 'reboot' ? running.has(last) : running.delete(last);
        return there ? said() : said('', 1, `${last} is an invalid domain identifier (rc=-6)\n`);
      }
      case 'xl destroy':
        return running.delete(running.has(last) ? last : ([...running][Number(last) - 1] ?? ''))
          ? said()
          : said('', 1, `${last} is an invalid domain identifier (rc=-6)\n`);
      case 'xl console':
        return said();
      default:
        return programs[argv[0] ?? '']?.(argv, tree) ?? { exit: 127, stdout: '', stderr: '', ended: 'missing' };
    }
  };
  const system: System = memorySystem(tree, { run, space: () => ({ totalBytes: 100 * 2 ** 30, freeBytes: 80 * 2 ** 30 }) });

  const domu: TestHost['domu'] = async (line, more = {}) => {
    const { options, words } = parseOptions(line.split(' ').filter((word) => word !== ''));
    const stdout: string[] = [];
    const stderr: string[] = [];
    const context: Context = {
      system,
      outside: system,
      self: facts.archxen,
      // The verbs of guests use nothing else of the road.
      road: { describe } as unknown as HostRoad,
      facts: async () => facts,
      options,
      words,
      out: makeOutput(options.json, { stdout: (text) => stdout.push(text), stderr: (text) => stderr.push(text) }),
      interactive: false,
      readInput: async () => '',
      ask: async () => {
        throw new Error('nobody is there to ask');
      },
      forgetTyped: () => undefined,
      signal: new AbortController().signal,
      ...more,
    };
    let exit: number;
    let error: ArchxenError | undefined;
    try {
      exit = await domuVerb.run(context);
    } catch (thrown) {
      error = asArchxenError(thrown);
      if (error.code === 'bug') throw thrown;
      exit = error.exitCode;
    }
    const json = options.json
      ? stdout
          .join('')
          .split('\n')
          .filter((each) => each !== '')
          .map((each) => JSON.parse(each) as Record<string, unknown>)
      : [];
    return { exit, error, text: [...stdout, ...stderr].join(''), json, result: json.findLast(({ type }) => type === 'result') };
  };
  return { tree, system, running, paused, commands, answers, domu };
}
