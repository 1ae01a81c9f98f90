import { fs, path } from 'zx';
import { chosenCases, expectEqual, expectMatch } from '../check.mjs';
import { bringBuilt } from './built.mjs';
import { becomeDom0, kernelSource, leftovers, life, newDisk, small, sourceFor } from './dom0.mjs';
import { diskKinds } from './guest-disks.mjs';
import { archxen, bringIn } from './host.mjs';
import { project } from './lab/settings.mjs';
import { Machine } from './machine.mjs';

/** Guests of each kind, started for real: by kernel, by an ISO, on several kinds of disks; what is left after them. ARCHXEN_CASES=HVM,disk chooses. */
export async function guests(image, score, { keep }) {
  const machine = await Machine.of(image, `guests-${image.variant}`);
  try {
    await machine.firstBoot();
    await bringIn(machine);
    await bringBuilt(machine, image);
    await score.check('the host becomes a dom0, Xen its default', async () => {
      const list = await becomeDom0(machine, { kinds: ['pvh', 'pv', 'hvm'] });
      await archxen(machine, 'confirm --yes', { exit: 0 });
      return list;
    });
    const before = await leftovers(machine);
    for (const [name, run] of chosenCases(cases)) await score.look(name, () => run(machine));
    await score.look('nothing is left behind', async () => {
      expectEqual(await leftovers(machine), before, 'files, mounts and loop devices');
      return before;
    });
  } finally {
    await machine.destroy({ keep });
  }
}

const cases = {
  'xl create -n accepts the golden configurations': dryRuns,
  'PVH from an ISO: kernel taken out of it, disk and address': fromIso,
  'PV on a preallocated file': (machine) =>
    life(machine, { ...small, name: 'pv', kind: 'pv', source: kernelSource, disks: newDisk('full-file', 'pv') }),
  'PVH on a qcow2 disk, edited, paused, cloned': handled,
  'every kind of disk is made, seen and taken away': diskKinds,
  'a creation that is killed leaves what remove takes away': killed,
  'HVM with SeaBIOS: the device model runs, the screen is up on this host only': hvm,
};

/** One a kind and source, on the disks that say most. xl reads them against the running hypervisor. */
async function dryRuns(machine) {
  const text = await fs.readFile(path.join(project, 'test/golden/guests.cfg'), 'utf8');
  const configs = text.split(/^### /m).filter((part) => /^\S+ \S+ (four|qcow2)\n/.test(part));
  const local = path.join(await fs.mkdtemp('/tmp/archxen-guests-'), 'all.cfg');
  await fs.writeFile(local, configs.map((part) => `### ${part}`).join(''));
  await machine.copyIn([local], '/tmp/all.cfg');
  const line =
    'mkdir -p /tmp/cfgs && cd /tmp/cfgs && awk \'/^### /{n++} {print > ("c" n ".cfg")}\' /tmp/all.cfg && for f in c*.cfg; do timeout 60 xl create -n $f >/tmp/out 2>&1 || { head -1 $f; tail -3 /tmp/out; }; done; ls | wc -l';
  const { stdout } = await machine.ssh(line, { seconds: 900 });
  expectEqual(stdout.trim(), String(configs.length), 'configurations that xl refused, and their number');
  await machine.ssh('rm -r /tmp/cfgs /tmp/all.cfg /tmp/out');
  return `${configs.length} configurations`;
}

/** An ISO laid out like Arch's, with the lab's guest in it. */
async function fromIso(machine) {
  await machine.ssh(
    'd=$(mktemp -d) && mkdir -p $d/arch/boot/x86_64 && cp /srv/guest/vmlinuz $d/arch/boot/x86_64/vmlinuz-linux && cp /srv/guest/initramfs.img $d/arch/boot/x86_64/initramfs-linux.img && bsdtar -c -f /root/arch.iso --format=iso9660 --options=volume-id=ARCH_LAB -C $d . && rm -r $d && cd /root && sha256sum arch.iso > sha256sums.txt',
  );
  const uuid = (await machine.ssh('blkid -o value -s UUID /root/arch.iso')).stdout.trim();
  const shown = await life(machine, { ...small, name: 'iso', from: '/root/arch.iso', disks: newDisk('sparse-file', 'iso') }, async () => {
    const { stdout } = await machine.ssh('cat /etc/xen/iso.cfg; ls /var/lib/xen/boot/iso');
    expectMatch(stdout, new RegExp(`archisosearchuuid=${uuid} `), 'the UUID that blkid says');
    return stdout;
  });
  await machine.ssh('rm /root/arch.iso /root/sha256sums.txt');
  return shown;
}

async function handled(machine) {
  return life(machine, { ...small, name: 'q', kind: 'pvh', source: kernelSource, disks: newDisk('qcow2', 'q', 'qcow2') }, async () => {
    for (const words of ['edit q memory=300', 'pause q', 'resume q', 'autostart q on', 'autostart q off'])
      await archxen(machine, `domu ${words}`, { exit: 0 });
    const { stdout } = await machine.ssh('grep memory /etc/xen/q.cfg; qemu-img info /var/lib/xen/images/q.qcow2 2>&1 | head -3 || true');
    expectMatch(stdout, /memory = 300/);
    return stdout;
  });
}

/** Debian's QEMU for Xen has no DES: a guest whose screen asks for a password does not start, which is told; one without does. */
async function hvm(machine) {
  const answers = {
    ...small,
    name: 'whole',
    kind: 'hvm',
    disks: newDisk('sparse-file', 'whole'),
    source: sourceFor('hvm'),
  };
  const refused = await archxen(machine, 'domu create --answers - --yes', { exit: 30, input: JSON.stringify(answers) });
  expectMatch(refused.text, /whole did not start: This QEMU was built without DES[\s\S]*"vncPassword": false/);
  return life(machine, { ...answers, vncPassword: false }, async () => {
    const { stdout } = await machine.ssh('cat /etc/xen/whole.cfg; ss -ltn | grep 590');
    expectMatch(stdout, /127\.0\.0\.1:590/, 'VNC on this host');
    return stdout;
  });
}

/** SIGKILL in the middle of making a disk of some size. */
async function killed(machine) {
  const answers = JSON.stringify({ ...small, name: 'half', source: kernelSource, disks: newDisk('full-file', 'half'), start: false });
  const line = `echo '${answers}' > /root/half.json; (node /root/archxen.mjs domu create --answers /root/half.json --yes & p=$!; for i in $(seq 600); do [ -e /var/lib/xen/images/half.img ] && break; sleep 0.1; done; kill -9 $p) >/dev/null 2>&1; rm /root/half.json; ls /var/lib/xen/images`;
  const { stdout } = await machine.ssh(`bash -lc "${line.replaceAll('"', '\\"').replaceAll('$', '\\$')}"`, { seconds: 300 });
  const removed = await archxen(machine, 'domu remove half --yes', { exit: 0 });
  return `${stdout}${removed.text}`;
}
