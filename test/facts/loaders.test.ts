import { describe, expect, it } from '@jest/globals';
import { loaderOfPath } from '../../src/core/efi-program.ts';
import { findLoaders, type LoaderClues } from '../../src/facts/loaders.ts';

const noVariables = { bootOrder: [], entries: [] };
const clues = (more: Partial<LoaderClues>): LoaderClues => ({
  uefi: true,
  esp: '/boot',
  paths: [],
  efi: noVariables,
  commandLine: [],
  packages: {},
  ...more,
});
const sdBoot = '/boot/EFI/systemd/systemd-bootx64.efi';
const ids = (more: Partial<LoaderClues>) => findLoaders(clues(more)).map(({ id, booted }) => [id, booted]);

describe('boot loaders', () => {
  it('puts the one that started this system first, by LoaderInfo', () => {
    const found = findLoaders(
      clues({
        paths: [sdBoot, '/boot/grub/grub.cfg'],
        efi: { ...noVariables, loaderInfo: 'systemd-boot 258.3-1-arch' },
        packages: { grub: '2:2.14-1', systemd: '258.3-1' },
      }),
    );
    expect(found).toEqual([
      { id: 'systemd-boot', version: '258.3', booted: true, evidence: ['LoaderInfo: systemd-boot 258.3-1-arch', sdBoot] },
      { id: 'grub', version: '2.14', booted: false, evidence: ['/boot/grub/grub.cfg'] },
    ]);
  });

  it('does not choose between two when nothing says which one it was', () => {
    expect(ids({ paths: [sdBoot, '/boot/grub/grub.cfg'] })).toEqual([
      ['systemd-boot', false],
      ['grub', false],
    ]);
  });

  it('knows a kernel that the firmware started itself', () => {
    const entry = { id: '0003', active: true, label: 'Arch', path: '\\vmlinuz-linux' };
    expect(ids({ efi: { bootOrder: ['0003'], bootCurrent: '0003', entries: [entry] } })).toEqual([['efistub', true]]);
  });

  it('lists a kernel entry that did not boot as there only', () => {
    const entry = { id: '0003', active: true, label: 'Arch', path: '\\vmlinuz-linux' };
    expect(ids({ paths: [sdBoot], efi: { ...noVariables, loaderInfo: 'systemd-boot 258', entries: [entry] } })).toEqual([
      ['systemd-boot', true],
      ['efistub', false],
    ]);
  });

  it('tells GRUB from Syslinux on BIOS by BOOT_IMAGE', () => {
    const paths = ['/boot/grub/grub.cfg', '/boot/syslinux/syslinux.cfg', '/boot/syslinux/ldlinux.sys'];
    const bios = { uefi: false, esp: undefined, paths };
    expect(ids({ ...bios, commandLine: ['BOOT_IMAGE=../vmlinuz-linux'] })).toEqual([
      ['syslinux', true],
      ['grub', false],
    ]);
    expect(ids({ ...bios, commandLine: ['BOOT_IMAGE=(hd0,msdos1)/boot/vmlinuz-linux'] })[0]).toEqual(['grub', true]);
  });

  it('takes the only one for the one, and none for none', () => {
    expect(ids({ uefi: false, paths: ['/boot/grub/grub.cfg'] })).toEqual([['grub', true]]);
    expect(ids({})).toEqual([]);
  });

  it.each([
    ['\\EFI\\systemd\\systemd-bootx64.efi', 'systemd-boot'],
    ['\\EFI\\arch\\grubx64.efi', 'grub'],
    ['\\EFI\\refind\\refind_x64.efi', 'refind'],
    ['\\EFI\\limine\\limine_x64.efi', 'limine'],
    ['\\EFI\\Linux\\arch-linux.efi', 'efistub'],
    ['\\EFI\\BOOT\\BOOTX64.EFI', undefined],
    ['\\EFI\\Microsoft\\Boot\\bootmgfw.efi', undefined],
  ])('%s', (path, id) => {
    expect(loaderOfPath(path)).toBe(id);
  });
});
