import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printXenCfg, readXenCfg } from '../../src/formats/xen-cfg.ts';
import { lintXenCfg } from '../../src/formats/xen-cfg-lint.ts';

const entry = {
  options: 'dom0_mem=2048M,max:2048M ucode=scan',
  kernel: 'vmlinuz-linux',
  kernelLine: 'root=UUID=1 rw',
  ramdisk: 'initramfs-linux.img',
};
const good = printXenCfg('archxen', entry);
const ids = (text: string): string[] => lintXenCfg(text).map((lint) => lint.id);

describe('reading as Xen does', () => {
  it('reads what was printed', () => {
    expect(readXenCfg(good)).toEqual({ section: 'archxen', ...entry, ucode: undefined });
  });
  it.each([
    ['a TAB ends the line', '[global]\ndefault=x\n[x]\nkernel=a b\tc\n', { kernel: 'a', kernelLine: 'b' }],
    ['# comments anywhere', '[global]\ndefault=x\n[x]\nkernel=a b#c\n', { kernel: 'a', kernelLine: 'b' }],
    ['CRLF is fine', '[global]\r\ndefault=x\r\n[x]\r\nkernel=a\r\n', { kernel: 'a' }],
    ['blanks after = are skipped', '[global]\ndefault=x\n[x]\nkernel=  a\n', { kernel: 'a' }],
    ['a blank before = hides the key', '[global]\ndefault=x\n[x]\nkernel =a\n', { kernel: undefined }],
    ['without default the first match counts', '[x]\nkernel=a\n[y]\nkernel=b\n', { section: undefined, kernel: 'a' }],
    ['a byte order mark hides [global]', '\ufeff[global]\ndefault=y\n[x]\nkernel=a\n[y]\nkernel=b\n', { section: undefined, kernel: 'a' }],
    ['a section ends at the next', '[global]\ndefault=x\n[x]\noptions=o\n[y]\nkernel=b\n', { kernel: undefined, options: 'o' }],
    ['ucode falls back to [global]', '[global]\ndefault=x\nucode=u\n[x]\nkernel=a\n', { ucode: 'u' }],
    ['; comments at the start only', '[global]\ndefault=x\n[x]\n;kernel=no\nkernel=a;b\n', { kernel: 'a;b' }],
  ])('%s', (_, text, expected) => {
    expect(readXenCfg(text)).toMatchObject(expected);
  });
});

describe('lint', () => {
  it('is silent on what archxen writes', () => {
    expect(lintXenCfg(good)).toEqual([]);
  });
  it.each([
    ['bom', `\ufeff${good}`],
    ['non-ascii', good.replace('rw', 'rw ü')],
    ['tab', good.replace('root=', '\troot=')],
    ['hash', good.replace('UUID=1', 'LABEL=a#b')],
    ['space-before-equals', good.replace('kernel=', 'kernel =')],
    ['no-section', good.replace('[archxen]', '[other]')],
    ['no-default', good.replace('default=', 'fallback=')],
    ['no-kernel', good.replace('kernel=', 'kernal=')],
    ['no-ramdisk', good.replace('ramdisk=', 'initrd=')],
    ['slash', good.replace('=vmlinuz', '=/vmlinuz')],
    ['placeholder', good.replace('initramfs-linux.img', '<Initramfs>')],
    ['two-ramdisks', good.replace('initramfs-linux.img', 'intel-ucode.img initramfs-linux.img')],
    ['no-newline', good.trimEnd()],
    ['control', good.replace('rw', 'r\x01w')],
  ])('%s', (id, text) => {
    expect(ids(text)).toContain(id);
  });
  it('never fails on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void lintXenCfg(text)));
  });
});
