import type { FirmwareEntry } from '../core/facts-boot.ts';

const utf16 = new TextDecoder('utf-16le');

/** EFI_LOAD_OPTION: attributes (4), length of the device path (2), description, device path, optional data. */
export function decodeLoadOption(data: Uint8Array): Omit<FirmwareEntry, 'id'> | undefined {
  if (data.byteLength < 8) return undefined;
  const view = viewOf(data);
  let end = 6;
  while (end + 1 < data.byteLength && view.getUint16(end, true) !== 0) end += 2;
  const pathEnd = end + 2 + view.getUint16(4, true);
  const nodes = deviceNodes(data.subarray(end + 2, pathEnd));
  return {
    active: (view.getUint32(0, true) & 1) === 1,
    label: utf16.decode(data.subarray(6, end)),
    path: filePath(nodes),
    partuuid: partitionGuid(nodes),
    options: optionsText(data.subarray(pathEnd)),
  };
}

interface DeviceNode {
  readonly type: number;
  readonly subtype: number;
  readonly data: Uint8Array;
}

const viewOf = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength);

/** The nodes of a device path up to its end: type, subtype, length (2), data. */
function deviceNodes(path: Uint8Array): readonly DeviceNode[] {
  const view = viewOf(path);
  const nodes: DeviceNode[] = [];
  for (let at = 0; at + 4 <= path.byteLength; ) {
    const [type, subtype, length] = [view.getUint8(at), view.getUint8(at + 1), view.getUint16(at + 2, true)];
    if (length < 4 || type === 0x7f) break;
    nodes.push({ type, subtype, data: path.subarray(at + 4, at + length) });
    at += length;
  }
  return nodes;
}

/** The File nodes (media, 4), joined. */
function filePath(nodes: readonly DeviceNode[]): string | undefined {
  const parts = nodes.filter(({ type, subtype }) => type === 4 && subtype === 4).map(({ data }) => untilNul(utf16.decode(data)));
  return parts.length === 0 ? undefined : parts.join('\\').replaceAll(/\\{2,}/g, '\\');
}

/** The GUID of the Hard Drive node (media, 1) where its signature is one: number (4), start (8), size (8), signature (16), formats. */
function partitionGuid(nodes: readonly DeviceNode[]): string | undefined {
  const data = nodes.find(({ type, subtype }) => type === 4 && subtype === 1)?.data;
  if (data === undefined || data.byteLength < 38 || data[37] !== 2) return undefined;
  const hex = (from: number, to: number): string => Buffer.from(data.subarray(from, to)).toString('hex');
  const swapped = (from: number, to: number): string => Buffer.from(data.subarray(from, to)).reverse().toString('hex');
  return [swapped(20, 24), swapped(24, 26), swapped(26, 28), hex(28, 30), hex(30, 36)].join('-');
}

/** Optional data as text: of an even length and printable, as arguments are; Windows keeps binary data there. */
function optionsText(data: Uint8Array): FirmwareEntry['options'] {
  if (data.byteLength === 0 || data.byteLength % 2 !== 0) return undefined;
  const whole = utf16.decode(data);
  const text = untilNul(whole);
  return /^[\x20-\x7e]+$/.test(text) ? { text, terminated: whole.length > text.length } : undefined;
}

const untilNul = (text: string): string => text.replace(/\0[\s\S]*$/, '');
