import { describe, expect, it } from '@jest/globals';
import { defaultLimineEntry, limineFile, limineLinux, readLimineConf } from '../../src/formats/limine-conf.ts';

const text = `timeout: 5
default_entry: 2
# a comment

/+Others
//Windows
    protocol: efi
    path: boot():/EFI/Microsoft/Boot/bootmgfw.efi
/Arch Linux
    PROTOCOL: linux
    kernel_path: boot():/vmlinuz-linux#abc
    cmdline: root=LABEL=a:b rw
    module_path: boot():/a.img
    module_path: boot():/b.img
`;

describe('limine.conf', () => {
  const conf = readLimineConf(text);

  it('has options of its own, and entries with theirs', () => {
    expect(conf.global).toEqual({ timeout: ['5'], default_entry: ['2'] });
    expect(conf.entries.map(({ title, depth }) => [title, depth])).toEqual([
      ['Others', 1],
      ['Windows', 2],
      ['Arch Linux', 1],
    ]);
  });
  it('reads a Linux entry in the old and new names', () => {
    const [, , arch] = conf.entries;
    if (arch === undefined) throw new Error('no entry');
    expect(limineLinux(arch)).toEqual({
      protocol: 'linux',
      kernel: 'boot():/vmlinuz-linux#abc',
      modules: ['boot():/a.img', 'boot():/b.img'],
      commandLine: 'root=LABEL=a:b rw',
    });
  });
  it.each([
    ['2', 'Windows'],
    ['3', 'Arch Linux'],
    ['Others/Windows', 'Windows'],
    ['9', undefined],
  ])('default_entry %s is %s', (value, title) => {
    expect(defaultLimineEntry(readLimineConf(text.replace('default_entry: 2', `default_entry: ${value}`)))?.title).toBe(title);
  });
  it.each([
    ['boot():/a/b', { volume: 'boot', argument: '', path: '/a/b' }],
    ['uuid(AB-12):c#00ff', { volume: 'uuid', argument: 'AB-12', path: '/c' }],
    ['/plain', undefined],
  ])('%s', (path, file) => {
    expect(limineFile(path)).toEqual(file);
  });
});
