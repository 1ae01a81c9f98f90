import type { DomainFacts } from '../core/facts-xen.ts';
import { autostartPath } from './guest.ts';
import type { Addresses } from './neighbours.ts';
import type { ConfigFile, Surroundings } from './surroundings.ts';
import { stateWord } from './xl.ts';

/** A guest as the list shows it: configured, running, or both. */
export interface GuestRow {
  readonly name: string;
  readonly state: string;
  readonly running: boolean;
  /** Of the running domain. */
  readonly id: number | null;
  readonly kind: string | null;
  readonly memoryMiB: number | null;
  readonly vcpus: number | null;
  /** CPU time. */
  readonly seconds: number | null;
  /** As `xl uptime` says it. */
  readonly uptime: string | null;
  /** An address that dom0 has seen it with. */
  readonly address: string | null;
  readonly autostart: boolean;
  /** Where its configuration is; null: it was started from elsewhere. */
  readonly config: string | null;
  readonly disks: readonly string[];
  readonly macs: readonly string[];
}

/** What else is known of running guests. */
interface Seen {
  readonly addresses: Addresses;
  readonly uptimes: Readonly<Record<number, string>>;
}

/** All guests, by name. dom0 is not one. `domains` undefined: xl could not be asked. */
export function guestRows(
  around: Pick<Surroundings, 'configs' | 'files'>,
  domains: readonly DomainFacts[] | undefined,
  { addresses, uptimes }: Seen = { addresses: {}, uptimes: {} },
): readonly GuestRow[] {
  const running = (domains ?? []).filter((domain) => domain.id !== 0);
  const look = (guest: GuestRow): GuestRow => ({
    ...guest,
    uptime: guest.id === null ? null : (uptimes[guest.id] ?? null),
    address: guest.running ? (guest.macs.map((mac) => addresses[mac]).find((address) => address !== undefined) ?? null) : null,
  });
  const names = new Set([...around.configs.map((config) => config.name), ...running.map((domain) => domain.name)]);
  return [...names]
    .sort()
    .map((name) =>
      row(
        name,
        around.configs.find((config) => config.name === name),
        running.find((domain) => domain.name === name),
        domains === undefined ? 'unknown' : 'stopped',
        around.files[autostartPath(name)] !== undefined,
      ),
    )
    .map(look);
}

const row = (
  name: string,
  config: ConfigFile | undefined,
  domain: DomainFacts | undefined,
  otherwise: string,
  autostart: boolean,
): GuestRow => ({
  name,
  state: domain === undefined ? otherwise : stateWord(domain.state),
  running: domain !== undefined,
  id: domain?.id ?? null,
  kind: config?.type ?? null,
  memoryMiB: domain?.memoryMiB ?? config?.memoryMiB ?? null,
  vcpus: domain?.vcpus ?? config?.vcpus ?? null,
  seconds: domain?.seconds ?? null,
  uptime: null,
  address: null,
  autostart,
  config: config?.path ?? null,
  disks: config?.disks ?? [],
  macs: config?.macs ?? [],
});

const heads = ['Name', 'State', 'Kind', 'Memory', 'vCPUs', 'Address', 'Uptime', 'Autostart'];

/** The list as a table. A long name pushes its columns to the right rather than losing letters. */
export function guestTable(rows: readonly GuestRow[]): readonly string[] {
  const cells = rows.map((guest) => [
    guest.name,
    guest.state,
    guest.kind ?? '-',
    guest.memoryMiB === null ? '-' : `${guest.memoryMiB} MiB`,
    guest.vcpus === null ? '-' : String(guest.vcpus),
    guest.address ?? '-',
    guest.uptime ?? '-',
    guest.autostart ? 'yes' : 'no',
  ]);
  const widths = heads.map((head, column) => Math.max(head.length, ...cells.map((line) => line[column]?.length ?? 0)));
  return [heads, ...cells].map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
