import type { ReadBack } from '../../core/read-back.ts';

const folder = '/sys/firmware/efi/efivars';
const global = '8be4df61-93ca-11d2-aa0d-00e098032b8c';

const path = (name: string): string => `${folder}/${name}-${global}`;
const hex = (text: string): string => Buffer.from(text, 'utf16le').toString('hex');
const number = (id: string): string => `${id.slice(2)}${id.slice(0, 2)}`.toLowerCase();

/** BootNext is this entry: four bytes of attributes, and the number with its low byte first. */
export const bootNextIs = (id: string): ReadBack => ({ path: path('BootNext'), contains: `07000000${number(id)}`, encoding: 'hex' });

export const bootOrderIs = (ids: readonly string[]): ReadBack => ({
  path: path('BootOrder'),
  contains: `07000000${ids.map(number).join('')}`,
  encoding: 'hex',
});

/** The entry ends with these arguments; a firmware that drops them would start Xen with another configuration. */
export const entryHolds = (id: string, text: string): ReadBack => ({
  path: path(`Boot${id}`),
  contains: hex(`${text}\0`),
  encoding: 'hex',
});

/** The arguments as Xen takes them (get_argv of xen/common/efi/boot.c): UTF-16LE, with a NUL at the end. */
export const argumentBytes = (text: string): string => Buffer.from(`${text}\0`, 'utf16le').toString('base64');
