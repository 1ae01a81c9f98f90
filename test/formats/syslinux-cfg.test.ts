import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSyslinuxCfg, syslinuxDefault } from '../../src/formats/syslinux-cfg.ts';
import { removeSyslinuxLabel, setSyslinuxDefault, setSyslinuxLabel } from '../../src/formats/syslinux-edit.ts';

const arch = `# Config file for Syslinux -
DEFAULT arch
PROMPT 0
TIMEOUT 50
UI menu.c32

MENU TITLE Arch Linux

LABEL arch
    MENU LABEL ^Arch Linux
    LINUX ../vmlinuz-linux
    APPEND root=/dev/sda3 rw
    INITRD ../intel-ucode.img,../initramfs-linux.img

LABEL hdt
        MENU LABEL HDT (Hardware Detection Tool)
        COM32 hdt.c32
`;
const stanza = ['LABEL xen', '    MENU LABEL Xen', '    KERNEL mboot.c32', '    APPEND ../xen.gz --- ../vmlinuz-linux'];

describe('parseSyslinuxCfg', () => {
  it("reads Arch's own", () => {
    const cfg = parseSyslinuxCfg(arch);
    expect(cfg).toMatchObject({ default: 'arch', menu: 'menu.c32', timeout: 50, prompt: false, menuSave: false, open: undefined });
    expect(cfg.labels).toMatchObject([
      {
        label: 'arch',
        title: 'Arch Linux',
        kernel: '../vmlinuz-linux',
        append: 'root=/dev/sda3 rw',
        initrd: ['../intel-ucode.img', '../initramfs-linux.img'],
      },
      { label: 'hdt', kernel: 'hdt.c32', append: '' },
    ]);
  });
  it('takes an APPEND before all labels where a label has none, and - for nothing', () => {
    const { labels } = parseSyslinuxCfg('append quiet\nlabel a\nlinux /a\nlabel b\nlinux /b\nappend -\nlabel c\nappend x\n');
    expect(labels.map(({ append }) => append)).toEqual(['quiet', '', 'x']);
  });
  it('reads no directive out of a help text, and says what is open at the end', () => {
    expect(parseSyslinuxCfg('LABEL a\nTEXT HELP\nDEFAULT x\nENDTEXT\n')).toMatchObject({ default: undefined, open: undefined });
    expect(parseSyslinuxCfg('LABEL a\nTEXT HELP\nDEFAULT x\n').open).toMatch(/TEXT/);
    expect(parseSyslinuxCfg('MENU BEGIN more\nLABEL a\n').open).toMatch(/MENU/);
  });
  it.each([
    ['DEFAULT a\nLABEL a\nLABEL b\n', undefined, 'a'],
    ['DEFAULT b root=/dev/sda1\nLABEL a\nLABEL b\n', undefined, 'b'],
    ['LABEL a\nLABEL b\n', undefined, undefined],
    ['UI menu.c32\nLABEL a\nLABEL b\n', undefined, 'a'],
    ['UI menu.c32\nLABEL a\nLABEL b\nMENU DEFAULT\n', undefined, 'b'],
    ['DEFAULT menu.c32\nLABEL a\nLABEL b\nMENU DEFAULT\n', undefined, 'b'],
    ['UI menu.c32\nDEFAULT a\nONTIMEOUT b\nLABEL a\nLABEL b\n', undefined, 'b'],
    ['DEFAULT a\nONTIMEOUT b\nLABEL a\nLABEL b\n', undefined, 'a'],
    ['PROMPT 1\nDEFAULT a\nONTIMEOUT b\nLABEL a\nLABEL b\n', undefined, 'b'],
    ['UI menu.c32\nMENU SAVE\nDEFAULT a\nLABEL a\nLABEL b\n', 'b', 'b'],
    ['UI menu.c32\nDEFAULT a\nLABEL a\nLABEL b\n', 'b', 'a'],
  ])('%j starts by itself: %s', (text, saved, label) => {
    expect(syslinuxDefault(parseSyslinuxCfg(text), saved)).toBe(label);
  });
});

