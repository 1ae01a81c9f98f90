import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import type { Surrounded } from './domu-apply.ts';
import { refuseHeldDisks } from './domu-held-disks.ts';
import { refuseInUse } from './domu-in-use.ts';
import { readGuests } from './domu-list.ts';
import { realPaths } from './domu-read.ts';
import type { Context } from './verb.ts';

/** The guest that is copied: its configuration and the disks that it writes to. */
interface Original {
  readonly name: string;
  readonly text: string;
  readonly disks: readonly string[];
}

/**
 * Nobody may write to the disks of the original from the first byte of a copy to the last, which may be an hour later: half of
 * such a copy is from before, and its file system is broken. xendomains and other sessions start guests without asking archxen.
 */
export function standingStill(context: Context, { name, text, disks }: Original): Surrounded {
  const { system } = context;
  const refuse = async (what: string): Promise<void> => {
    await refuseInUse(system, await readGuests(context), disks, what);
    await refuseHeldDisks(system, text, what);
  };
  let before: readonly string[] = [];
  return {
    before: async () => {
      await refuse(`${name} is not copied`);
      before = await written(system, disks);
    },
    after: async () => {
      await refuse(`The copy of ${name} is taken back`);
      const now = await written(system, disks);
      const path = disks.find((_, index) => now[index] !== before[index]);
      if (path === undefined) return;
      throw new ArchxenError('guest-invalid', `The copy of ${name} is taken back: ${path} was written to while it was copied.`, {
        path,
        hint: `Stop ${name}, see to it that nothing starts it, and copy it again.`,
      });
    },
  };
}

/** What tells of each whether it was written to since: its time; of a device, whose node keeps none, what the kernel counts. */
async function written(system: System, disks: readonly string[]): Promise<readonly string[]> {
  const real = await realPaths(system, disks);
  return Promise.all(
    disks.map(async (disk) => {
      const path = real[disk] ?? disk;
      if (!path.startsWith('/dev/')) return (await system.run(['stat', '-L', '-c', '%s %.9Y', '--', path], { timeoutSeconds: 15 })).stdout;
      const counted = await system.read(`/sys/class/block/${path.split('/').at(-1)}/stat`);
      // Writes, sectors written, discards (Documentation/block/stat.rst).
      const fields = Buffer.from(counted ?? [])
        .toString('latin1')
        .trim()
        .split(/\s+/);
      return [fields[4], fields[6], fields[11]].join(' ');
    }),
  );
}
