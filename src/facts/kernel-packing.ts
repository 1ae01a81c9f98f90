import type { System } from '../system/port.ts';
import { magicOf } from './magic.ts';

/**
 * What a bzImage is packed with, by the first bytes of its payload (Linux x86 boot protocol: setup_sects at 0x1f1, payload_offset
 * at 0x248, counted from the end of the setup). undefined: it is no bzImage.
 */
export async function kernelPacking(system: System, path: string): Promise<ReturnType<typeof magicOf> | undefined> {
  const head = Buffer.from((await system.read(path, { offset: 0, length: 0x250 })) ?? []);
  if (head.length < 0x250 || magicOf(head) !== 'bzimage') return undefined;
  // 0 stands for 4, for historical reasons.
  const setup = ((head[0x1f1] || 4) + 1) * 512;
  const payload = await system.read(path, { offset: setup + head.readUInt32LE(0x248), length: 8 });
  return payload === undefined ? undefined : magicOf(payload);
}
