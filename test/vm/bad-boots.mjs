import { expectEqual, expectMatch } from '../check.mjs';
import { archxen, armed, hypervisor, loginMessage } from './host.mjs';

/**
 * Further boots that go wrong, one after the other on one machine that archxen has set up and that runs Linux: what can be
 * known before is refused, all else comes back to Linux with no key pressed. `files` as in fallback.mjs.
 */
export const badBoots = (machine, files) => ({
  'a root that does not exist is refused': () => missingRoot(machine, files),
  'an initramfs that a full disk cut off is refused': () => cutOff(machine),
  'a dom0 kernel that panics leads back to Linux': () => kernelPanic(machine, files),
  'a red verdict leads back to Linux, and the status says what was red': () => redVerdict(machine),
  'a dom0 that hangs leads back to Linux': () => hang(machine),
});

/** The line of the Xen entry that names dom0's kernel, changed by a sed command; the old text is kept beside. */
const editKernelLine = (machine, { config }, command) =>
  machine.ssh(
    `cp -p ${config} /root/kept.cfg && sed -i -E '/^[[:space:]]*(kernel=|module2 .*vmlinuz)/ ${command}' ${config} && ! cmp -s ${config} /root/kept.cfg && sync`,
  );
const restore = (machine, { config }) => machine.ssh(`cp -p /root/kept.cfg ${config}; rm /root/kept.cfg; sync`);

function found(text, pattern) {
  expectMatch(text, pattern);
  return text.match(pattern)?.[0];
}

async function missingRoot(machine, files) {
  await editKernelLine(machine, files, 's,root=[^ ]*,root=UUID=00000000-dead-4bad-8bad-000000000000,');
  try {
    const { text } = await archxen(machine, 'verify --boot', { exit: 40 });
    return found(text, /FAIL +dom0 root.*00000000-dead.*/);
  } finally {
    await restore(machine, files);
  }
}

/** The volume of /boot is filled while an initramfs is written, as an upgrade would do it. */
async function cutOff(machine) {
  const image = '/boot/initramfs-linux.img';
  await machine.ssh(`cp -p ${image} /root/kept.img`);
  const filled = machine.variables
    ? `cat /dev/zero > /boot/filler 2>/dev/null; truncate -s -50K /boot/filler; cat /root/kept.img > ${image} 2>&1; df -k /boot | tail -1`
    : `head -c 50000 /root/kept.img > ${image}`;
  try {
    await machine.ssh(`: > ${image}; ${filled}; sync`, { nothrow: true });
    const { text } = await archxen(machine, 'verify --boot', { exit: 40 });
    return found(text, /FAIL .*initramfs-linux\.img.*/);
  } finally {
    await machine.ssh(`rm -f /boot/filler; cp -p /root/kept.img ${image}; rm /root/kept.img; sync`);
  }
}

/** Arms once more, as a person who tries again. */
async function tryAgain(machine) {
  const { text } = await archxen(machine, 'apply --answers - --yes', { seconds: 900, input: '{}' });
  expectMatch(await armed(machine), /xen/i, 'the one-time entry');
  return text;
}

/** Waits for the boot after `xen`, which must be Linux; gives the seconds since `from`. */
async function backOnLinux(machine, { after, from }) {
  await machine.waitForBoot({ after, seconds: 900 });
  const seconds = Math.round((Date.now() - from) / 1000);
  expectEqual(await hypervisor(machine), 'none', '/sys/hypervisor/type');
  return seconds;
}

/** The trial boot, as far as dom0's ssh. */
async function intoXen(machine) {
  await tryAgain(machine);
  const boot = await machine.reboot({ seconds: 900 });
  expectEqual(await hypervisor(machine), 'xen', '/sys/hypervisor/type');
  return boot;
}

async function saying(machine, pattern) {
  const { text } = await archxen(machine, 'status', { exit: 0 });
  expectMatch(text, pattern);
  return text.trim();
}

async function kernelPanic(machine, files) {
  await tryAgain(machine);
  await editKernelLine(machine, files, 's,$, rdinit=/nowhere,');
  const since = await machine.mark();
  const before = await machine.bootId();
  const panicked = machine.waitForConsole(/Kernel panic[^\n]*/, { since, seconds: 900 }).then(() => Date.now());
  const linux = await machine.reboot({ seconds: 900 });
  const seconds = Math.round((Date.now() - (await panicked)) / 1000);
  expectEqual(await hypervisor(machine), 'none', '/sys/hypervisor/type');
  if (linux === before) throw new Error('the machine did not reboot');
  const said = (await machine.console()).slice(since).match(/Kernel panic[^\n]*|Hardware Dom0 (crashed|shutdown)[^\n]*/g);
  await restore(machine, files);
  return `${said?.join('\n')}\nLinux answers ${seconds} s after the panic\n${await saying(machine, /stopped during its boot/)}`;
}

async function redVerdict(machine) {
  const unit = '/etc/systemd/system/xenconsoled.service.d';
  await machine.ssh(
    `mkdir -p ${unit}; printf '[Service]\\nExecStart=\\nExecStart=/bin/false\\n' > ${unit}/broken.conf; systemctl daemon-reload; sync`,
  );
  const xen = await intoXen(machine);
  const seconds = await backOnLinux(machine, { after: xen, from: Date.now() });
  const message = await loginMessage(machine);
  await machine.ssh(`rm -r ${unit}; systemctl daemon-reload`);
  return `Linux answers ${seconds} s after dom0 did\n${await saying(machine, /red: .*xenconsoled/)}\nlogin message:\n${message}`;
}

/** Two loops that nothing in dom0 can interrupt keep all else from running, Xen's watchdog daemon included. */
async function hang(machine) {
  const xen = await intoXen(machine);
  await loginMessage(machine);
  await machine.ssh('systemctl is-active archxen-watchdog.service');
  const since = await machine.mark();
  const loops =
    'sysctl -qw kernel.sched_rt_runtime_us=-1; for i in $(seq $(nproc)); do chrt -f 99 sh -c "while :; do :; done" & done; wait';
  await machine.ssh(`systemd-run --quiet --unit=hang sh -c '${loops}'`, { seconds: 30, nothrow: true });
  const seconds = await backOnLinux(machine, { after: xen, from: Date.now() });
  const said = (await machine.console()).slice(since).match(/[^\n]*(Watchdog|watchdog|Hardware Dom0)[^\n]*/g);
  return `${said?.join('\n') ?? 'the console does not say why'}\nLinux answers ${seconds} s after the hang began\n${await afterHang(machine)}`;
}

/** What is known of why is noted by the judge of the boot. */
async function afterHang(machine) {
  await loginMessage(machine);
  return saying(machine, /ended without a shutdown/);
}
