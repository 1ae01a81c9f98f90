import { describe, expect, it } from '@jest/globals';
import { decodeNumbers, decodeText, efiPath, globalVendor, readEfiVariables } from '../../src/facts/efi-variables.ts';
import { secureBootState } from '../../src/facts/firmware.ts';
import { decodeLoadOption } from '../../src/formats/load-option.ts';
import { memorySystem, treeOf } from '../../src/system/memory.ts';
import { hostSystem } from './host.ts';
import { sample } from './sample.ts';

/** The bytes of the n-th block of `hexdump -C` lines. */
function hexdump(text: string, block: number): Uint8Array {
  const blocks = text.split(/^[0-9a-f]{8}\n/m);
  const lines = [...(blocks[block] ?? '').matchAll(/^[0-9a-f]{8} {2}((?:[0-9a-f]{2} {1,2})+)/gm)];
  return Uint8Array.from(
    lines.flatMap(([, bytes = '']) =>
      bytes
        .trim()
        .split(/\s+/)
        .map((byte) => Number.parseInt(byte, 16)),
    ),
  );
}

describe('EFI variables', () => {
  it('decodes a recorded LoaderEntryOneShot and SecureBoot', () => {
    const dump = sample('efivars-oneshot.txt');
    expect(decodeText(hexdump(dump, 0).subarray(4))).toBe('10-xen.conf');
    expect(secureBootState(hexdump(dump, 1), undefined)).toBe('off');
  });

  it('tells Secure Boot from both variables', () => {
    const value = (byte: number): Uint8Array => Uint8Array.of(6, 0, 0, 0, byte);
    expect(secureBootState(value(1), value(0))).toBe('on');
    expect(secureBootState(value(0), value(1))).toBe('setup');
    expect(secureBootState(value(0), value(0))).toBe('off');
    expect(secureBootState(undefined, undefined)).toBe('unsupported');
  });

  it('decodes the boot order', () => {
    expect(decodeNumbers(Uint8Array.of(1, 0, 0x1f, 0xa0))).toEqual(['0001', 'A01F']);
  });

  it('decodes load options with optional data behind them, inactive ones, and torn ones', async () => {
    const { entries, bootOrder, bootCurrent } = await readEfiVariables(hostSystem('esp-nearly-full'));
    expect(bootOrder).toEqual(['0000', '0002', '0001']);
    expect(bootCurrent).toBe('0000');
    expect(entries).toContainEqual({
      id: '0002',
      active: true,
      label: 'Windows Boot Manager',
      path: '\\EFI\\Microsoft\\Boot\\bootmgfw.efi',
      partuuid: '0d9f6a31-5c38-4a7e-9a0b-2f1c7e5d8b41',
      options: undefined,
    });
    expect(decodeLoadOption(Uint8Array.of(0, 0, 0, 0, 0, 0, 0x41, 0, 0, 0))).toEqual({ active: false, label: 'A', path: undefined });
    expect(decodeLoadOption(Uint8Array.of(1, 0, 0, 0, 60, 0, 0x41, 0))).toEqual({ active: true, label: 'A', path: undefined });
    expect(decodeLoadOption(Uint8Array.of(1, 0))).toBeUndefined();
  });

  it('decodes arguments in UTF-16, and knows whether they end with a NUL', async () => {
    const { entries } = await readEfiVariables(hostSystem('efistub'));
    expect(entries[0]).toEqual({
      id: '0000',
      active: true,
      label: 'Arch Linux',
      path: '\\vmlinuz-linux',
      partuuid: '0d9f6a31-5c38-4a7e-9a0b-2f1c7e5d8b41',
      options: { text: 'root=UUID=3f6b1d52-8c07-4e3a-b1f4-96d2a7c05e18 rw quiet initrd=\\initramfs-linux.img', terminated: false },
    });
    const bytes = (text: string) => Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from(text, 'utf16le')]);
    expect(decodeLoadOption(bytes('xen.efi -cfg=a\0'))?.options).toEqual({ text: 'xen.efi -cfg=a', terminated: true });
    expect(decodeLoadOption(bytes('WIN\u0001'))?.options).toBeUndefined();
    expect(decodeLoadOption(Uint8Array.from([...bytes('ab'), 7]))?.options).toBeUndefined();
  });

  it('finds nothing on BIOS, and passes over a variable that may not be read', async () => {
    const bios = await readEfiVariables(hostSystem('plain-bios-grub'));
    expect([bios.bootOrder, bios.entries, bios.loaderInfo]).toEqual([[], [], undefined]);
    const system = memorySystem(treeOf({ [efiPath('Boot0000', globalVendor)]: '' }));
    const locked = { ...system, read: () => Promise.reject(new Error('denied')) };
    expect((await readEfiVariables(locked)).entries).toEqual([]);
  });
});
