/**
 * Syslinux's auxiliary data vector: 512 bytes with a checksum, twice at the end of ldlinux.sys. Syslinux itself writes it in
 * place at boot (libinstaller/setadv.c, core/adv.inc), so ldlinux.sys must never be replaced by another file.
 */
export const advBytes = 512;

/** A command that is run once, at the next boot. */
export const advOnce = 1;
/** The label that MENU SAVE has kept. */
export const advMenuSave = 2;

const head = 0x5a2d2fa5;
const sum = 0xa3041767;
const tail = 0xdd28bf64;
const dataStart = 8;
const dataEnd = advBytes - 4;

/** Texts by their tags; undefined: not such a vector, or a torn one. */
export function parseAdv(bytes: Uint8Array): ReadonlyMap<number, string> | undefined {
  const block = Buffer.from(bytes.subarray(0, advBytes));
  if (block.length < advBytes || block.readUInt32LE(0) !== head || block.readUInt32LE(dataEnd) !== tail) return undefined;
  let total = 0;
  for (let at = 4; at < dataEnd; at += 4) total = (total + block.readUInt32LE(at)) >>> 0;
  if (total !== sum) return undefined;
  const values = new Map<number, string>();
  for (let at = dataStart; at + 2 <= dataEnd && block[at] !== 0; ) {
    const end = at + 2 + (block[at + 1] ?? 0);
    if (end > dataEnd) break;
    values.set(block[at] ?? 0, block.subarray(at + 2, end).toString('latin1'));
    at = end;
  }
  return values;
}

/** A vector with these texts, in this order. */
export function printAdv(values: ReadonlyMap<number, string>): Uint8Array {
  const block = Buffer.alloc(advBytes);
  block.writeUInt32LE(head, 0);
  let at = dataStart;
  for (const [tag, text] of values) {
    const value = Buffer.from(text, 'latin1');
    if (value.length === 0) continue;
    if (value.length > 255 || at + 2 + value.length > dataEnd) throw new RangeError('This does not fit into the auxiliary data vector.');
    block.set([tag, value.length, ...value], at);
    at += 2 + value.length;
  }
  let rest = sum;
  for (let place = dataStart; place < dataEnd; place += 4) rest = (rest - block.readUInt32LE(place)) >>> 0;
  block.writeUInt32LE(rest, 4);
  block.writeUInt32LE(tail, dataEnd);
  return block;
}

/** Sets one text, or with '' removes it, as extlinux does: what is new comes last. */
export function setAdv(values: ReadonlyMap<number, string>, tag: number, text: string): ReadonlyMap<number, string> {
  const others = [...values].filter(([each]) => each !== tag);
  return new Map(text === '' ? others : [...others, [tag, text]]);
}
