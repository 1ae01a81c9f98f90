import { parsePe } from '../../../formats/pe.ts';
import { type Command, done, failed } from '../core/world.ts';

const folders = ['/var/lib/sbctl/keys', '/usr/share/secureboot/keys'];

/** sbctl sign [--output OUT] FILE: a certificate table at the end, which is all that is looked at here. */
export const sbctl: Command = async ({ args }, { files }) => {
  if (args[0] !== 'sign') return undefined;
  const out = args.indexOf('--output');
  const file = args.filter((_, nth) => nth > 0 && nth !== out && nth !== out + 1).at(-1) ?? '';
  const keys = await Promise.all(folders.map((folder) => files.stat(`${folder}/db/db.key`)));
  if (keys.every((key) => key === undefined)) return failed(1, 'failed signing files: no keys\n');
  const bytes = await files.read(file);
  const pe = bytes && parsePe(bytes);
  if (bytes === undefined || pe === undefined) return failed(1, `${file}: invalid pe file\n`);
  const signed = Buffer.concat([bytes, Buffer.alloc(1536, 1)]);
  signed.writeUInt32LE(bytes.length, pe.layout.optional + 112 + 32);
  signed.writeUInt32LE(1536, pe.layout.optional + 112 + 36);
  await files.write(out < 0 ? file : (args[out + 1] ?? file), signed, { mode: 0o755, uid: 0, gid: 0 });
  return done(`\u2713 Signed ${file}\n`);
};
