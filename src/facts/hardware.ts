import type { HardwareFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { messageOf, readLine, whyFailed } from './reading.ts';
import { readSerialPorts } from './serial-ports.ts';

/** `disks: false` leaves systeminformation out: it starts a dozen processes, and a verdict needs none of what they say. */
export async function readHardware(
  system: System,
  notes: Notes,
  { disks = true }: { readonly disks?: boolean } = {},
): Promise<HardwareFacts> {
  const [reading, virtual, vendor, product] = await Promise.all([
    (disks ? system.hardware() : Promise.resolve({ vendor: undefined, product: undefined, disks: [] })).catch((error: unknown) => {
      notes.add('hardware', messageOf(error));
      return { vendor: undefined, product: undefined, disks: [] };
    }),
    readVirtual(system, notes),
    readLine(system, '/sys/class/dmi/id/sys_vendor'),
    readLine(system, '/sys/class/dmi/id/product_name'),
  ]);
  const serial = await readSerialPorts(system);
  return {
    vendor: reading.vendor ?? vendor,
    product: reading.product ?? product,
    virtual,
    disks: reading.disks,
    ...(serial.length > 0 && { serial }),
  };
}

/** systemd-detect-virt(1) exits with 1 when there is none. */
async function readVirtual(system: System, notes: Notes): Promise<string | undefined> {
  const argv = ['systemd-detect-virt'];
  const result = await system.run(argv, { timeoutSeconds: 10 });
  const word = result.stdout.trim();
  if (result.ended === 'exit' && word !== '') return word;
  notes.add('hardware.virtual', whyFailed(argv, result));
  return undefined;
}
