import { type Command, done, failed, lines } from '../core/world.ts';
import { isEfi } from './efi-variables.ts';

const folder = '/sys/firmware/efi/efivars';

/** efibootmgr as it prints what there is; it changes nothing here. */
export const efibootmgr: Command = async ({ args }, world) => {
  if (!(await isEfi(world))) return failed(2, 'EFI variables are not supported on this system.\n');
  if (args.some((arg) => !/^(-v|--verbose|-u|--unicode)$/.test(arg))) return undefined;
  const read = async (name: string): Promise<Buffer> => {
    const bytes = await world.files.read(`${folder}/${name}-8be4df61-93ca-11d2-aa0d-00e098032b8c`);
    return Buffer.from(bytes ?? []).subarray(4);
  };
  const hex = (bytes: Buffer): readonly string[] =>
    Array.from({ length: Math.floor(bytes.length / 2) }, (_, n) =>
      bytes
        .readUInt16LE(2 * n)
        .toString(16)
        .toUpperCase()
        .padStart(4, '0'),
    );
  const entries = ((await world.files.list(folder)) ?? []).flatMap((name) => /^Boot([0-9A-F]{4})-/.exec(name)?.[1] ?? []);
  const out = [
    `BootCurrent: ${hex(await read('BootCurrent'))[0] ?? '0000'}`,
    'Timeout: 1 seconds',
    `BootOrder: ${hex(await read('BootOrder')).join(',')}`,
  ];
  const next = hex(await read('BootNext'))[0];
  if (next !== undefined) out.unshift(`BootNext: ${next}`);
  for (const id of entries) {
    const option = await read(`Boot${id}`);
    const label = option.subarray(6).toString('utf16le').split('\0')[0] ?? '';
    out.push(`Boot${id}${(option[0] ?? 0) & 1 ? '*' : ' '} ${label}`);
  }
  return done(lines(out));
};
