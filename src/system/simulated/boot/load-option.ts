import type { RecordedMount } from '../../recorded-host.ts';

/** EFI_LOAD_OPTION as efibootmgr makes it: active, a Hard Drive node with the partition's GUID, a File node, optional data. */
export function loadOption(label: string, partition: RecordedMount, number: number, path: string, data: Buffer): Buffer {
  const file = Buffer.from(`${path}\0`, 'utf16le');
  const nodes = Buffer.concat([hardDrive(partition.partuuid ?? '', number), node(4, 4, file), node(0x7f, 0xff, Buffer.alloc(0))]);
  const head = Buffer.alloc(6);
  head.writeUInt32LE(1);
  head.writeUInt16LE(nodes.length, 4);
  return Buffer.concat([head, Buffer.from(`${label}\0`, 'utf16le'), nodes, data]);
}

function node(type: number, subtype: number, data: Buffer): Buffer {
  const head = Buffer.from([type, subtype, 0, 0]);
  head.writeUInt16LE(4 + data.length, 2);
  return Buffer.concat([head, data]);
}

function hardDrive(partuuid: string, number: number): Buffer {
  const data = Buffer.alloc(38);
  data.writeUInt32LE(number);
  data.writeBigUInt64LE(2048n, 4);
  const [a = '', b = '', c = '', d = '', e = ''] = partuuid.split('-');
  const swapped = (hex: string): Buffer => Buffer.from(hex, 'hex').reverse();
  Buffer.concat([swapped(a), swapped(b), swapped(c), Buffer.from(d + e, 'hex')]).copy(data, 20);
  data.set([2, 2], 36);
  return node(4, 1, data);
}
