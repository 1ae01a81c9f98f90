import type { UnifiedImageChange } from '../core/change.ts';
import { ArchxenError } from '../core/error.ts';
import { parsePe, sectionData } from '../formats/pe.ts';
import { addSections, type NewSection } from '../formats/pe-add.ts';
import type { System } from '../system/port.ts';
import { backup } from './backup.ts';
import type { DoContext, Doer } from './doer.ts';
import { runLogged } from './run-command.ts';
import { makeParents, makePrivateDirectory, stateDirectory } from './state-paths.ts';

const work = `${stateDirectory}/unified`;
const unsigned = `${work}/unsigned.efi`;
const signed = `${work}/signed.efi`;
const sign: readonly string[] = ['sbctl', 'sign', '--output', signed, unsigned];

/** xen.efi with all that it needs inside, made anew whenever one of the parts is another. */
export const unifiedImageDoer: Doer<UnifiedImageChange> = {
  describe: (change) => ({
    commands: change.sign ? [sign] : [],
    files: [{ path: change.path, after: `${change.config.trimEnd()}\n`, note: 'an EFI program; this is the configuration inside' }],
    notes: [`It is made of ${change.xen}, ${change.kernel} and ${change.initramfs}`],
  }),

  inverse: (change, system) => backup(system, { id: change.id, path: change.path, replacedBy: undefined }),

  apply: async (change, context) => {
    if ((await outdated(change, context.system)) === undefined) return false;
    const image = await made(change, context.system);
    const ready = change.sign ? await withSignature(context, image) : image;
    context.log(`write ${change.path}`);
    await makeParents(context.system, change.path);
    await context.system.write(change.path, ready, { mode: 0o755, uid: 0, gid: 0 });
    return true;
  },

  verify: outdated,
};

async function made(change: UnifiedImageChange, system: System): Promise<Uint8Array> {
  const image = addSections(await must(system, change.xen), await parts(change, system));
  if (image !== undefined) return image;
  throw new ArchxenError('write-failed', `${change.xen} is no EFI program that sections could be added to.`, {
    path: change.xen,
    hint: 'Install the package xen again, or answer boot.image with files.',
  });
}

const parts = async ({ config, kernel, initramfs }: UnifiedImageChange, system: System): Promise<readonly NewSection[]> => [
  { name: '.config', data: Buffer.from(config) },
  { name: '.kernel', data: await must(system, kernel) },
  { name: '.ramdisk', data: await must(system, initramfs) },
];

async function must(system: System, path: string): Promise<Uint8Array> {
  const bytes = await system.read(path);
  if (bytes !== undefined && bytes.length > 0) return bytes;
  throw new ArchxenError('write-failed', `${path} is ${bytes === undefined ? 'missing' : 'empty'}, so it cannot go into the image.`, {
    path,
    hint: 'Install its package again, then run archxen again.',
  });
}

/** Signed beside the state, not on the ESP: what lies there is always whole. */
async function withSignature(context: DoContext, image: Uint8Array): Promise<Uint8Array> {
  const { system } = context;
  await makePrivateDirectory(system, work);
  try {
    await system.write(unsigned, image, { mode: 0o600, uid: 0, gid: 0 });
    await runLogged(context, sign, {
      timeoutSeconds: 120,
      hint: 'See sbctl status; without keys answer boot.image with files and turn Secure Boot off.',
    });
    return await must(system, signed);
  } finally {
    for (const path of [unsigned, signed, work]) await system.remove(path);
  }
}

/** What of the image is not as it shall be; undefined: all of it is. */
async function outdated(change: UnifiedImageChange, system: System): Promise<string | undefined> {
  const bytes = await system.read(change.path);
  const pe = bytes && parsePe(bytes);
  if (bytes === undefined || pe === undefined) return `${change.path} is ${bytes === undefined ? 'missing' : 'no EFI program'}`;
  if (change.sign && !pe.signed) return `${change.path} is not signed`;
  const xen = await must(system, change.xen);
  const wanted = [
    ...(parsePe(xen)?.sections ?? []).map((section) => ({ name: section.name, data: sectionData(xen, section) })),
    ...(await parts(change, system)),
  ];
  if (wanted.length !== pe.sections.length) return `${change.path} has other sections`;
  const other = wanted.find(({ name, data }, nth) => {
    const section = pe.sections[nth];
    return section === undefined || section.name !== name || !Buffer.from(sectionData(bytes, section)).equals(Buffer.from(data));
  });
  return other === undefined ? undefined : `${change.path} holds another ${other.name}`;
}
