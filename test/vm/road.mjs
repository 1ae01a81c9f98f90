import { fs, path } from 'zx';
import { expectEqual, expectMatch, expectNone } from '../check.mjs';
import { keepBuilt } from './built.mjs';
import { answersPing, guestAddress } from './dom0.mjs';
import { archxen, armed, atTerminal, bootChoice, bringIn, hostState, hypervisor, installed, proposed, xlList } from './host.mjs';
import { compareStates, extent } from './host-state.mjs';
import { labDir } from './lab/settings.mjs';
import { Machine } from './machine.mjs';
import { ended, enterUntil } from './wizard.mjs';

/** A guest in the words of `archxen domu create --answers`. */
const guest = {
  v: 1,
  name: 'tiny',
  kind: 'pvh',
  source: { kind: 'kernel', kernel: '/srv/guest/vmlinuz', initramfs: '/srv/guest/initramfs.img', extra: 'console=hvc0 rdinit=/init' },
  memoryMiB: 256,
  vcpus: 1,
  disks: [{ kind: 'sparse-file', path: '/var/lib/xen/images/tiny.img', sizeGiB: 1 }],
  vifs: [{ bridge: 'xenbr0' }],
};

/** From a plain Arch host to Xen, a guest, and back, by key presses. The one test that a user would do by hand. */
export async function road(image, score, { keep }) {
  const machine = await Machine.of(image, `road-${image.variant}`);
  try {
    await walk(machine, image, score);
  } finally {
    await machine.destroy({ keep });
  }
}

async function walk(machine, image, score) {
  const boot = await machine.firstBoot();
  await bringIn(machine);
  const first = await hostState(machine);
  console.log(`  first state: ${extent(first)}`);

  await score.check('the wizard: Enter leads from the check to an applied plan', () => setUp(machine));
  await keepBuilt(machine, image);
  const entry = await armed(machine);
  await score.check('the Xen entry is armed for one boot; Linux is the default', async () => {
    expectMatch(entry, /xen/i, 'the one-time entry');
    expectEqual(await xenIsDefault(machine), false, 'Xen is the default');
    return `one-time entry: ${entry}\n${await bootChoice(machine)}`;
  });

  await score.check('the wizard reboots the host, and Xen comes up', async () => {
    await rebootByWizard(machine, boot);
    expectEqual(await hypervisor(machine), 'xen', '/sys/hypervisor/type');
    return xlList(machine);
  });
  await score.check('the bridge has the address, the card is its port', async () => {
    const { stdout } = await machine.ssh('ip -br addr show xenbr0; bridge link');
    expectMatch(stdout, /xenbr0 +UP +10\.0\.2\.15\/24/);
    expectMatch(stdout, /enp0s3.* master xenbr0/);
    return stdout;
  });
  await score.check('the wizard in dom0: verified green, then Xen is the default', () => confirmByKeys(machine));
  await score.look('a PVH guest: created, seen running, answers ping, removed', () => guestLife(machine));
  await score.check('archxen rollback, agreed to by a key', () => rollBackByKeys(machine));
  await score.check('plain Linux after the next boot', async () => {
    await machine.reboot();
    expectEqual(await hypervisor(machine), 'none', '/sys/hypervisor/type');
    return bootChoice(machine);
  });
  await score.check('the host is as it was: files, packages, units, boot variables, network', async () => {
    const last = await hostState(machine);
    await fs.writeJson(path.join(labDir, `states-${machine.name}.json`), { first, last });
    expectNone(compareStates(first, last), 'after the way back');
    return `no difference in ${extent(last)}`;
  });
}

const offersReboot = (screen) => /Reboot now into Xen/.test(screen);

/** Through the wizard to the screen that offers the reboot; there the wizard is left with q. */
async function setUp(machine) {
  await suitEmulator(machine);
  const terminal = atTerminal(machine);
  try {
    const { screen, way } = await enterUntil(terminal, offersReboot, { seconds: 1800, lookOut: headers });
    terminal.press('q');
    await ended(terminal, { exit: 10, says: /Reboot into Xen/ });
    return `${told(way)}\n${inkOnly(screen)}`;
  } finally {
    terminal.hangUp();
  }
}

