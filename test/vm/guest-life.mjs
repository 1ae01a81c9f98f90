import { chosenCases, expectEqual, expectMatch } from '../check.mjs';
import { bringBuilt } from './built.mjs';
import {
  answersPing,
  becomeDom0,
  create,
  endAndRemove,
  kernelSource,
  leftovers,
  life,
  newDisk,
  reboot,
  small,
  sourceFor,
} from './dom0.mjs';
import { archxen, bringIn, xlList } from './host.mjs';
import { Machine } from './machine.mjs';

/** What guests go through: volumes of LVM, a cloud image with its seed, a reboot of the host, save and restore, a toolstack that dies. ARCHXEN_CASES=cloud,saved chooses. */
export async function guestLife(image, score, { keep }) {
  const machine = await Machine.of(image, `guest-life-${image.variant}`);
  try {
    await machine.firstBoot();
    await bringIn(machine);
    await bringBuilt(machine, image);
    await score.check('the host becomes a dom0, Xen its default', async () => {
      const list = await becomeDom0(machine, { kinds: ['pvh', 'pv', 'hvm'], extras: ['xen-grub-pvh'] });
      await archxen(machine, 'confirm --yes', { exit: 0 });
      return list;
    });
    await machine.ssh('truncate -s 4G /root/vg.img && vgcreate -q vg0 $(losetup --find --show /root/vg.img)', { seconds: 300 });
    const before = await leftovers(machine);
    for (const [name, run] of chosenCases(cases)) await score.look(name, () => run(machine));
    await score.look('nothing is left behind', async () => {
      expectEqual(await leftovers(machine), before, 'files, mounts and loop devices');
      return (await machine.ssh('lvs; vgs')).stdout;
    });
    for (const [name, run] of chosenCases(lastCases)) await score.look(name, () => run(machine));
  } finally {
    await machine.destroy({ keep });
  }
}

const cases = {
  'PVH on an LVM volume: address, console': (machine) => onVolume(machine, 'pvh'),
  'PV on an LVM volume: address, console': (machine) => onVolume(machine, 'pv'),
  'a cloud image: the seed gives it name and address': cloudImage,
  'a guest is saved, and goes on where it was': saved,
  'a toolstack that dies while it starts a guest leaves nothing that remove does not take away': toolstackDies,
  'HVM on an LVM volume: address, console': (machine) => onVolume(machine, 'hvm', { vncPassword: false }),
};
/** After the look at what is left: the reboot lets go of the loop device that the volumes lie on. */
const lastCases = { 'autostart: the guest is there after a reboot of the host': autostart };

function onVolume(machine, kind, more) {
  const disks = [{ kind: 'lvm', group: 'vg0', volume: `${kind}-root`, sizeGiB: 1 }];
  return life(machine, { ...small, name: `lv-${kind}`, kind, source: sourceFor(kind), disks, ...more }, async () => {
    const { stdout } = await machine.ssh('lvs --noheadings');
    expectMatch(stdout, new RegExp(`${kind}-root +vg0 +-wi-ao`), 'the volume is open');
    return `${await atConsole(machine, `lv-${kind}`, 'echo its-$(hostname)', /its-labguest/)}\n${stdout}`;
  });
}

/** What a person would see who types a line at the guest's console. */
async function atConsole(machine, name, line, pattern) {
  const words = `set timeout 240; spawn xl console ${name}; send "\\r"; send {${line}}; send "\\r"; expect { -re {${pattern.source}} {exit 0} timeout {exit 1} eof {exit 2} }`;
  const { stdout } = await machine.ssh(
    `cat > /tmp/console.exp <<'E'\n${words}\nE\nexpect /tmp/console.exp; e=$?; rm /tmp/console.exp; exit $e`,
    {
      seconds: 300,
    },
  );
  return stdout.trim().split('\n').at(-1);
}

function cloudImage(machine) {
  const source = {
    kind: 'cloud-image',
    image: '/srv/guest/cloud.qcow2',
    user: 'lab',
    sshKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxhYgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA lab'],
    hostname: 'cloudy',
    network: { method: 'static', address: '10.0.2.61/24', gateway: null, nameservers: [] },
  };
  const answers = { ...small, name: 'cloud', kind: 'pvh', source, disks: newDisk('sparse-file', 'cloud') };
  return life(machine, answers, () => atConsole(machine, 'cloud', 'echo its-$(hostname)', /its-cloudy/), '10.0.2.61');
}

/** A variable of its shell is its memory. */
async function saved(machine) {
  await create(machine, { ...small, name: 'kept', kind: 'pv', source: kernelSource, disks: newDisk('sparse-file', 'kept') });
  await answersPing(machine);
  await atConsole(machine, 'kept', 'word=remembered; echo $((40+2))', /42/);
  await archxen(machine, 'domu save kept', { exit: 0 });
  const meanwhile = await xlList(machine);
  expectEqual(/^kept /m.test(meanwhile), false, 'the guest runs while it is saved');
  await archxen(machine, 'domu restore kept', { exit: 0 });
  await answersPing(machine);
  const said = await atConsole(machine, 'kept', 'echo has-$word', /has-remembered/);
  await endAndRemove(machine, 'kept');
  return `${meanwhile}\n${said}`;
}

/** SIGKILL to archxen and xl as soon as Xen knows the domain. */
async function toolstackDies(machine) {
  const answers = JSON.stringify({ ...small, name: 'half', source: kernelSource, disks: newDisk('sparse-file', 'half') });
  const script = `echo '${answers}' > /root/half.json
(node /root/archxen.mjs domu create --answers /root/half.json --yes > /dev/null 2>&1) &
for i in $(seq 3000); do pgrep -f '^xl create' > /dev/null && break; sleep 0.1; done
sleep 1
pkill -KILL -f 'archxen.mjs domu create'; pkill -KILL -f '^xl create'
rm /root/half.json
timeout 60 xl list`;
  await machine.ssh(`cat > /tmp/half.sh <<'E'\n${script}\nE`);
  const { stdout } = await machine.ssh('bash -l /tmp/half.sh; rm /tmp/half.sh', { seconds: 600 });
  await archxen(machine, 'domu destroy half', {});
  const removed = await archxen(machine, 'domu remove half --yes', { exit: 0 });
  expectEqual(/^half |\(null\)/m.test(await xlList(machine)), false, 'a domain is left');
  return `${stdout}${removed.text}`;
}

async function autostart(machine) {
  await create(machine, {
    ...small,
    name: 'early',
    kind: 'pvh',
    source: kernelSource,
    disks: newDisk('sparse-file', 'early'),
    autostart: true,
  });
  await answersPing(machine);
  await reboot(machine);
  await answersPing(machine);
  const list = await xlList(machine);
  expectMatch(list, /^early /m, 'xl list');
  const report = await archxen(machine, 'verify', { exit: 0 });
  await endAndRemove(machine, 'early');
  return `${list}\n${report.text}`;
}
