import { writeText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import { execute } from '../systemd/execute.ts';
import { enabledUnits, findUnit } from '../systemd/unit-files.ts';

/** How a boot of Xen ended that no dom0 came out of. */
export interface Ended {
  readonly words: string;
  /** Does the machine restart with nobody there? `noreboot` among Xen's options takes that away where Xen itself does it. */
  readonly restarts: boolean | 'unless-noreboot';
}

/** The end that this host's model gives a boot of Xen; undefined: dom0 comes up. */
export async function xenEnds(world: World): Promise<Ended | undefined> {
  switch (world.model.xenBoot) {
    case 'good':
    case 'red':
      return undefined;
    case 'xen-panic':
      return { words: 'Panic on CPU 0: rebooting machine in 5 seconds.', restarts: 'unless-noreboot' };
    case 'dom0-panic':
      await keepPanic(world);
      return { words: 'Hardware Dom0 crashed: rebooting machine in 5 seconds.', restarts: 'unless-noreboot' };
    case 'dom0-hang':
      return { words: 'Hardware Dom0 shutdown: watchdog rebooting machine', restarts: await isEnabled(world, /watchdog\.service$/) };
    case 'dom0-stuck':
      return { words: 'dom0 is in emergency mode', restarts: await restartedByTimer(world) };
    case 'no-root':
      return { words: 'dom0 waits in the shell of its initramfs: its root was not found', restarts: false };
  }
}

const isEnabled = async (world: World, name: RegExp): Promise<boolean> => (await enabledUnits(world)).some((unit) => name.test(unit));

/** The firmware keeps the last of the kernel's log; systemd-pstore would move it. */
async function keepPanic({ files }: World): Promise<void> {
  if ((await files.list('/sys/firmware/efi')) === undefined) return;
  const lines = [
    '<0>[    4.113067] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
    '<4>[    4.113412] CPU: 0 UID: 0 PID: 1 Comm: swapper/0 Not tainted',
    '<0>[    4.120441] Kernel Offset: disabled',
  ];
  await writeText(files, '/sys/fs/pstore/dmesg-efi_pstore-179500000001001', `Panic#1 Part1\n${lines.join('\n')}\n`);
}

/** A timer that is enabled, whose service restarts the host: its other commands leave what they leave. */
async function restartedByTimer(world: World): Promise<boolean> {
  for (const timer of (await enabledUnits(world)).filter((name) => name.endsWith('.timer'))) {
    const service = await findUnit(world, timer.replace(/\.timer$/, '.service'));
    if (service?.text?.includes('systemctl --force reboot') !== true) continue;
    await execute(world, service, ([program = '']) => !program.endsWith('/systemctl'));
    return true;
  }
  return false;
}