/** What suits the emulator is put among the kept answers, as of a person who left the wizard, so the keys stay the same. */
async function suitEmulator(machine) {
  const kept = await proposed(machine);
  await machine.ssh('install -d -m 700 /var/lib/archxen && cat > /var/lib/archxen/answers.json', { input: JSON.stringify(kept) });
}

const headers = ['Check', 'Guests', 'Build', 'dom0', 'Network', 'Boot', 'Review', 'Apply'].map((word) => new RegExp(word));
/** A screen without its empty lines, for a short log. */
const inkOnly = (screen) => screen.replace(/^\s*\n/gm, '');
const told = (way) => way.map((line) => `Enter  ${line}`).join('\n');

/** The wizard once more: it stands at the trial boot, and reboots the host on Enter. Gives the id of the new boot. */
async function rebootByWizard(machine, boot) {
  const terminal = atTerminal(machine);
  try {
    await enterUntil(terminal, offersReboot, { seconds: 600, most: 2 });
    terminal.press('enter');
    // the terminal stays until the host is gone: nobody hangs up on a wizard that is about to reboot
    return await machine.waitForBoot({ after: boot });
  } finally {
    terminal.hangUp();
  }
}

async function confirmByKeys(machine) {
  const terminal = atTerminal(machine);
  try {
    const { screen, way } = await enterUntil(terminal, (seen) => /Xen is the default/.test(seen), { seconds: 900 });
    terminal.press('enter');
    expectEqual(await xenIsDefault(machine), true, 'Xen is the default');
    return `${told(way)}\n${inkOnly(screen)}\n${await bootChoice(machine)}`;
  } finally {
    terminal.hangUp();
  }
}

/** Asked of the boot loader, not of archxen. */
async function xenIsDefault(machine) {
  const systemdBoot =
    "bootctl list --json=short 2>/dev/null | tr '}' '\\n' | grep '\"isDefault\":true'; sed -n 's/^default *//p' /boot/loader/loader.conf";
  const grub = "grub-editenv /boot/grub/grubenv list | sed -n 's/^saved_entry=//p'; sed -n 's/^GRUB_DEFAULT=//p' /etc/default/grub";
  const syslinux = "sed -n 's/^DEFAULT *//p' /boot/syslinux/syslinux.cfg";
  const refind = "sed -n 's/^ *default_selection *//p' /boot/EFI/refind/refind.conf";
  const firmware = "for n in $(efibootmgr | sed -n 's/^BootOrder: \\([0-9A-F]*\\).*/\\1/p'); do efibootmgr | grep ^Boot$n; done";
  const { stdout } = await machine.ssh(
    `if [ -d /boot/loader ]; then ${systemdBoot}; elif [ -d /boot/syslinux ]; then ${syslinux}; elif [ -d /boot/EFI/refind ]; then ${refind}; elif [ -d /boot/grub ]; then ${grub}; else ${firmware}; fi; true`,
  );
  return /xen/i.test(stdout);
}

async function guestLife(machine) {
  await machine.ssh('cat > /root/guest.json', { input: JSON.stringify(guest) });
  await archxen(machine, 'domu create --answers /root/guest.json --yes', { exit: 0 });
  const running = await xlList(machine);
  expectMatch(running, /^tiny /m, 'xl list');
  await answersPing(machine);
  const listed = await archxen(machine, 'domu list', { exit: 0 });
  expectMatch(listed.text, /tiny.*running/, 'archxen domu list');
  await archxen(machine, 'domu destroy tiny --yes', { exit: 0 });
  await archxen(machine, 'domu remove tiny --yes', { exit: 0 });
  const after = await xlList(machine);
  if (/^tiny /m.test(after)) throw new Error(`tiny is still there:\n${after}`);
  return `${running}${guestAddress} answered ping\n${after}`;
}

async function rollBackByKeys(machine) {
  const terminal = atTerminal(machine, 'rollback');
  try {
    await terminal.waitFor(/\[Y\/n\]/);
    terminal.press('enter');
    const words = await ended(terminal, { exit: 10, says: /Rolled back/, seconds: 900 });
    await machine.ssh(`rm -f /root/guest.json; test -f ${installed}`);
    return words.trimEnd().split('\n').slice(-12).join('\n');
  } finally {
    terminal.hangUp();
  }
}
