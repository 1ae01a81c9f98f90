import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';

interface Range {
  readonly offset: number;
  readonly length: number;
}

/** Above this a read is worth a thread of its own; below, the turn through the thread pool costs more than the read. */
const small = 1024 * 1024;

/** The bytes of a regular file; undefined: it is none (a FIFO in a watched folder must not make archxen wait for ever). */
export async function readContent(at: string, range: Range | undefined): Promise<Uint8Array | undefined> {
  const found = statSync(at);
  if (!found.isFile()) return undefined;
  const wanted = range && withinFile(range, found.size);
  if ((wanted?.length ?? found.size) > small) return readLarge(at, wanted);
  const handle = openSync(at, 'r');
  try {
    if (!fstatSync(handle).isFile()) return undefined;
    if (wanted === undefined) return readFileSync(handle);
    const buffer = Buffer.alloc(wanted.length);
    return buffer.subarray(0, readSync(handle, buffer, 0, wanted.length, wanted.offset));
  } finally {
    closeSync(handle);
  }
}

/** No room for what is not there: a buffer of megabytes for a file of a few lines has V8 collect its garbage. */
function withinFile({ offset, length }: Range, size: number): Range {
  // Files of /proc and /sys say that they are empty.
  return { offset, length: size === 0 ? length : Math.max(0, Math.min(length, size - offset)) };
}

async function readLarge(at: string, range: Range | undefined): Promise<Uint8Array> {
  const handle = await open(at, 'r');
  try {
    if (range === undefined) return await handle.readFile();
    const buffer = Buffer.alloc(range.length);
    const { bytesRead } = await handle.read(buffer, 0, range.length, range.offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
