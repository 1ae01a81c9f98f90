import type { EfiVariables } from '../core/facts-boot.ts';
import { decodeLoadOption } from '../formats/load-option.ts';
import type { System } from '../system/port.ts';
import { names } from './reading.ts';

/** Vendor of the variables that the UEFI specification defines (Boot####, SecureBoot). */
export const globalVendor = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
/** Vendor of the Boot Loader Interface (LoaderInfo and so on). */
export const loaderVendor = '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';

export const efiPath = (name: string, vendor: string): string => `/sys/firmware/efi/efivars/${name}-${vendor}`;

const utf16 = new TextDecoder('utf-16le');

/** Text up to the first NUL, from a variable with its four bytes of attributes taken off. */
export function decodeText(data: Uint8Array): string {
  return utf16.decode(data).replace(/\0[\s\S]*$/, '');
}

const hex4 = (number: number): string => number.toString(16).toUpperCase().padStart(4, '0');

/** Little-endian numbers of two bytes as the names of boot entries: `0001`. */
export function decodeNumbers(data: Uint8Array): readonly string[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: Math.floor(data.byteLength / 2) }, (_, index) => hex4(view.getUint16(index * 2, true)));
}

/** With the partition that the running loader came from (LoaderDevicePartUUID). */
export type BootVariables = EfiVariables & { readonly espPartuuid?: string | undefined };

export async function readEfiVariables(system: System): Promise<BootVariables> {
  const present = new Set(await names(system, '/sys/firmware/efi/efivars'));
  const read = async (name: string, vendor: string): Promise<Uint8Array | undefined> =>
    present.has(`${name}-${vendor}`) ? (await system.read(efiPath(name, vendor)).catch(() => undefined))?.subarray(4) : undefined;
  const text = async (name: string): Promise<string | undefined> => mapped(await read(name, loaderVendor), decodeText);
  const numbers = async (name: string): Promise<readonly string[]> => decodeNumbers((await read(name, globalVendor)) ?? new Uint8Array());
  const ids = [...present].flatMap((name) => /^Boot([0-9A-F]{4})-8be4df61/.exec(name)?.[1] ?? []).sort();
  const entries = await Promise.all(
    ids.map(async (id) => {
      const option = mapped(await read(`Boot${id}`, globalVendor), decodeLoadOption);
      return option === undefined ? [] : [{ id, ...option }];
    }),
  );
  return {
    loaderInfo: await text('LoaderInfo'),
    loaderEntrySelected: await text('LoaderEntrySelected'),
    loaderEntryPreferred: await text('LoaderEntryPreferred'),
    loaderEntryDefault: await text('LoaderEntryDefault'),
    loaderEntryOneShot: await text('LoaderEntryOneShot'),
    loaderEntryLastBooted: await text('LoaderEntryLastBooted'),
    espPartuuid: (await text('LoaderDevicePartUUID'))?.toLowerCase(),
    bootCurrent: (await numbers('BootCurrent'))[0],
    bootNext: (await numbers('BootNext'))[0],
    bootOrder: await numbers('BootOrder'),
    entries: entries.flat(),
  };
}

const mapped = <T, U>(value: T | undefined, change: (value: T) => U): U | undefined => (value === undefined ? undefined : change(value));
