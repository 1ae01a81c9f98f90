import { splitLines } from './lines.ts';
import { readXenCfg, xenCfgStrings, xenCfgValue } from './xen-cfg.ts';

/** Something in a xen.cfg that Xen takes otherwise than it looks, or that stops the boot. */
export interface XenCfgLint {
  readonly id: string;
  /** `fail`: the boot would not work, or not as written. `warn`: it boots, with a loss. */
  readonly state: 'fail' | 'warn';
  /** From 1; undefined: the file as a whole. */
  readonly line?: number | undefined;
  readonly reason: string;
  readonly hint: string;
}

const items = ['kernel', 'ramdisk', 'options', 'ucode', 'xsm', 'video', 'default', 'chain'];

/** All findings, in the order of the file, then those of the whole. Sources: efi.pandoc and boot.c of Xen 4.21, and boots. */
export function lintXenCfg(text: string, named?: string): readonly XenCfgLint[] {
  return [...splitLines(text).flatMap((line, index) => lintLine(line.text, index + 1)), ...lintWhole(text, named)];
}

function lintLine(raw: string, line: number): readonly XenCfgLint[] {
  const found: XenCfgLint[] = [];
  const add = (id: string, state: XenCfgLint['state'], reason: string, hint: string): void =>
    void found.push({ id, state, line, reason, hint });
  const stripped = raw.replace(/^[ ]+/, '');
  if (/^[#;]/.test(stripped)) return [];
  if (line === 1 && raw.startsWith('\ufeff')) {
    add('bom', 'fail', 'The file begins with a byte order mark, so Xen does not see its first section.', 'Save it as plain ASCII.');
  } else if (/[^\x00-\x7f]/.test(raw)) {
    add('non-ascii', 'fail', 'There is a character outside ASCII.', 'Write plain ASCII only.');
  }
  const tab = raw.indexOf('\t');
  if (tab >= 0 && raw.slice(tab).trim() !== '') {
    add('tab', 'fail', 'A TAB ends the line for Xen; what follows it is lost.', 'Use blanks instead of the TAB.');
  }
  if (/[\x00-\x08\x0b-\x1f\x7f]/.test(raw)) add('control', 'fail', 'A control character ends the line for Xen.', 'Remove it.');
  if (stripped.includes('#')) {
    add(
      'hash',
      'fail',
      'Xen takes # as a comment anywhere in the line; the rest of it is lost.',
      'Name the device by UUID= instead of a label with #.',
    );
  }
  const spaced = /^([a-z]+) +=/.exec(stripped)?.[1];
  if (spaced !== undefined && items.includes(spaced)) {
    add('space-before-equals', 'fail', `Xen does not see "${spaced}" because of the blank before the equals sign.`, `Write ${spaced}=...`);
  }
  return found;
}

function lintWhole(text: string, named: string | undefined): readonly XenCfgLint[] {
  const found: XenCfgLint[] = [];
  const add = (id: string, state: XenCfgLint['state'], reason: string, hint: string): void => void found.push({ id, state, reason, hint });
  const entry = readXenCfg(text, named);
  if (text !== '' && !text.endsWith('\n')) {
    add('no-newline', 'warn', 'The last line has no newline; some versions of Xen ignore it then.', 'End the file with a newline.');
  }
  if (entry.section === undefined) {
    add(
      'no-default',
      'fail',
      'There is no "default=" in [global], so Xen takes the first kernel in the file.',
      'Add [global] and default=.',
    );
  } else if (!xenCfgStrings(text).some((line) => line.startsWith(`[${entry.section}]`))) {
    add('no-section', 'fail', `The section [${entry.section}] is not in the file.`, 'Name a section that is there.');
    return found;
  }
  if (entry.kernel === undefined) {
    add('no-kernel', 'fail', 'No kernel for dom0 is named: xen.efi would stop.', 'Add kernel=<file> <command line>.');
  }
  if (entry.ramdisk === undefined) {
    add('no-ramdisk', 'warn', 'No initramfs is named; dom0 finds its root only if all drivers are built in.', 'Add ramdisk=<file>.');
  }
  for (const path of [entry.kernel, entry.ramdisk, entry.ucode]) {
    if (path?.includes('/')) add('slash', 'fail', `${path}: the firmware opens paths with backslashes only.`, 'Write \\ instead of /.');
    if (path?.includes('<')) add('placeholder', 'fail', `${path} is a placeholder of the sample file.`, 'Write the real file name.');
  }
  const ramdisk = xenCfgValue(text, entry.section, 'ramdisk') ?? '';
  if (/[ ,]/.test(ramdisk.trim())) {
    add(
      'two-ramdisks',
      'fail',
      'Xen takes one initramfs only; a second file name is not read.',
      "Put the microcode into the initramfs (mkinitcpio's microcode hook).",
    );
  }
  return found;
}