const messy = fc
  .array(
    fc.constantFrom(
      'LABEL ',
      'default ',
      'ONTIMEOUT ',
      'TEXT',
      'ENDTEXT',
      'x',
      'xen',
      ' ',
      '\t',
      '\n',
      '\r\n',
      '#',
      'MENU ',
      'BEGIN',
      'APPEND ',
    ),
  )
  .map((parts) => parts.join(''));
const anyText = fc.oneof(fc.string(), messy, fc.constant(arch));

describe('edits', () => {
  it('adds a label at the end, after an empty line', () => {
    expect(setSyslinuxLabel(arch, 'xen', stanza)).toBe(`${arch}\n${stanza.join('\n')}\n`);
    expect(setSyslinuxLabel('LABEL a', 'xen', stanza)).toBe(`LABEL a\n\n${stanza.join('\n')}\n`);
    expect(setSyslinuxLabel('', 'xen', stanza)).toBe(`${stanza.join('\n')}\n`);
  });
  it('rewrites only its own lines', () => {
    const before = `${arch}\n${stanza.join('\n')}\n\n# mine\nLABEL more\n  LINUX ../more\n`;
    const other = [...stanza.slice(0, 3), '    APPEND ../xen.gz dom0_mem=1G --- ../vmlinuz-linux'];
    expect(setSyslinuxLabel(before, 'xen', other)).toBe(before.replace(stanza.join('\n'), other.join('\n')));
  });
  it('keeps the line endings of the file', () => {
    expect(setSyslinuxLabel('DEFAULT a\r\nLABEL a\r\n', 'xen', stanza)).toBe(`DEFAULT a\r\nLABEL a\r\n\r\n${stanza.join('\r\n')}\r\n`);
  });
  it.each([
    [arch, arch.replace('DEFAULT arch', 'DEFAULT xen')],
    ['default\ta\nDEFAULT b\n', 'default\ta\nDEFAULT xen\n'],
    ['LABEL a\n', 'DEFAULT xen\nLABEL a\n'],
    ['ONTIMEOUT a\nDEFAULT a\n', 'ONTIMEOUT xen\nDEFAULT xen\n'],
    ['DEFAULT\n', 'DEFAULT xen\n'],
    ['TEXT HELP\nDEFAULT a\nENDTEXT\nDEFAULT b\r\n', 'TEXT HELP\nDEFAULT a\nENDTEXT\nDEFAULT xen\r\n'],
  ])('the default of %j', (before, after) => {
    expect(setSyslinuxDefault(before, 'xen')).toBe(after);
  });

  it('of any text: a label reads back, again changes nothing, and every other line stays', () => {
    fc.assert(
      fc.property(anyText, (before) => {
        const cfg = parseSyslinuxCfg(before);
        fc.pre(cfg.open === undefined && !cfg.labels.some(({ label }) => label === 'xen'));
        const once = setSyslinuxLabel(before, 'xen', stanza);
        expect(once.startsWith(before)).toBe(true);
        expect(parseSyslinuxCfg(once).labels.at(-1)).toMatchObject({ label: 'xen', kernel: 'mboot.c32' });
        expect(setSyslinuxLabel(once, 'xen', stanza)).toBe(once);
        if (/\S\r?\n$/.test(before)) expect(removeSyslinuxLabel(once, 'xen')).toBe(before);
        const other = setSyslinuxLabel(once, 'xen', [...stanza.slice(0, 3), '    APPEND other']);
        expect(setSyslinuxLabel(other, 'xen', stanza)).toBe(once);
      }),
    );
  });
  it('of any text: the default reads back, and again changes nothing', () => {
    fc.assert(
      fc.property(anyText, (before) => {
        fc.pre(parseSyslinuxCfg(before).open === undefined);
        const once = setSyslinuxDefault(before, 'xen');
        expect(parseSyslinuxCfg(once).default).toBe('xen');
        expect(setSyslinuxDefault(once, 'xen')).toBe(once);
      }),
    );
  });
});
