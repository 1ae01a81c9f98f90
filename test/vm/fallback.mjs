import { chosenCases, expectEqual, expectMatch } from '../check.mjs';
import { badBoots } from './bad-boots.mjs';
import { bringBuilt } from './built.mjs';
import { archxen, armed, bringIn, hypervisor } from './host.mjs';
import { Machine } from './machine.mjs';

/** A Xen entry that cannot work is refused before the reboot; one that fails all the same leads back to Linux. ARCHXEN_CASES=hang,red chooses. */
export async function fallback(image, score, { keep }) {
  const machine = await Machine.of(image, `fallback-${image.variant}`);
  try {
    const boot = await machine.firstBoot();
    await bringIn(machine);
    await bringBuilt(machine, image);
    await score.check('archxen apply, unattended', async () => {
      const { text } = await archxen(machine, 'apply --answers - --yes', { seconds: 1800, exit: 10, input: '{}' });
      return text.trimEnd().split('\n').slice(-3).join('\n');
    });
    const files = await entryFiles(machine);
    const cases = { ...firstBadBoots(machine, files, boot), ...badBoots(machine, files) };
    for (const [name, run] of chosenCases(cases)) await score.check(name, run);
  } finally {
    await machine.destroy({ keep });
  }
}

const firstBadBoots = (machine, files, boot) => ({
  'the boot chain is whole': async () => (await archxen(machine, 'verify --boot', { exit: 0 })).text,
  'a Xen entry that names a missing kernel is refused': () => refused(machine, files),
  'a missing hypervisor is refused': () => refusedWithout(machine, files.hypervisor),
  'a Xen that panics leads back to Linux with no key pressed, and the next archxen status says what happened': async () => {
    const said = await panics(machine, files, boot);
    const { text } = await archxen(machine, 'status', { exit: 0 });
    expectMatch(text, /Linux/);
    expectMatch(text, /one-time|fell back|stopped/i);
    await restore(machine, files);
    return `${said}\n${text}`;
  },
});

/** The files by which Xen is started here: where the kernel is named, and the hypervisor itself. */
async function entryFiles(machine) {
  if (machine.variables) {
    const { stdout } = await machine.ssh("sed -n 's,^efi  *,/boot,p' /boot/loader/entries/archxen-xen.conf");
    return { config: '/boot/archxen-xen.cfg', hypervisor: stdout.trim() };
  }
  return { config: '/boot/grub/grub.cfg', hypervisor: '/boot/xen.gz' };
}

/** Only inside the Xen entries: the plain Linux ones stay as they are. */
const withOtherKernel = (machine, { config }, kernel) =>
  machine.ssh(
    `cp -p ${config} /root/kept.cfg && sed -i -E '/^[[:space:]]*(kernel=|module2? |multiboot2? .*vmlinuz)/ s,vmlinuz-linux,${kernel},' ${config} && ! cmp -s ${config} /root/kept.cfg`,
  );
const restore = (machine, { config }) => machine.ssh(`cp -p /root/kept.cfg ${config}; rm /root/kept.cfg; sync`);

/** What a report finds wrong, with its reason and next step, and the verdict; for a short log. */
const findings = (text) =>
  text
    .split('\n')
    .filter((line) => /\S/.test(line) && !/^ *PASS /.test(line))
    .join('\n');

async function refused(machine, files) {
  await withOtherKernel(machine, files, 'vmlinuz-nowhere');
  try {
    const { text } = await archxen(machine, 'verify --boot', { exit: 40 });
    expectMatch(text, /FAIL .*vmlinuz-nowhere/);
    return findings(text);
  } finally {
    await restore(machine, files);
  }
}

async function refusedWithout(machine, file) {
  await machine.ssh(`mv ${file} ${file}.away`);
  try {
    const { text } = await archxen(machine, 'verify --boot', { exit: 40 });
    expectMatch(text, new RegExp(`FAIL .*${file.split('/').at(-1)}`));
    return findings(text);
  } finally {
    await machine.ssh(`mv ${file}.away ${file}`);
  }
}

/** Behind archxen's back, Xen gets a dom0 kernel that is none; the one-time entry is armed, and the machine reboots. */
async function panics(machine, files, boot) {
  expectMatch(await armed(machine), /xen/i, 'the one-time entry');
  await machine.ssh('head -c 3000000 /dev/urandom > /boot/not-a-kernel');
  await withOtherKernel(machine, files, 'not-a-kernel');
  await machine.ssh('sync');
  const since = await machine.mark();
  await machine.reboot({ seconds: 900 });
  expectEqual(await hypervisor(machine), 'none', '/sys/hypervisor/type');
  const said = (await machine.console()).slice(since);
  const panic = said.match(/^.*(Panic on CPU 0|Could not (construct|set up) (domain|dom) ?0).*$/im);
  const { stdout } = await machine.ssh('journalctl --list-boots --no-pager | tail -3; cat /proc/cmdline');
  if ((await machine.bootId()) === boot) throw new Error('the machine did not reboot');
  return `${panic ? `the console: ${panic[0].trim()}\n` : ''}${stdout}`;
}
