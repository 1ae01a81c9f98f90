import { dom0MaximumMiB, dom0MemoryMiB } from './dom0-memory.ts';
import { commandLineWords } from './words.ts';

/** An option of Xen's command line that takes away the way back, or does not do what it seems to. */
export interface OptionLint {
  readonly word: string;
  readonly state: 'fail' | 'warn';
  readonly reason: string;
  readonly hint: string;
}

interface Trap extends Omit<OptionLint, 'word'> {
  readonly matches: (name: string, value: string | undefined) => boolean;
}

const isOn = (value: string | undefined): boolean => value === undefined || !/^(0|no|off|false)$/.test(value);
const has = (value: string | undefined, ...parts: readonly string[]): boolean =>
  (value ?? '').split(',').some((part) => parts.includes(part.split(/[:=]/)[0] ?? ''));

const traps: readonly Trap[] = [
  {
    matches: (name, value) => name === 'noreboot' && isOn(value),
    state: 'fail',
    reason: 'noreboot keeps a crashed Xen standing, so the host would not fall back to Linux by itself.',
    hint: 'Leave noreboot out; it is for reading a panic on a screen.',
  },
  {
    matches: (name, value) => name === 'reboot' && has(value, 'n', 'no'),
    state: 'fail',
    reason: 'reboot=no keeps a crashed Xen standing, so the host would not fall back to Linux by itself.',
    hint: 'Leave reboot=no out.',
  },
  {
    matches: (name, value) => name === 'vga' && has(value, 'ask'),
    state: 'fail',
    reason: 'vga=ask waits at each boot for somebody at the keyboard.',
    hint: 'Leave vga=ask out, or name the mode.',
  },
  {
    matches: (name, value) =>
      name === 'iommu' && has(value, 'force', 'required') && !/(force|required)[:=](0|no|off|false)/.test(value ?? ''),
    state: 'fail',
    reason: 'iommu=force lets Xen refuse to boot when it finds no working IOMMU.',
    hint: 'Leave it out: Xen uses an IOMMU by itself where there is one.',
  },
  {
    matches: (name, value) => name === 'iommu' && /(^|,)[a-z]+:/.test(value ?? ''),
    state: 'warn',
    reason: 'Options of iommu= are written name=value or name; Xen does not know name:value.',
    hint: 'Write for example iommu=verbose,qinval=off.',
  },
  {
    matches: (name, value) => name === 'efi' && has(value, 'rs', 'no-rs') && !/rs=(1|on|yes|true)/.test(value ?? ''),
    state: 'warn',
    reason: 'Without EFI runtime services dom0 cannot change the boot order or set a one-time boot.',
    hint: 'Use it only where Xen resets at once without it.',
  },
];

/**
 * Traps among Xen's options, and a missing dom0_mem (`dom0: 'limited'`). Source: xen-command-line.pandoc of Xen 4.21.
 */
export function lintXenOptions(line: string, dom0: 'limited' | 'unlimited' = 'limited'): readonly OptionLint[] {
  const found: OptionLint[] = commandLineWords(line).flatMap((word) => {
    const equals = word.indexOf('=');
    const [name, value] = equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
    return traps.filter((trap) => trap.matches(name, value)).map(({ state, reason, hint }) => ({ word, state, reason, hint }));
  });
  if (dom0 === 'unlimited' && !/(^|\s)dom0_mem=/.test(line)) return found;
  const memory = dom0MemoryMiB(line);
  if (memory === undefined) {
    const hint = 'Give dom0_mem=<size>,max:<size>.';
    found.push({ word: 'dom0_mem', state: 'warn', reason: 'dom0 has no fixed memory, so it begins with all of it.', hint });
  } else if (memory < 256) {
    const hint = 'Write the unit: dom0_mem=2048M,max:2048M.';
    found.push({ word: 'dom0_mem', state: 'fail', reason: `${memory} MiB is too little for dom0 to boot; a number alone is KiB.`, hint });
  } else if (dom0MaximumMiB(line) === undefined) {
    const hint = 'Add max: with the same size.';
    found.push({ word: 'dom0_mem', state: 'warn', reason: 'Without max: dom0 sizes its tables for the whole host.', hint });
  }
  return found;
}
