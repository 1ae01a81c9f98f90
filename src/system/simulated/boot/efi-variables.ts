import type { World } from '../core/world.ts';

const folder = '/sys/firmware/efi/efivars';
const loader = '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';
const global = '8be4df61-93ca-11d2-aa0d-00e098032b8c';

export type LoaderVariable = (typeof kept)[number] | 'LoaderEntrySelected' | 'LoaderInfo';

const kept = ['LoaderEntryOneShot', 'LoaderEntryPreferred', 'LoaderEntryDefault', 'LoaderEntryLastBooted'] as const;

/** Non-volatile, boot and run time; those that the loader sets for one boot are not kept. */
const attributes = (name: LoaderVariable): number => ((kept as readonly string[]).includes(name) ? 7 : 6);

const pathOf = (name: LoaderVariable): string => `${folder}/${name}-${loader}`;

/** Text of a loader variable: four bytes of attributes, UTF-16LE, NUL. */
export async function readVariable({ files }: World, name: LoaderVariable): Promise<string | undefined> {
  const bytes = await files.read(pathOf(name));
  return bytes && Buffer.from(bytes).subarray(4).toString('utf16le').replace(/\0+$/, '');
}

/** Sets it, or with '' removes it. */
export async function setVariable({ files }: World, name: LoaderVariable, value: string): Promise<void> {
  if (value === '') return files.remove(pathOf(name));
  const bytes = Buffer.concat([Buffer.from([attributes(name), 0, 0, 0]), Buffer.from(`${value}\0`, 'utf16le')]);
  await files.write(pathOf(name), bytes, { mode: 0o644, uid: 0, gid: 0 });
}

export const isEfi = async ({ files }: World): Promise<boolean> => (await files.list(folder)) !== undefined;

export async function secureBoot({ files }: World): Promise<boolean> {
  return (await files.read(`${folder}/SecureBoot-${global}`))?.[4] === 1;
}

const globalPath = (name: string): string => `${folder}/${name}-${global}`;

/** Bytes of a variable of the UEFI specification, without its four bytes of attributes. */
export async function readGlobal({ files }: World, name: string): Promise<Buffer | undefined> {
  const bytes = await files.read(globalPath(name));
  return bytes && Buffer.from(bytes).subarray(4);
}

/** Sets it (non-volatile, boot and run time), or with null removes it. */
export async function writeGlobal({ files }: World, name: string, data: Buffer | null): Promise<void> {
  if (data === null) return files.remove(globalPath(name));
  await files.write(globalPath(name), Buffer.concat([Buffer.from([7, 0, 0, 0]), data]), { mode: 0o644, uid: 0, gid: 0 });
}

/** BootOrder, BootNext, BootCurrent: numbers of two bytes as names, `0001`. */
export async function readNumbers(world: World, name: string): Promise<readonly string[]> {
  const data = (await readGlobal(world, name)) ?? Buffer.alloc(0);
  return Array.from({ length: Math.floor(data.length / 2) }, (_, n) =>
    data
      .readUInt16LE(2 * n)
      .toString(16)
      .toUpperCase()
      .padStart(4, '0'),
  );
}

export const numbers = (ids: readonly string[]): Buffer => Buffer.concat(ids.map((id) => Buffer.from(id, 'hex').reverse()));

/** Four-digit names of all Boot#### variables, in order. */
export const bootNumbers = async ({ files }: World): Promise<readonly string[]> =>
  ((await files.list(folder)) ?? []).flatMap((name) => /^Boot([0-9A-F]{4})-/.exec(name)?.[1] ?? []).sort();
