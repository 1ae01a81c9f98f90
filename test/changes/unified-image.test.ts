import { describe, expect, it } from '@jest/globals';
import { unifiedImageDoer } from '../../src/changes/unified-image-change.ts';
import type { UnifiedImageChange } from '../../src/core/change.ts';
import { parsePe, sectionData } from '../../src/formats/pe.ts';
import { memorySystem, type Tree, treeOf } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { sbctl } from '../../src/system/simulated/boot/sbctl.ts';
import type { World } from '../../src/system/simulated/core/world.ts';
import { smallPe } from '../support/small-pe.ts';
import { told } from './context.ts';

const contextOf = (system: System) => told(system).context;

const change: UnifiedImageChange = {
  kind: 'unified-image',
  id: 'boot.unified',
  title: 'Make one image',
  path: '/boot/archxen-xen.efi',
  xen: '/boot/xen.efi',
  config: '[global]\ndefault=archxen\n',
  kernel: '/boot/vmlinuz-linux',
  initramfs: '/boot/initramfs-linux.img',
  sign: true,
};

function host(files: Readonly<Record<string, string>> = { '/var/lib/sbctl/keys/db/db.key': 'key' }): { tree: Tree; system: System } {
  const tree = treeOf({
    '/boot/vmlinuz-linux': 'a kernel',
    '/boot/initramfs-linux.img': 'an initramfs',
    '/var/lib/archxen/x': '',
    ...files,
  });
  tree.set('/boot/xen.efi', { type: 'file', content: smallPe([{ name: '.text', data: Buffer.from('xen') }]), mode: 0o644, uid: 0, gid: 0 });
  const system: System = memorySystem(tree, {
    run: async ([name, ...args]) =>
      name === 'sbctl' ? await sbctl({ args, options: {}, say: () => undefined }, { files: system } as unknown as World) : undefined,
  } as Parameters<typeof memorySystem>[1]);
  return { tree, system };
}

const sections = async (system: System) => {
  const bytes = (await system.read(change.path)) ?? new Uint8Array();
  const pe = parsePe(bytes);
  return {
    signed: pe?.signed,
    parts: Object.fromEntries((pe?.sections ?? []).map((each) => [each.name, Buffer.from(sectionData(bytes, each)).toString()])),
  };
};

describe('a unified image', () => {
  it('has all inside, is signed, and is made once', async () => {
    const { system, tree } = host();
    expect(await unifiedImageDoer.verify(change, system)).toMatch(/missing/);
    expect(await unifiedImageDoer.apply(change, contextOf(system))).toBe(true);
    expect(await sections(system)).toEqual({
      signed: true,
      parts: { '.text': 'xen', '.config': change.config, '.kernel': 'a kernel', '.ramdisk': 'an initramfs' },
    });
    expect(await unifiedImageDoer.verify(change, system)).toBeUndefined();
    expect(await unifiedImageDoer.apply(change, contextOf(system))).toBe(false);
    expect([...tree.keys()].filter((path) => path.startsWith('/var/lib/archxen/unified'))).toEqual([]);
  });

  it.each([
    ['kernel', '/boot/vmlinuz-linux', /another .kernel/],
    ['initramfs', '/boot/initramfs-linux.img', /another .ramdisk/],
  ])('is made anew when the %s is another', async (_, path, why) => {
    const { system } = host();
    await unifiedImageDoer.apply(change, contextOf(system));
    await system.write(path, Buffer.from('newer'), { mode: 0o644, uid: 0, gid: 0 });
    expect(await unifiedImageDoer.verify(change, system)).toMatch(why);
    expect(await unifiedImageDoer.apply(change, contextOf(system))).toBe(true);
    expect(Object.values((await sections(system)).parts)).toContain('newer');
  });

  it('needs a signature only where it counts', async () => {
    const { system } = host({});
    expect(await unifiedImageDoer.apply({ ...change, sign: false }, contextOf(system))).toBe(true);
    expect((await sections(system)).signed).toBe(false);
    expect(await unifiedImageDoer.verify(change, system)).toMatch(/not signed/);
  });

  it('is not written when it cannot be signed, or a part is missing', async () => {
    const without = host({});
    await expect(unifiedImageDoer.apply(change, contextOf(without.system))).rejects.toMatchObject({ code: 'command-failed' });
    expect(await without.system.stat(change.path)).toBeUndefined();
    const { system } = host();
    await system.remove(change.kernel);
    await expect(unifiedImageDoer.apply(change, contextOf(system))).rejects.toMatchObject({ code: 'write-failed', path: change.kernel });
    expect(await system.stat(change.path)).toBeUndefined();
  });

  it('goes again, or is the old one again', async () => {
    const { system } = host();
    const [gone] = await unifiedImageDoer.inverse(change, system);
    expect(gone).toMatchObject({ kind: 'file', path: change.path, content: null });
    await unifiedImageDoer.apply(change, contextOf(system));
    const [old] = await unifiedImageDoer.inverse(change, system);
    expect(old).toMatchObject({ kind: 'file', path: change.path, content: expect.anything() });
  });
});
