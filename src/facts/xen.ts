import type { UnitFacts } from '../core/facts.ts';
import type { XenFacts } from '../core/facts-xen.ts';
import type { System } from '../system/port.ts';
import { parseXlInfo, parseXlList, xenVersion } from '../xen/xl-output.ts';
import type { Notes } from './notes.ts';
import { readLine, readText, whyFailed } from './reading.ts';

const none: XenFacts = { running: false, dom0: false, guest: false };

/** XENFEAT_dom0 (xen/include/public/features.h): tells dom0 also where /proc/xen is not mounted. */
const dom0Feature = 1n << 11n;

export const isDom0 = (capabilities: string | undefined, features: string | undefined): boolean =>
  capabilities?.split(/\s+/).includes('control_d') === true ||
  (features !== undefined && /^[0-9a-f]+$/i.test(features) && (BigInt(`0x${features}`) & dom0Feature) !== 0n);

export async function readXen(system: System, notes: Notes, units: Readonly<Record<string, UnitFacts>>): Promise<XenFacts> {
  if ((await readLine(system, '/sys/hypervisor/type')) !== 'xen') return none;
  const [capabilities, features, major, minor, extra] = await Promise.all([
    readText(system, '/proc/xen/capabilities'),
    readLine(system, '/sys/hypervisor/properties/features'),
    readLine(system, '/sys/hypervisor/version/major'),
    readLine(system, '/sys/hypervisor/version/minor'),
    readLine(system, '/sys/hypervisor/version/extra'),
  ]);
  const dom0 = isDom0(capabilities, features);
  const found = { running: true, dom0, guest: !dom0, version: xenVersion(`${major}.${minor}${extra ?? ''}`) };
  if (!dom0) return found;
  const wait = whyNotXl(capabilities, units);
  if (wait !== undefined) {
    notes.add('xen.domains', wait);
    return { ...found, listError: wait };
  }
  return { ...found, ...(await readXl(system, notes, found.version)) };
}

/** xl waits for ever when xenstored does not run, so it is not even tried then. */
export function whyNotXl(capabilities: string | undefined, units: Readonly<Record<string, UnitFacts>>): string | undefined {
  if (capabilities?.includes('control_d') !== true) return '/proc/xen is not mounted (proc-xen.mount), so xl cannot reach the hypervisor';
  const active = units['xenstored.service']?.active;
  return active === 'active' ? undefined : `xenstored is ${active ?? 'not known to systemd'}, so xl would wait for ever`;
}

async function readXl(system: System, notes: Notes, version: string | undefined): Promise<Partial<XenFacts>> {
  const [info, list] = await Promise.all([
    system.run(['xl', 'info'], { timeoutSeconds: 15 }),
    system.run(['xl', 'list'], { timeoutSeconds: 15 }),
  ]);
  if (info.ended !== 'exit' || info.exit !== 0) notes.add('xen', whyFailed(['xl', 'info'], info));
  const told = parseXlInfo(info.stdout);
  const facts = { ...told, version: told.version ?? version };
  if (list.ended === 'exit' && list.exit === 0) return { ...facts, domains: parseXlList(list.stdout) };
  const listError = list.ended === 'exit' && list.stderr.trim() !== '' ? list.stderr.trim() : whyFailed(['xl', 'list'], list);
  notes.add('xen.domains', whyFailed(['xl', 'list'], list));
  return { ...facts, listError };
}
