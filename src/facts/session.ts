import type { SessionFacts } from '../core/facts.ts';
import type { LinkFacts } from '../core/facts-network.ts';
import type { System } from '../system/port.ts';
import { readText } from './reading.ts';
import type { Account } from './users.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Process {
  readonly parent: number;
  readonly terminal: number;
}

/** /proc/<pid>/stat (proc_pid_stat(5)); the name in parentheses may hold blanks and parentheses. */
export function parseStat(text: string): Process | undefined {
  const [, parent, , , terminal] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return parent === undefined || terminal === undefined ? undefined : { parent: Number(parent), terminal: Number(terminal) };
}

/** What a tty number is (Documentation/admin-guide/devices.txt); `pseudo`: somebody else's window, so look further up. */
export function terminalKind(number: number): 'vt' | 'serial' | 'pseudo' | 'none' {
  const major = (number >> 8) & 0xfff;
  const minor = (number & 0xff) | ((number >> 12) & 0xfff00);
  if (number === 0) return 'none';
  if (major === 4) return minor < 64 ? 'vt' : 'serial';
  // Serial lines of other drivers, and the consoles of hypervisors (hvc0).
  if ([188, 204, 229].includes(major)) return 'serial';
  return major >= 136 && major <= 143 ? 'pseudo' : 'none';
}

/** environ(7) as /proc has it: NAME=value, parted by NUL. */
export const parseEnvironment = (text: string): Environment =>
  Object.fromEntries(
    text.split('\0').flatMap((pair) => (pair.includes('=') ? [[pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]] : [])),
  );

/** SSH_CONNECTION: the peer's address and port, then ours. */
export function parseConnection(text: string | undefined): { readonly peer: string; readonly local: string } | undefined {
  const [peer, , local] = text?.split(' ') ?? [];
  return peer === undefined || local === undefined ? undefined : { peer, local };
}

export async function readSession(system: System, accounts: readonly Account[], given?: Environment): Promise<SessionFacts> {
  const status = (await readText(system, '/proc/self/status')) ?? '';
  const uid = Number(/^Uid:\s*\d+\s+(\d+)/m.exec(status)?.[1] ?? 0);
  const environment = given ?? parseEnvironment((await readText(system, '/proc/self/environ')) ?? '');
  const invoked = environment['SUDO_USER'] ?? environment['DOAS_USER'];
  const user = accounts.find((account) => account.uid === uid)?.user ?? String(uid);
  const way = await readWay(system, environment);
  return { uid, user, ...(invoked !== undefined && invoked !== user && { invokedBy: invoked }), ...way };
}

/** sudo drops SSH_CONNECTION and may give a terminal of its own, so the processes above are asked too. */
async function readWay(system: System, environment: Environment): Promise<Pick<SessionFacts, 'via' | 'ssh'>> {
  const own = parseConnection(environment['SSH_CONNECTION']);
  if (own !== undefined) return { via: 'ssh', ssh: own };
  let via: SessionFacts['via'] = 'unknown';
  let at = 'self';
  for (let depth = 0; depth < 16; depth++) {
    const [stat, environ] = await Promise.all([readText(system, `/proc/${at}/stat`), readText(system, `/proc/${at}/environ`)]);
    const ssh = at === 'self' ? undefined : parseConnection(parseEnvironment(environ ?? '')['SSH_CONNECTION']);
    if (ssh !== undefined) return { via: 'ssh', ssh };
    const process = stat === undefined ? undefined : parseStat(stat);
    if (process === undefined) break;
    const kind = terminalKind(process.terminal);
    if (via === 'unknown' && (kind === 'vt' || kind === 'serial')) via = kind;
    if (process.parent <= 1) break;
    at = String(process.parent);
  }
  return { via };
}

/** With the interface that our end of the ssh connection is on. */
export function withInterface(session: SessionFacts, links: readonly LinkFacts[]): SessionFacts {
  const { ssh } = session;
  if (ssh === undefined) return session;
  const link = links.find(({ addresses }) => addresses.some(({ address }) => address.split('/')[0] === ssh.local));
  return { ...session, ssh: { ...ssh, interface: link?.name } };
}
