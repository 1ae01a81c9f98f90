import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/core/digest.ts';
import { isWatched } from '../../src/core/watched.ts';
import { readFiles } from '../../src/facts/files.ts';
import { isText, magicOf } from '../../src/facts/magic.ts';
import { makeNotes } from '../../src/facts/notes.ts';
import { firstBytes } from '../../src/system/magic.ts';
import { memorySystem, plant, treeOf } from '../../src/system/memory.ts';
import { hostSystem } from './host.ts';

describe('magic', () => {
  it.each(['bzimage', 'pe', 'gzip', 'zstd', 'xz', 'lz4', 'cpio', 'elf'] as const)('%s', (magic) => {
    expect(magicOf(firstBytes(magic).subarray(0, 0x210))).toBe(magic);
  });

  it('tells a file of zeros and an empty one from other binaries', () => {
    expect(magicOf(new Uint8Array(64))).toBe('zero');
    expect(magicOf(new Uint8Array())).toBe('zero');
    expect(magicOf(Uint8Array.of(1, 2, 3))).toBe('other');
  });
});

describe('text', () => {
  it('is UTF-8 without control characters', () => {
    expect(isText(Buffer.from('title Arch\tü\r\n'), true)).toBe(true);
    expect(isText(Uint8Array.of(0x41, 0), true)).toBe(false);
    expect(isText(Uint8Array.of(0xe9, 0x20), true)).toBe(false);
  });

  it('may be cut in the middle of a character', () => {
    const cut = Buffer.from('aé').subarray(0, 2);
    expect(isText(cut, false)).toBe(true);
    expect(isText(cut, true)).toBe(false);
  });
});

describe('the watched files', () => {
  it('have text and digest when they are text, else what their first bytes say', async () => {
    const files = await readFiles(hostSystem('plain-uefi-systemd-boot'), makeNotes());
    const conf = files['/boot/loader/loader.conf'];
    expect(conf).toMatchObject({ type: 'file', mode: 0o755, text: 'default arch.conf\ntimeout 3\nconsole-mode keep\neditor no\n' });
    expect(conf?.sha256).toBe(sha256(conf?.text ?? ''));
    expect(files['/boot/vmlinuz-linux']).toEqual({ type: 'file', size: 16536064, mode: 0o755, uid: 0, gid: 0, magic: 'bzimage' });
    expect(files['/boot/EFI']).toMatchObject({ type: 'directory' });
    expect(Object.keys(files).filter((path) => !isWatched(path))).toEqual([]);
  });

  it('are read as deep as GRUB and systemd-boot put them, and no deeper', async () => {
    const system = memorySystem(treeOf({ '/efi/a/b/c/d/e': 'five', '/efi/a/b/c/d/e2/f': 'six' }));
    const files = await readFiles(system, makeNotes());
    expect(files['/efi/a/b/c/d/e']?.text).toBe('five');
    expect(files['/efi/a/b/c/d/e2/f']).toBeUndefined();
  });

  it('stop at 2000 files with a note', async () => {
    const tree = treeOf({});
    for (let n = 0; n < 2100; n++) plant(tree, `/boot/junk/${n}`, { type: 'link', target: 'x', mode: 0o777, uid: 0, gid: 0 });
    const notes = makeNotes();
    expect(Object.keys(await readFiles(memorySystem(tree), notes))).toHaveLength(2000);
    expect(notes.all()).toEqual([{ fact: 'files', reason: '/boot has more than 2000 files; the rest was not read' }]);
  });

  it('keep links as links, and a WireGuard key to itself', async () => {
    const tree = treeOf({ '/etc/systemd/network/wg0.netdev': '[NetDev]\nKind=wireguard\n[WireGuard]\nPrivateKey=abc\n' });
    plant(tree, '/etc/pacman.d/hooks/90-x.hook', { type: 'link', target: '/dev/null', mode: 0o777, uid: 0, gid: 0 });
    const files = await readFiles(memorySystem(tree), makeNotes());
    expect(files['/etc/pacman.d/hooks/90-x.hook']).toMatchObject({ type: 'link', target: '/dev/null' });
    expect(files['/etc/systemd/network/wg0.netdev']?.text).toBeUndefined();
    expect(files['/etc/systemd/network/wg0.netdev']?.sha256).toBeDefined();
  });

  it('that may not be read leave a note', async () => {
    const system = memorySystem(treeOf({ '/boot/grub/grub.cfg': 'x' }));
    const notes = makeNotes();
    const files = await readFiles({ ...system, read: () => Promise.reject(new Error('permission denied')) }, notes);
    expect(files['/boot/grub/grub.cfg']).toEqual({ type: 'file', size: 1, mode: 0o644, uid: 0, gid: 0 });
    expect(notes.all()).toEqual([{ fact: 'files', reason: '/boot/grub/grub.cfg could not be read: permission denied' }]);
  });

  it('in a folder that may not be read are not taken for absent', async () => {
    const system = memorySystem(treeOf({ '/boot/vmlinuz-linux': 'x' }));
    const notes = makeNotes();
    const list = (path: string) => (path === '/boot' ? Promise.reject(new Error('permission denied')) : system.list(path));
    await readFiles({ ...system, list }, notes);
    expect(notes.all()).toEqual([{ fact: 'files', reason: '/boot could not be read, so what is in it is not known: permission denied' }]);
  });
});
