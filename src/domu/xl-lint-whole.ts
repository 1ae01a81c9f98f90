import { type XlCfg, type XlValue, xlValue } from '../formats/xl-cfg.ts';
import type { XlFinding } from './xl-finding.ts';

/** Findings about the configuration as a whole: what one setting means beside another. */
export function wholeFindings(cfg: XlCfg): readonly XlFinding[] {
  const text = (key: string): string | undefined => {
    const value = xlValue(cfg, key);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const lineOf = (key: string): number | undefined => cfg.settings.findLast((setting) => setting.key === key)?.line;
  const error = (key: string, message: string, hint: string): XlFinding => ({ severity: 'error', line: lineOf(key), message, hint });
  const builder = text('builder');
  const type = text('type') ?? (builder === 'hvm' ? 'hvm' : 'pv');
  const starts = ['kernel', 'bootloader', 'firmware'].filter((key) => text(key) !== undefined);
  const memory = Number(text('memory'));
  const maxmem = Number(text('maxmem'));
  const findings: XlFinding[] = [];
  if (text('type') !== undefined && (builder === 'hvm' || builder === 'generic') && (builder === 'hvm' ? 'hvm' : 'pv') !== type)
    findings.push(error('builder', `builder = "${builder}" contradicts type = "${type}", and xl refuses both.`, 'Remove builder=.'));
  if ((type === 'pv' || type === 'pvh') && starts.length === 0)
    findings.push(
      text('type') === undefined && builder === undefined
        ? error(
            'name',
            'Without type this is a PV guest, and it has nothing to start.',
            'Add type = "hvm", or kernel = "...", or bootloader = "...".',
          )
        : error('type', `A ${type} guest has nothing to start.`, 'Add kernel = "...", or bootloader = "...".'),
    );
  if ((type === 'pv' || type === 'pvh') && /^(bios|uefi|seabios|rombios|ovmf)$/.test(text('firmware') ?? ''))
    findings.push(
      error('firmware', `firmware = "${text('firmware')}" is for HVM guests; this is ${type}.`, 'Add type = "hvm", or a kernel.'),
    );
  if (type !== 'hvm' && text('firmware') !== undefined && text('kernel') !== undefined)
    findings.push(error('firmware', 'kernel and firmware exclude each other here.', 'Keep one of them.'));
  if (text('ramdisk') !== undefined && text('kernel') === undefined)
    findings.push(error('ramdisk', 'ramdisk without a kernel is ignored.', 'Add kernel = "...", or remove ramdisk.'));
  if (type !== 'hvm' && text('boot') !== undefined)
    findings.push(error('boot', 'boot is for HVM guests only.', 'A PV or PVH guest starts its kernel: remove boot.'));
  if (Number.isFinite(memory) && Number.isFinite(maxmem) && maxmem < memory)
    findings.push(error('maxmem', 'maxmem is less than memory.', 'Make it as large at least, or remove it.'));
  findings.push(
    ...twice(cfg, 'disk', /(?:^|,)\s*(?:vdev=)?((?:xvd|hd|sd)[a-z]+\d*)(?=[,:]|\s|$)/, 'Two disks are', 'Give each disk its own vdev.'),
  );
  findings.push(...twice(cfg, 'vif', /mac=([0-9a-f:]{17})/i, 'Two interfaces have the MAC address', 'Give each its own, in 00:16:3e.'));
  return findings;
}

function twice(cfg: XlCfg, key: string, pattern: RegExp, words: string, hint: string): readonly XlFinding[] {
  const value = xlValue(cfg, key);
  const items = Array.isArray(value) ? value.filter((item: XlValue): item is string => typeof item === 'string') : [];
  const names = items.flatMap((item) => pattern.exec(item.replace(/target=.*$/, ''))?.[1]?.toLowerCase() ?? []);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  const line = cfg.settings.findLast((setting) => setting.key === key)?.line;
  return double === undefined ? [] : [{ severity: 'error', line, message: `${words} ${double}.`, hint }];
}
