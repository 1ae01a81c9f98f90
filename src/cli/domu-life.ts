import type { GuestRow } from '../domu/guest-list.ts';
import { listensAt, type Sign } from '../domu/life.ts';
import { type Heard, isHeardAnew, parseBridgeTable } from '../domu/neighbours.ts';
import type { System } from '../system/port.ts';
import { readHeard } from './domu-addresses.ts';
import { consoleReader } from './domu-console.ts';
import { howItEnded } from './domu-logs.ts';
import { runningDomains } from './domu-xl.ts';

/** What was seen of a guest after its start. */
export interface Life {
  /** The strongest first. */
  readonly signs: readonly Sign[];
  /** It ended or crashed while it was watched. */
  readonly ended: 'gone' | 'crashed' | undefined;
  /** How often it restarted itself while it was watched. */
  readonly restarts: number;
  /** The last lines of its console. */
  readonly console: readonly string[];
}

interface Watching {
  readonly system: System;
  readonly guest: Pick<GuestRow, 'name' | 'id' | 'macs'>;
  readonly signal: AbortSignal;
  /** What was known of addresses before it was started. */
  readonly before: Heard;
  /** Looks at the guest, two seconds apart. */
  readonly rounds?: number | undefined;
}

/** xl takes a moment between the end of a domain and the start of the one that takes its place. */
const looksForRestart = 15;

/**
 * Waits until a guest shows a sign of life, and five more looks for a better one. A guest without any may live: it may just be
 * silent, with no network.
 */
export async function watchForLife({ system, guest, signal, before, rounds = 45 }: Watching): Promise<Life> {
  // A longer time than all looks may take.
  const console = consoleReader(system, signal, rounds * 5 + 30);
  let signs: readonly Sign[] = [];
  let ended: Life['ended'];
  let { id } = guest;
  let restarts = 0;
  let missing = 0;
  if (id !== null) console.attach(id);
  try {
    for (let left = rounds; left > 0 && !signal.aborted; left -= 1) {
      const domain = (await runningDomains(system)).find(({ name }) => name === guest.name);
      if (domain === undefined && missing < looksForRestart && (await howItEnded(system, guest)).restarts) {
        missing += 1;
      } else if (domain === undefined || domain.state.includes('c')) {
        signs = await signsOf(system, { ...guest, id }, before, console.lines);
        ended = domain === undefined ? 'gone' : 'crashed';
        break;
      } else {
        if (id !== null && domain.id !== id) restarts += 1;
        id = domain.id;
        missing = 0;
        console.attach(id);
        signs = await signsOf(system, { ...guest, id }, before, console.lines);
        if (signs[0]?.kind === 'ping') break;
        if (signs.length > 0) left = Math.min(left, 6);
      }
      await system.run(['sleep', '2'], { signal });
    }
  } finally {
    await console.end();
  }
  if (missing > 0) ended ??= 'gone';
  return { signs, ended, restarts, console: console.lines.slice(-15) };
}

async function signsOf(system: System, { id, macs }: Watching['guest'], before: Heard, lines: readonly string[]): Promise<readonly Sign[]> {
  const [now, table, port] = await Promise.all([
    readHeard(system),
    system.run(['bridge', '-j', 'fdb', 'show'], { timeoutSeconds: 10 }),
    id === null ? undefined : screenPort(system, id),
  ]);
  const signs: Sign[] = [];
  const mac = macs.find((each) => isHeardAnew(each, now, before)) ?? macs.find((each) => now.addresses[each] !== undefined);
  const address = mac === undefined ? undefined : now.addresses[mac];
  if (mac !== undefined && address !== undefined) {
    const { exit, ended } = await system.run(['ping', '-c', '1', '-W', '1', address], { timeoutSeconds: 5 });
    if (ended === 'exit' && exit === 0) signs.push({ kind: 'ping', address });
    else if (isHeardAnew(mac, now, before)) signs.push({ kind: 'address', address });
  }
  const sender = parseBridgeTable(table.stdout).find((mac) => macs.includes(mac));
  if (sender !== undefined) signs.push({ kind: 'traffic', mac: sender });
  const last = lines.at(-1);
  if (last !== undefined) signs.push({ kind: 'console', line: last });
  if (port !== undefined) signs.push({ kind: 'screen', port });
  return signs;
}

/** The TCP port of a guest's screen, if it is up; QEMU picks a free one. */
export async function screenPort(system: System, id: number): Promise<number | undefined> {
  const { stdout } = await system.run(['xenstore-read', `/local/domain/${id}/console/vnc-port`], { timeoutSeconds: 10 });
  const port = Number.parseInt(stdout, 10);
  if (!Number.isInteger(port) || port <= 0) return undefined;
  const tcp = await system.read('/proc/net/tcp');
  return tcp === undefined || listensAt(Buffer.from(tcp).toString('latin1'), port) ? port : undefined;
}
