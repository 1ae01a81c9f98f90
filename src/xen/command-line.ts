import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import { linuxWords } from './linux-line.ts';
import { serialConsole } from './serial-console.ts';
import { commandLineWords, withWords } from './words.ts';

type Chosen = Pick<Answers, 'boot' | 'dom0'>;

/**
 * Xen's command line. Both forms of dom0_mem: `max:` keeps Linux from sizing its page tables for the whole host.
 * `ucode=scan` finds microcode in the initramfs (mkinitcpio's microcode hook) or in a further module.
 * `watchdog`: Xen's NMI watchdog on itself, which panics, and so restarts, when a processor hangs inside Xen.
 */
export function xenOptions(facts: Facts, answers: Chosen): string {
  const serial = serialConsole(facts, answers);
  const memory = `${answers.dom0.memoryMiB}M`;
  const own = [
    ...(serial === undefined ? [] : [`console=${serial.port},vga`, `${serial.port}=${serial.settings}`]),
    `dom0_mem=${memory},max:${memory}`,
    `dom0_max_vcpus=${answers.dom0.vcpus}`,
    'ucode=scan',
    'loglvl=info',
    ...(answers.boot.watchdog === 'off' ? [] : ['watchdog']),
  ];
  return withWords(own, commandLineWords(answers.boot.xenOptions)).join(' ');
}

/**
 * Xen's command line for the rescue entry: it says all, and waits until each line is out (`sync_console`), so that the last
 * one before a crash can be read. Nothing limits dom0.
 */
export function xenRescueOptions(facts: Facts, answers: Chosen): string {
  const serial = serialConsole(facts, answers);
  const own = [
    ...(serial === undefined ? ['console=vga'] : [`console=${serial.port},vga`, `${serial.port}=${serial.settings}`, 'sync_console']),
    'ucode=scan',
    'loglvl=all',
    'guest_loglvl=all',
  ];
  return withWords(own, commandLineWords(answers.boot.xenOptions)).join(' ');
}

/**
 * The command line of dom0's kernel: that of the running Linux, so that all it needs to find its root is there, without
 * what a boot loader put in. `panic=10`: a dom0 that panics reboots, and so falls back, instead of standing still.
 */
export function dom0KernelLine(facts: Facts, answers: Chosen): string {
  const kept = linuxWords(facts).filter((word) => !isBootLoaders(word) && !/^panic=0*$/.test(word));
  const consoles = serialConsole(facts, answers) === undefined ? kept : withHypervisorConsole(kept);
  const panic = consoles.some((word) => word.startsWith('panic=')) ? [] : ['panic=10'];
  return withWords([...consoles, ...panic], commandLineWords(answers.boot.kernelOptions)).join(' ');
}

/** The same without what keeps the kernel quiet. */
export const dom0RescueLine = (facts: Facts, answers: Chosen): string =>
  [...commandLineWords(dom0KernelLine(facts, answers)), entryWord('rescue')]
    .filter((word) => !/^(quiet|splash(=.*)?|loglevel=.*|rd\.udev\.log_(level|priority)=.*|(rd\.)?systemd\.show_status=.*)$/.test(word))
    .join(' ');

/** A word that no kernel takes: it says in /proc/cmdline which of archxen's further entries runs. */
export const entryWord = (name: 'rescue' | 'previous'): string => `archxen.entry=${name}`;

/** Did the entry boot that is tried and confirmed, and not the rescue or the previous one? */
export const isNormalEntry = (facts: Facts): boolean => facts.os.commandLine.every((word) => !word.startsWith('archxen.entry='));

/** GRUB's and syslinux's BOOT_IMAGE=, systemd-boot's initrd=, and the first word of GRUB's own Xen entries. */
const isBootLoaders = (word: string): boolean => /^(BOOT_IMAGE|initrd|archxen\.entry)=/.test(word) || word === 'placeholder';

/** Linux writes to the screen and to Xen's console; the last `console=` becomes /dev/console. Again gives the same. */
function withHypervisorConsole(words: readonly string[]): readonly string[] {
  const kept = words.filter((word) => !/^earlyprintk=(ttyS|serial)/.test(word));
  const isConsole = (word: string): boolean => /^console=(ttyS\d|hvc0|tty0)/.test(word);
  const first = kept.findIndex(isConsole);
  const at = first < 0 ? kept.length : first;
  return [...kept.slice(0, at), 'console=tty0', 'console=hvc0', ...kept.slice(at).filter((word) => !isConsole(word))];
}
