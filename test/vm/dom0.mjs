import { expectEqual, expectMatch } from '../check.mjs';
import { archxen, hypervisor, loginMessage, proposed, xlList } from './host.mjs';

/** The address that the lab's guest takes where nobody gives it one. */
export const guestAddress = '10.0.2.60';
export const kernelSource = { kind: 'kernel', kernel: '/srv/guest/vmlinuz', initramfs: '/srv/guest/initramfs.img', extra: 'console=hvc0' };
/** An HVM guest's first console is a serial line. */
export const sourceFor = (kind) => (kind === 'hvm' ? { ...kernelSource, extra: 'console=ttyS0' } : kernelSource);
/** Answers for a guest, without name, source and disks. */
export const small = { v: 1, memoryMiB: 256, vcpus: 1, vifs: [{ bridge: 'xenbr0' }] };
export const newDisk = (kind, name, extension = 'img') => [{ kind, path: `/var/lib/xen/images/${name}.${extension}`, sizeGiB: 1 }];

/** From the first boot to one under Xen, which is on trial. `extras`: packages beside those of the guests' kinds. */
export async function becomeDom0(machine, { kinds, extras }) {
  const answers = await proposed(machine);
  const wanted = { ...answers, guests: { kinds }, ...(extras && { build: { ...answers.build, extras } }) };
  await archxen(machine, 'apply --answers - --yes', { seconds: 1800, exit: 10, input: JSON.stringify(wanted) });
  await reboot(machine);
  return `${await loginMessage(machine)}${await xlList(machine)}`;
}

/** Reboots, into Xen. */
export async function reboot(machine) {
  await machine.reboot();
  expectEqual(await hypervisor(machine), 'xen', '/sys/hypervisor/type');
}

export const create = (machine, answers) => archxen(machine, 'domu create --answers - --yes', { exit: 0, input: JSON.stringify(answers) });

export const answersPing = (machine, at = guestAddress) =>
  machine.ssh(`for i in $(seq 120); do ping -c 1 -W 2 ${at} && exit 0; sleep 1; done; exit 1`, { seconds: 600 });

/** Made, seen, answering, ended, removed. */
export async function life(machine, answers, during = async () => '', at = guestAddress) {
  const { text } = await create(machine, answers);
  expectMatch(text, /PASS {2}/, 'a sign of life');
  expectMatch(await xlList(machine), new RegExp(`^${answers.name} `, 'm'), 'xl list');
  await orShow(machine, answers.name, answersPing(machine, at));
  const listed = await archxen(machine, 'domu list', { exit: 0 });
  const more = await during();
  await endAndRemove(machine, answers.name);
  return `${text.match(/^(?:PASS|WARN|FAIL) .*/gm).join('\n')}\n${listed.text.trim()}\n${more}`;
}

/** What a guest was asked; where it does not answer, with what is seen of it. */
export const orShow = (machine, name, answer) =>
  answer.catch(async (error) => {
    throw new Error(`${error.message}\n${await whatIsSeen(machine, name)}`);
  });

/** The console of a guest, and what the host knows of it. */
async function whatIsSeen(machine, name) {
  const line = `timeout 60 xl list; (sleep 15) | timeout -s KILL 20 script -qec 'xl console ${name}' /dev/null | tail -n 40; ip -br link; ip neigh; bridge fdb show br xenbr0; tail -n 20 /var/log/xen/xl-${name}.log; journalctl -b --no-pager -u systemd-networkd -u NetworkManager | tail -n 15; xl dmesg | tail -n 12`;
  return (await machine.ssh(line, { nothrow: true, seconds: 300 })).stdout;
}

export async function endAndRemove(machine, name) {
  await archxen(machine, `domu destroy ${name}`, { exit: 0 });
  await archxen(machine, `domu remove ${name} --yes`, { exit: 0 });
}

/** What guests could leave: files, mounts, loop devices, links. */
export async function leftovers(machine) {
  const line =
    'find /etc/xen /var/lib/xen -not -path "*/userdata*" | sort; ls /run/archxen 2>/dev/null | grep -v login-message; losetup -l -n; findmnt -rn -o TARGET | grep -i xen | sort';
  return (await machine.ssh(`${line}; true`)).stdout;
}
