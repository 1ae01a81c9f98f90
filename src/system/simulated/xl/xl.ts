import type { RunResult } from '../../port.ts';
import { bootRecord, underXen } from '../boot/record.ts';
import { type Command, done, failed, hung, lines, missing, type World } from '../core/world.ts';
import { readDatabase } from '../packages/database.ts';
import { activeState } from '../systemd/activity.ts';
import { create } from './create.ts';
import { allDomains, type Domain, freeMiB, removeGuest, setState } from './domains.ts';

const noHypervisor =
  'xencall: error: Could not obtain handle on privileged command interface: No such file or directory\n' +
  'libxl: error: libxl.c:102:libxl_ctx_alloc: cannot open libxc handle: No such file or directory\ncannot init xl context\n';

export const xl: Command = async ({ args, options, say }, world) => {
  if ((await readDatabase(world))['xen'] === undefined) return missing;
  if (!(await underXen(world)) || (await world.files.stat('/proc/xen/capabilities')) === undefined) return failed(1, noHypervisor);
  // Without xenstored xl waits for ever; whoever runs it ends it.
  if ((await activeState(world, 'xenstored.service')) !== 'active') return hung;
  const [verb, ...rest] = args.filter((arg) => arg !== '-v' && arg !== '-f');
  const names = rest.filter((word) => !word.startsWith('-'));
  const asRecorded = (await bootRecord.get(world.files)) === null && (await allDomains(world)).length === 1;
  switch (verb) {
    case 'list':
      return asRecorded && args.length === 1 && world.host.commands?.['xl list'] ? undefined : list(world, names, rest.includes('-l'));
    case 'info':
      return asRecorded && args.length === 1 && world.host.commands?.['xl info'] ? undefined : info(world);
    case 'create':
      return create(world, names[0] ?? '', rest.includes('-n'));
    case 'destroy':
      return end(world, names[0] ?? '');
    case 'shutdown':
      return (await unasked(world, names[0] ?? '', 'shutdown', rest.includes('-F'))) ?? end(world, names[0] ?? '');
    case 'pause':
    case 'unpause':
      return hold(world, names[0] ?? '', verb === 'pause');
    case 'reboot':
      // The reset button of -F is one that Xen does not have on x86.
      return (await unasked(world, names[0] ?? '', 'reboot', false)) ?? done();
    case 'console':
      return showConsole(world, names[0] ?? '', options.interactive === true ? undefined : say);
    case 'domid': {
      const found = await find(world, names[0] ?? '');
      return found === undefined ? invalid(names[0] ?? '') : done(`${found.id}\n`);
    }
    case 'uptime':
      return uptime(world);
    case 'dmesg':
      return done(`(XEN) Command line: ${(await bootRecord.get(world.files))?.xenOptions ?? ''}\n`);
    default:
      return undefined;
  }
};

const invalid = (name: string): RunResult => failed(1, `${name} is an invalid domain identifier (rc=-6)\n`);

const find = async (world: World, name: string): Promise<Domain | undefined> =>
  (await allDomains(world)).find((domain) => domain.name === name || String(domain.id) === name);

async function list(world: World, names: readonly string[], long: boolean): Promise<RunResult> {
  const all = await allDomains(world);
  const chosen = names.length === 0 ? all : all.filter(({ name, id }) => names.includes(name) || names.includes(String(id)));
  if (chosen.length === 0) return invalid(names[0] ?? '');
  if (long) {
    const kib = (mib: number): number => mib * 1024;
    return done(
      `${JSON.stringify(
        chosen.map(({ id, name, memoryMiB, type, disks }) => ({
          domid: id,
          config: {
            c_info: { type, name },
            b_info: { max_memkb: kib(memoryMiB), target_memkb: kib(memoryMiB) },
            ...(disks === undefined ? {} : { disks: disks.map((path) => ({ pdev_path: path })) }),
          },
        })),
        undefined,
        4,
      )}\n`,
    );
  }
  const row = ({ name, id, memoryMiB, vcpus, state }: Domain): string =>
    `${name.padEnd(40)} ${String(id).padStart(5)} ${String(memoryMiB).padStart(5)} ${String(vcpus).padStart(5)}     ${state}  ${(id === 0 ? 21.4 : 3.1).toFixed(1).padStart(8)}`;
  return done(lines([`${'Name'.padEnd(40)}    ID   Mem VCPUs\tState\tTime(s)`, ...chosen.map(row)]));
}

