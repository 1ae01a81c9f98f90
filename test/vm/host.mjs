import { fs, path } from 'zx';
import { expectMatch } from '../check.mjs';
import { bundle, project } from './lab/settings.mjs';
import { Terminal } from './terminal.mjs';

const stateScript = path.join(project, 'test/vm/inside/host-state.py');
/** Where the program under test lies in a machine. */
export const installed = '/root/archxen.mjs';

/**
 * The host's state, as test/vm/host-state.mjs compares it. `index`: a file of this computer with what was read of the machine's files
 * (made where it is not there), which spares reading what has not changed since.
 */
export async function hostState(machine, { index } = {}) {
  const known = index !== undefined && (await fs.exists(index));
  await machine.copyIn([stateScript, ...(known ? [index] : [])], '/tmp');
  const inside = index === undefined ? '' : path.join('/tmp', path.basename(index));
  const { stdout } = await machine.ssh(`python3 /tmp/host-state.py enp0s3 ${inside}`, { seconds: 600 });
  if (index !== undefined && !known) await machine.copyOut(inside, index);
  return JSON.parse(stdout);
}

/** Brings the program in. It lies in /root before the first state is taken, so it is no difference. */
export const bringIn = (machine) => machine.copyIn([bundle], installed);

/** archxen on a terminal of the machine, as a person who logged in by ssh has it. */
export function atTerminal(machine, ...words) {
  const line = ['node', installed, ...words].join(' ');
  return new Terminal({ argv: [...machine.sshArgv({ terminal: true }), `bash -lc '${line}'`] });
}

/** archxen without a terminal. Gives the exit code and what it printed. */
export async function archxen(machine, words, { seconds = 900, exit, input } = {}) {
  const result = await machine.ssh(`bash -lc 'node ${installed} ${words}'`, { seconds, nothrow: true, input });
  const text = `${result.stdout}${result.stderr}`;
  if (exit !== undefined && result.exit !== exit) {
    throw new Error(`archxen ${words}: exit ${result.exit} instead of ${exit}:\n${text.trim().split('\n').slice(-30).join('\n')}`);
  }
  return { exit: result.exit, text };
}

/** What archxen tells with --json, by the type of the event. */
export async function eventOf(machine, words, type) {
  const { text } = await archxen(machine, `${words} --json`, { exit: 0 });
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .find((event) => event.type === type);
}

/**
 * The answers that archxen proposes, and one more: while a PVH guest runs, QEMU's software SVM mixes up the SSE registers of
 * dom0's programs, and these end at random ("ld.so: Inconsistency detected", "async hook stack has become corrupted"). Xen
 * switches them lazily on AMD processors; switching eagerly avoids it.
 */
export async function proposed(machine) {
  const { answers } = await eventOf(machine, 'questions', 'answers');
  return { ...answers, boot: { ...answers.boot, xenOptions: 'spec-ctrl=eager-fpu' } };
}

/** `xl list`, once xenstored answers; Domain-0 must be in it. */
export async function xlList(machine) {
  const line = 'for i in $(seq 60); do systemctl is-active -q xenstored && break; sleep 2; done; timeout 60 xl list';
  const { stdout } = await machine.ssh(line, { seconds: 300 });
  expectMatch(stdout, /^Domain-0 +0 /m, 'xl list');
  return stdout;
}

export async function hypervisor(machine) {
  const { stdout } = await machine.ssh('cat /sys/hypervisor/type 2>/dev/null || echo none');
  return stdout.trim();
}

/** The judge of a boot comes after ssh does, and no other archxen is let in beside it: its word for those who log in, waited for. */
export async function loginMessage(machine) {
  const { stdout } = await machine.ssh(
    'for i in $(seq 150); do [ -e /run/archxen/login-message ] && break; sleep 2; done; cat /run/archxen/login-message',
    { seconds: 400 },
  );
  return stdout;
}

/** What the boot loader will start, in its own words. */
export async function bootChoice(machine) {
  const parts = [
    'if [ -d /sys/firmware/efi ]; then efibootmgr; fi',
    'if [ -f /boot/loader/loader.conf ]; then echo "-- loader.conf"; cat /boot/loader/loader.conf; ls /boot/loader/entries; fi',
    'if [ -f /boot/grub/grubenv ]; then echo "-- grubenv"; grub-editenv /boot/grub/grubenv list; fi',
    'if [ -f /boot/syslinux/syslinux.cfg ]; then echo "-- syslinux.cfg"; grep -iE "^(default|label)" /boot/syslinux/syslinux.cfg; fi',
    'if [ -f /boot/EFI/refind/refind.conf ]; then echo "-- refind.conf"; grep -E "^ *(default_selection|include|scanfor)" /boot/EFI/refind/refind.conf; fi',
    'true',
  ];
  return (await machine.ssh(parts.join('; '))).stdout;
}

/** The id of the one-time choice that is armed, as the boot loader stores it; empty: none. */
export async function armed(machine) {
  const variable = '/sys/firmware/efi/efivars/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';
  const efi = `if [ -f ${variable} ]; then cat ${variable} | tail -c +5 | tr -d '\\0'; fi`;
  const grub = "if [ -f /boot/grub/grubenv ]; then grub-editenv /boot/grub/grubenv list | sed -n 's/^next_entry=//p'; fi";
  const firmware =
    "if [ -d /sys/firmware/efi ]; then for n in $(efibootmgr | sed -n 's/^BootNext: //p'); do efibootmgr | grep ^Boot$n; done; fi";
  // the first entry of the auxiliary data vector, whose first copy is the last sector but one of ldlinux.sys
  const syslinux = "if [ -f /boot/syslinux/ldlinux.sys ]; then tail -c 1014 /boot/syslinux/ldlinux.sys | head -c 255 | tr -d '\\0'; fi";
  return (await machine.ssh(`${efi}; ${grub}; ${firmware}; ${syslinux}`)).stdout.trim();
}
