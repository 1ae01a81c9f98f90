import { describe, expect, it } from '@jest/globals';
import type { BootLoaderId } from '../../src/core/facts-boot.ts';
import { withDigests } from '../../src/facts/digests.ts';
import { makeNotes } from '../../src/facts/notes.ts';
import { binary } from '../support/boot-facts.ts';
import { factsOf, freshTree, host, started } from '../support/simulated.ts';

const kernelPaths = ['/boot/vmlinuz-linux', '/boot/initramfs-linux.img'];

/** Which files get a digest where nothing tells who booted, as in a rescue chroot. */
async function digested(ids: readonly BootLoaderId[], copies: readonly string[] = []): Promise<readonly string[]> {
  const tree = freshTree(host('esp-at-efi'));
  const system = started(host('esp-at-efi'), tree);
  const facts = await factsOf(system);
  for (const path of copies) tree.set(path, { type: 'file', content: Buffer.from('a copy'), mode: 0o755, uid: 0, gid: 0 });
  const files = Object.fromEntries([...kernelPaths, ...copies].map((path) => [path, binary('bzimage')]));
  const loaders = ids.map((id) => ({ id, booted: false, evidence: [] }));
  const found = await withDigests(system, makeNotes(), files, { boot: { ...facts.boot, loaders }, kernels: facts.kernels });
  return Object.keys(found).filter((path) => found[path]?.sha256 !== undefined);
}

describe('digests of what is copied for xen.efi', () => {
  it('are made wherever a loader other than GRUB is there, whoever booted', async () => {
    expect(await digested(['systemd-boot'])).toEqual(kernelPaths);
    expect(await digested(['grub', 'refind'])).toEqual(kernelPaths);
  });

  it('are made wherever there are copies, of both', async () => {
    const copy = '/efi/archxen/vmlinuz-linux';
    expect(await digested(['grub'], [copy])).toEqual([...kernelPaths, copy]);
    expect(await digested([], [copy])).toEqual([...kernelPaths, copy]);
  });

  it('are not made for GRUB alone, nor of the set that is kept', async () => {
    expect(await digested(['grub'])).toEqual([]);
    expect(await digested(['grub'], ['/efi/archxen/previous/vmlinuz'])).toEqual([]);
  });
});
