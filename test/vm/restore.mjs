import { expectEqual, expectMatch, expectNone } from '../check.mjs';
import { bringBuilt } from './built.mjs';
import { archxen, armed, bringIn, eventOf, hostState, hypervisor, proposed } from './host.mjs';
import { compareStates, extent } from './host-state.mjs';
import { Machine } from './machine.mjs';

/** A shell and nothing of the host's: busybox, and dash with what it is linked against. */
const rescues = { 'busybox ash': '/bin/busybox ash', dash: '/bin/dash' };
/** A file system of its own: what lies under /run may not be executed. */
const rescue = '/tmp/rescue';

/** restore.sh from a rescue root without Node, after an apply: the files are those of before, and what is left is told and done by archxen. */
export async function restore(image, score, { keep }) {
  const machine = await Machine.of(image, `restore-${image.variant}`);
  try {
    await machine.firstBoot();
    await bringIn(machine);
    await bringBuilt(machine, image);
    await machine.ssh(
      'chown builder:users /etc/pacman.conf && chmod 0642 /etc/pacman.conf && setfattr -n user.note -v lab /etc/pacman.conf && setfattr -n trusted.note -v 0s//4A /etc/pacman.conf',
    );
    const first = await hostState(machine);
    const answers = JSON.stringify(await proposed(machine));
    await makeRescue(machine);
    for (const [name, shell] of Object.entries(rescues)) {
      const { plan } = await eventOf(machine, 'plan', 'plan');
      await archxen(machine, 'apply --answers - --yes', { seconds: 1800, exit: 10, input: answers });
      await score.check(`${name}: every file of the plan is as it was`, () => restoreBy(machine, shell, { first, plan }));
      if (name === 'dash') await score.check('it boots plain Linux', () => bootsLinux(machine));
      await score.check('archxen takes back the rest: the host is as it was', () => takesBack(machine, first));
    }
  } finally {
    await machine.destroy({ keep });
  }
}

async function bootsLinux(machine) {
  const entry = await armed(machine);
  await machine.reboot();
  expectEqual(await hypervisor(machine), 'none', '/sys/hypervisor/type');
  return `one-time entry, whose file is gone: ${entry}`;
}

async function takesBack(machine, first) {
  const { text } = await archxen(machine, 'rollback --yes', { seconds: 1800, exit: 0 });
  const last = await hostState(machine);
  expectNone(compareStates(first, last), 'after the way back');
  return `${text.trim().split('\n').slice(-3).join('\n')}\nno difference in ${extent(last)}`;
}

async function makeRescue(machine) {
  await machine.ssh(
    `mkdir ${rescue} && mount -t tmpfs rescue ${rescue} && mkdir -p ${rescue}/bin ${rescue}/mnt ${rescue}/dev && cp /bin/busybox /bin/dash ${rescue}/bin/ && for a in $(/bin/busybox --list); do [ $a = busybox ] || ln -s busybox ${rescue}/bin/$a; done; for f in $(ldd /bin/dash | grep -o '/[^ ]*'); do mkdir -p ${rescue}$(dirname $f) && cp $f ${rescue}$f; done; mknod -m 666 ${rescue}/dev/null c 1 3; mount --bind / ${rescue}/mnt && mount --bind /boot ${rescue}/mnt/boot`,
  );
}

async function restoreBy(machine, shell, { first, plan }) {
  const { stdout, stderr, exit } = await machine.ssh(
    `chroot ${rescue} /bin/busybox env -i PATH=/bin ${shell} /mnt/boot/archxen-restore.sh /mnt`,
    { nothrow: true, seconds: 300 },
  );
  expectEqual([exit, stderr], [0, ''], 'exit code and complaints of restore.sh');
  expectMatch(stdout, /archxen rollback[\s\S]*pacman -Rn/, 'what is left to do');
  const now = await hostState(machine);
  const files = new Set(plan.changes.filter(({ kind }) => kind === 'file').map(({ path }) => path));
  const of = (state) => ({ ...state, files: Object.fromEntries(Object.entries(state.files).filter(([path]) => files.has(path))) });
  expectNone(
    compareStates(of(first), of(now)).filter((line) => line.startsWith('file: ')),
    'the files of the plan',
  );
  return `${files.size} files\n${stdout.trim()}`;
}
