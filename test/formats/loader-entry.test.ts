import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  bootCounter,
  loaderDefault,
  loaderEntryId,
  loaderPatternMatches,
  parseLoaderEntry,
  setLoaderDefault,
} from '../../src/formats/loader-entry.ts';

describe('entries', () => {
  it('reads type #1', () => {
    const entry = parseLoaderEntry(
      '# note\ntitle   Arch Linux\nlinux\t/vmlinuz-linux\ninitrd /intel-ucode.img\ninitrd /initramfs-linux.img\noptions root=UUID=1 \noptions rw #x\r\n',
    );
    expect(entry).toMatchObject({
      title: 'Arch Linux',
      linux: '/vmlinuz-linux',
      initrd: ['/intel-ucode.img', '/initramfs-linux.img'],
      options: 'root=UUID=1 rw #x',
    });
  });
});

describe('loader.conf', () => {
  it.each([
    ['timeout 3\n', 'timeout 3\ndefault x.conf\n'],
    ['timeout 3', 'timeout 3\ndefault x.conf\n'],
    ['', 'default x.conf\n'],
    ['default\told.conf\n#default y\ntimeout 3\n', 'default\tx.conf\n#default y\ntimeout 3\n'],
    ['default a\ndefault b\n', 'default a\ndefault x.conf\n'],
    ['default \rdefault b\rtimeout 3\n', 'default \rdefault x.conf\rtimeout 3\n'],
    ['default b\u2028c\n', 'default x.conf\n'],
    ['a\r\ndefault b\r\n', 'a\r\ndefault x.conf\r\n'],
  ])('%j', (before, after) => {
    expect(setLoaderDefault(before, 'x.conf')).toBe(after);
  });
  it('has a key of its own for what is preferred', () => {
    expect(setLoaderDefault('default a\npreferred b\n', 'x.conf', 'preferred')).toBe('default a\npreferred x.conf\n');
    expect(loaderDefault('default a\npreferred b\n', 'preferred')).toBe('b');
  });
  it('of any text: reads back, and again changes nothing', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('default', ' ', '\n', 'x', '#', '"', '\t', '\r\n', '\r', '\f')).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (before) => {
        const once = setLoaderDefault(before, 'archxen-xen.conf');
        expect(loaderDefault(once)).toBe('archxen-xen.conf');
        expect(setLoaderDefault(once, 'archxen-xen.conf')).toBe(once);
      }),
    );
  });
});

describe('boot counters', () => {
  it.each([
    ['arch+3.conf', 'arch.conf', { left: 3, done: 0 }],
    ['Arch+0-3.efi', 'arch.efi', { left: 0, done: 3 }],
    ['arch+x.conf', 'arch+x.conf', undefined],
    ['arch+3.old', 'arch+3.old', undefined],
  ])('%s', (name, id, counter) => {
    expect(loaderEntryId(name)).toBe(id);
    expect(bootCounter(name)).toEqual(counter);
  });
});

describe('default patterns', () => {
  it.each([
    ['arch.conf', 'arch.conf', true],
    ['arch*', 'archxen-xen.conf', true],
    ['Arch.conf', 'arch.conf', true],
    ['arch.conf', 'arch+3-1.conf', false],
    ['arch+3-1.conf', 'Arch+3-1.conf', true],
    ['arch[.+]*conf', 'arch+3-1.conf', true],
    ['arch[.+]*conf', 'arch.conf', true],
    ['arch[.+]*conf', 'archxen-xen.conf', false],
    ['arch', 'arch.conf', false],
    ['arch-linux.efi', 'arch-linux.efi', true],
    ['[ab]rch.conf', 'arch.conf', true],
    ['a.ch.conf', 'arch.conf', false],
    ['[', '[', true],
  ])('%s chooses %s: %s', (pattern, id, matches) => {
    expect(loaderPatternMatches(pattern, id)).toBe(matches);
  });
});
