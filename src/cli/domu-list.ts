import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import type { Json } from '../core/json.ts';
import { type GuestRow, guestRows, guestTable } from '../domu/guest-list.ts';
import { readAddresses, readUptimes } from './domu-addresses.ts';
import { findingText, readFindings } from './domu-findings.ts';
import { readGuestFiles } from './domu-read.ts';
import { guestRuns } from './domu-run.ts';
import { requireDom0, runningDomains } from './domu-xl.ts';
import type { Context } from './verb.ts';

/** All guests as they are now. Throws `not-root` or `not-under-xen`. */
export async function readGuests({ system, facts }: Context): Promise<readonly GuestRow[]> {
  const seen = await facts();
  await requireDom0(system, seen);
  const domains = await runningDomains(system);
  const running = domains.length > 1;
  const [around, addresses, uptimes] = await Promise.all([
    readGuestFiles(system),
    running ? readAddresses(system) : {},
    running ? readUptimes(system) : {},
  ]);
  return guestRows(around, domains, { addresses, uptimes });
}

/** One guest. Throws `guest-invalid` when there is none of that name. */
export async function readGuest(context: Context, name: string): Promise<GuestRow> {
  const rows = await readGuests(context);
  const found = rows.find((row) => row.name === name);
  if (found !== undefined) return found;
  throw new ArchxenError('guest-invalid', `There is no guest ${name}.`, {
    hint: rows.length > 0 ? `Guests here: ${rows.map((row) => row.name).join(', ')}.` : 'archxen domu create makes one.',
  });
}

export async function listGuests(context: Context): Promise<ExitCode> {
  const { out, interactive, system } = context;
  const rows = await readGuests(context);
  out.event('guests', { guests: rows.map(asJson) });
  if (rows.length === 0) out.say('There are no guests on this host.');
  else out.say(guestTable(rows).join('\n'));
  for (const { guest, unfinished } of await guestRuns(system)) {
    if (unfinished) out.say(`The creation or removal of ${guest} was broken off: archxen domu remove ${guest} takes the rest away.`);
  }
  if (interactive) {
    out.say('');
    out.say('archxen domu create | start | console | stop | pause | reboot | edit | clone | remove NAME');
  }
  out.result({ changed: false, failed: false, msg: `${rows.length} guests` });
  return exitCodes.ok;
}

export async function showGuest(context: Context, name: string): Promise<ExitCode> {
  const { out, system } = context;
  const guest = await readGuest(context, name);
  const findings = await readFindings(system, guest.config);
  out.event('guest', { guest: asJson(guest), findings: JSON.parse(JSON.stringify(findings)) });
  for (const [label, value] of details(guest)) out.say(`${label.padEnd(10)} ${value}`);
  for (const finding of findings) out.say(`${finding.severity === 'error' ? 'FAIL' : 'WARN'}  ${findingText(guest.config, finding)}`);
  out.result({ changed: false, failed: false, msg: `${name} is ${guest.state}`, running: guest.running });
  return exitCodes.ok;
}

function details(guest: GuestRow): readonly (readonly [string, string])[] {
  const known = (value: string | number | null, unit = ''): string => (value === null ? '-' : `${value}${unit}`);
  return [
    ['Name', guest.name],
    ['State', guest.running ? `${guest.state}, domain ${guest.id}, ${known(guest.seconds, ' s')} of CPU time` : guest.state],
    ['Kind', known(guest.kind)],
    ['Uptime', known(guest.uptime)],
    ['Address', known(guest.address)],
    ['Memory', known(guest.memoryMiB, ' MiB')],
    ['vCPUs', known(guest.vcpus)],
    ['Disks', guest.disks.join(', ') || '-'],
    ['MAC', guest.macs.join(', ') || '-'],
    ['Autostart', guest.autostart ? 'yes' : 'no'],
    ['Config', known(guest.config)],
  ];
}

export const asJson = (guest: GuestRow): { readonly [key: string]: Json } => ({ ...guest });
