import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readRefindConf, readRefindLinux, refindWords, setRefindSetting } from '../../src/formats/refind-conf.ts';

describe('refind.conf', () => {
  it.each([
    ['default_selection "+,vmlinuz"', ['default_selection', '+,vmlinuz']],
    ['scanfor internal,external, manual', ['scanfor', 'internal', 'external', 'manual']],
    ['timeout = 20 # seconds', ['timeout', '20']],
    ['options "root=LABEL=a#b ""x"""', ['options', 'root=LABEL=a#b "x"']],
    ['# nothing', []],
    ['menuentry "Arch" {', ['menuentry', 'Arch', '{']],
  ])('%s', (line, words) => {
    expect(refindWords(line)).toEqual(words);
  });

  it('keeps stanzas, their submenus and what is outside apart', () => {
    const text =
      'timeout 5\r\nmenuentry "A" {\r\n loader \\vmlinuz\r\n initrd /a.img\r\n options "ro quiet"\r\n submenuentry "B" {\r\n  loader /other\r\n }\r\n disabled\r\n}\r\ninclude x.conf\r\n';
    const conf = readRefindConf(text);
    expect(conf.stanzas).toEqual([{ title: 'A', disabled: true, loader: '\\vmlinuz', initrd: ['/a.img'], options: 'ro quiet' }]);
    expect(conf.settings.map(({ key, line }) => [key, line])).toEqual([
      ['timeout', 0],
      ['include', 10],
    ]);
  });

  it('sets the line that always holds, and leaves all other bytes', () => {
    const text =
      '# default_selection 1\r\ndefault_selection a\r\ndefault_selection Maintenance 23:30 2:00\r\nmenuentry x {\r\n default_selection b\r\n}\r\n';
    expect(setRefindSetting(text, 'default_selection', 'Xen,vmlinuz')).toBe(
      text.replace('default_selection a', 'default_selection "Xen,vmlinuz"'),
    );
    expect(setRefindSetting('timeout 5', 'default_selection', 'x')).toBe('timeout 5\ndefault_selection "x"\n');
  });

  it('a setting is read as it was set, and setting it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[A-Za-z ,.+-]{1,20}$/), (text, value) => {
        fc.pre(!/menuentry/i.test(text));
        const after = setRefindSetting(text, 'default_selection', value);
        expect(
          readRefindConf(after).settings.findLast(({ key, values }) => key === 'default_selection' && values.length === 1)?.values,
        ).toEqual([value]);
        expect(setRefindSetting(after, 'default_selection', value)).toBe(after);
      }),
    );
  });

  it('refind_linux.conf', () => {
    expect(readRefindLinux('# "no" "x"\n"Standard"  "root=/dev/sda1 rw"\n"broken\n"Single" "single"\n')).toEqual([
      { title: 'Standard', options: 'root=/dev/sda1 rw' },
      { title: 'Single', options: 'single' },
    ]);
  });
});
