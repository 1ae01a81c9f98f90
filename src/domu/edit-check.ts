import type { Check } from '../core/check.ts';
import { parseXlCfg, type XlCfg, xlValue } from '../formats/xl-cfg.ts';
import { memoryCheck, vcpusCheck } from './check.ts';
import { guestSchema } from './guest.ts';
import { fileCheck } from './sources/kernel.ts';
import type { Surroundings } from './surroundings.ts';

type Around = Pick<Surroundings, 'facts' | 'files'>;

/** Files of dom0 that a configuration names, beside its disks. */
export function namedFiles(text: string): readonly string[] {
  const cfg = parseXlCfg(text);
  return ['kernel', 'ramdisk'].flatMap((key) => pathOf(cfg, key) ?? []);
}

/** Can this host run the guest as it is configured now? Only what these keys are about is looked at, by the rules for a new guest. */
export function editChecks(text: string, keys: readonly string[], around: Around): readonly Check[] {
  const cfg = parseXlCfg(text);
  const edited = new Set(keys);
  const checks: Check[] = [];
  if (edited.has('memory')) checks.push(memory(cfg, around));
  if (edited.has('vcpus')) checks.push(vcpus(cfg, around));
  for (const [key, id, title] of [
    ['kernel', 'guest.kernel', 'Kernel'],
    ['ramdisk', 'guest.initramfs', 'Initramfs'],
  ] as const) {
    const path = edited.has(key) ? pathOf(cfg, key) : undefined;
    if (path !== undefined) checks.push(fileCheck(id, title, path, around));
  }
  if (['vnclisten', 'vncpasswd', 'vnc'].some((key) => edited.has(key))) checks.push(screen(cfg));
  return checks;
}

function memory(cfg: XlCfg, around: Around): Check {
  const base = { id: 'guest.memory', title: 'Memory', state: 'fail' as const };
  const value = xlValue(cfg, 'memory');
  if (value === undefined)
    return { ...base, detail: 'A guest needs its memory said: xl would give it next to none.', hint: 'Give a size in MiB: memory=1024' };
  const memoryMiB = Number(value);
  if (!guestSchema.shape.memoryMiB.safeParse(memoryMiB).success)
    return { ...base, detail: `No guest has ${String(value)} MiB of memory.`, hint: 'Give 32 MiB or more: memory=1024' };
  const kind = xlValue(cfg, 'type') === 'hvm' ? 'hvm' : xlValue(cfg, 'type') === 'pvh' ? 'pvh' : 'pv';
  return memoryCheck({ memoryMiB, kind, vcpus: Number(xlValue(cfg, 'vcpus') ?? 1), start: false }, around);
}

function vcpus(cfg: XlCfg, around: Around): Check {
  const value = Number(xlValue(cfg, 'vcpus') ?? 1);
  if (guestSchema.shape.vcpus.safeParse(value).success) return vcpusCheck({ vcpus: value }, around);
  return { id: 'guest.vcpus', title: 'vCPUs', state: 'fail', detail: `No guest has ${value} vCPUs.`, hint: 'Give a number from 1 up.' };
}

/** A new guest's screen is on this host alone. Elsewhere it is a keyboard for whoever comes by: a password at least. */
function screen(cfg: XlCfg): Check {
  const base = { id: 'guest.screen', title: 'Screen' };
  const listen = String(xlValue(cfg, 'vnclisten') ?? '127.0.0.1');
  const password = String(xlValue(cfg, 'vncpasswd') ?? '');
  if (/^(127\.|localhost|\[?::1\]?(:|$)|:\d+$)/.test(listen) || password !== '' || String(xlValue(cfg, 'vnc') ?? '1') === '0')
    return { ...base, state: 'pass', detail: listen };
  return {
    ...base,
    state: 'fail',
    detail: `At ${listen} the screen of this guest is open to the network, without a password.`,
    hint: 'Leave it on 127.0.0.1 and reach it by  ssh -L 5900:127.0.0.1:5900 ; or give vncpasswd=... with it.',
  };
}

function pathOf(cfg: XlCfg, key: string): string | undefined {
  const value = xlValue(cfg, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