async function info(world: World): Promise<RunResult> {
  const boot = await bootRecord.get(world.files);
  const version = boot?.xenVersion || '4.21.2';
  const [major = '4', minor = '0', patch = '0'] = version.split('.');
  const { model } = world;
  const caps = [
    'pv',
    ...(model.virtualisation ? ['hvm'] : []),
    ...(model.iommu ? ['hvm_directio', 'pv_directio'] : []),
    ...(model.virtualisation ? ['hap', 'shadow'] : []),
    'gnttab-v1',
    'gnttab-v2',
  ];
  const values: readonly (readonly [string, string | number])[] = [
    ['host', 'dom0'],
    ['machine', 'x86_64'],
    ['nr_cpus', model.cpus],
    ['max_cpu_id', model.cpus - 1],
    ['virt_caps', caps.join(' ')],
    ['total_memory', model.memoryMiB - 1],
    ['free_memory', await freeMiB(world)],
    ['free_cpus', 0],
    ['xen_major', major],
    ['xen_minor', minor],
    ['xen_extra', `.${patch}-1arch`],
    ['xen_version', `${version}-1arch`],
    ['xen_caps', 'xen-3.0-x86_64 hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64 '],
    ['xen_scheduler', 'credit2'],
    ['xen_commandline', boot?.xenOptions ?? ''],
    ['xend_config_format', 4],
  ];
  return done(lines(values.map(([key, value]) => `${key.padEnd(23)}: ${value}`)));
}

async function end(world: World, name: string): Promise<RunResult> {
  const found = await find(world, name);
  if (found === undefined) return invalid(name);
  if (found.id === 0) return failed(1, 'Cannot destroy privileged domain 0.\n');
  await removeGuest(world, found.id);
  return done();
}

/** Why a domain cannot be asked; undefined: it can, or its power button does. HVM guests of a rehearsal have no PV drivers. */
async function unasked(world: World, name: string, what: 'shutdown' | 'reboot', button: boolean): Promise<RunResult | undefined> {
  const found = await find(world, name);
  if (found === undefined) return invalid(name);
  if (found.type !== 'hvm' || button) return undefined;
  return failed(1, `PV control interface not available: external graceful ${what} not possible.\n${what} failed (rc=-10)\n`);
}

async function hold(world: World, name: string, paused: boolean): Promise<RunResult> {
  const found = await find(world, name);
  if (found === undefined) return invalid(name);
  await setState(world, found.id, paused ? '--p---' : '-b----');
  return done();
}

/** What a kernel prints when it starts, for whoever only reads; a person at a terminal is told that there is nobody. */
async function showConsole(world: World, name: string, say: ((line: string) => void) | undefined): Promise<RunResult> {
  const found = await find(world, name);
  if (found === undefined) return invalid(name);
  if (say === undefined) return failed(1, 'xenconsole: Could not open tty: there is no console in a rehearsal\n');
  for (const line of ['[    0.000000] Linux version 6.18.2-arch1-1', '[    0.000000] Hypervisor detected: Xen HVM']) say(line);
  return done();
}

/** Every guest has run for a minute a number of its id: time does not pass in a rehearsal. */
async function uptime(world: World): Promise<RunResult> {
  const rows = (await allDomains(world)).map(({ name, id }) => `${name.padEnd(36)} ${String(id).padStart(4)}  0:0${id % 10}:12`);
  return done(lines(['Name                                ID Uptime', ...rows]));
}
