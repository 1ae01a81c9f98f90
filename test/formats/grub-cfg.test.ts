import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  allGrubEntries,
  findGrubEntry,
  grubCommand,
  grubDefaultName,
  parseGrubCfg,
  resolveGrubEntry,
  resolveGrubPath,
} from '../../src/formats/grub-cfg.ts';
import { quoteForGrub } from '../../src/formats/grub-words.ts';

const sample = readFileSync('test/samples/grub-2.14-xen-entries-clean.cfg', 'utf8');
const header = `if [ "\${next_entry}" ] ; then
   set default="\${next_entry}"
   set next_entry=
   save_env next_entry
else
   set default="\${saved_entry}"
fi
function savedefault {
  if [ -z "\${boot_once}" ]; then
    save_env saved_entry
  fi
}
menuentry 'Arch Linux' --class arch $menuentry_id_option 'gnulinux-simple-1' {
	linux	/vmlinuz-linux root=UUID=1 rw
	initrd	/initramfs-linux.img
}
submenu 'Advanced' $menuentry_id_option 'adv' {
	menuentry 'LTS' --id lts {
		linux /vmlinuz-linux-lts
	}
}
menuentry 'Xen' --class xen --id=archxen-xen { multiboot2 /xen.gz 'a b' \${x}; module2 /vmlinuz-linux; }
`;

describe('parseGrubCfg', () => {
  it('reads what grub-mkconfig wrote', () => {
    const all = allGrubEntries(parseGrubCfg(sample).entries);
    expect(all.map((entry) => entry.kind)).toEqual(['menuentry', 'submenu', 'submenu', 'menuentry']);
    const simple = findGrubEntry(parseGrubCfg(sample), 'xen-gnulinux-simple-0a3407de-014b-458b-b5c1-848e92a327a3');
    expect(simple && grubCommand(simple, 'multiboot2')?.[0]).toBe('/xen.gz');
  });
  it('reads ids, nesting, commands and words', () => {
    const cfg = parseGrubCfg(header);
    expect(cfg.entries.map((entry) => entry.id)).toEqual(['gnulinux-simple-1', 'adv', 'archxen-xen']);
    const xen = findGrubEntry(cfg, 'archxen-xen');
    expect(xen?.commands).toEqual([
      ['multiboot2', '/xen.gz', 'a b', '$' + '{x}'],
      ['module2', '/vmlinuz-linux'],
    ]);
  });
  it('finds the default entry', () => {
    const cfg = parseGrubCfg(header);
    expect(grubDefaultName(cfg, {})).toBe('0');
    expect(grubDefaultName(cfg, { saved_entry: 'archxen-xen' })).toBe('archxen-xen');
    expect(resolveGrubEntry(cfg, '0')?.title).toBe('Arch Linux');
    expect(resolveGrubEntry(cfg, 'adv>lts')?.title).toBe('LTS');
    expect(resolveGrubEntry(cfg, '1>0')?.title).toBe('LTS');
    expect(resolveGrubEntry(cfg, 'gone')?.title).toBe('Arch Linux');
    expect(resolveGrubEntry(cfg, '1>7')?.title).toBe('LTS');
    expect(resolveGrubEntry(cfg, 'adv>gone')?.title).toBe('LTS');
    expect(resolveGrubEntry(cfg, '3')?.title).toBe('Arch Linux');
    expect(resolveGrubEntry(cfg, '02')?.id).toBe('archxen-xen');
    expect(resolveGrubEntry(cfg, '2nd')?.id).toBe('archxen-xen');
    expect(resolveGrubEntry(parseGrubCfg("menuentry 'a' { }\nmenuentry 'b > c' { }\n"), 'b >> c')?.title).toBe('b > c');
    expect(resolveGrubPath(cfg, '1').map(({ title }) => title)).toEqual(['Advanced', 'LTS']);
    expect(resolveGrubPath(parseGrubCfg('submenu x { }\n'), '0')).toEqual([]);
    expect(resolveGrubEntry(parseGrubCfg(''), '0')).toBeUndefined();
  });
  it('never fails on any text', () => {
    const messy = fc
      .array(fc.constantFrom('menuentry ', "'", '"', '{', '}', '\n', ' ', ';', '#', '\\', '$' + '{x}', 'submenu x ', '--id '))
      .map((parts) => parts.join(''));
    fc.assert(fc.property(fc.oneof(fc.string(), messy), (text) => void parseGrubCfg(text)));
  });
  it('reads back any quoted word', () => {
    fc.assert(
      fc.property(
        fc.string().filter((word) => !word.includes('\0')),
        (word) => {
          expect(parseGrubCfg(`cmd ${quoteForGrub(word)}`).commands).toEqual([['cmd', word]]);
        },
      ),
    );
  });

  it('reads other blanks than its own as letters, and comes to an end', () => {
    // A byte order mark at the beginning of a grub.cfg was read for ever.
    for (const blank of ['\ufeff', '\f', '\v', '\u00a0', '\u2028'])
      expect(parseGrubCfg(`${blank}set default=1\nset${blank}timeout=5\n`).commands).toEqual([
        [`${blank}set`, 'default=1'],
        [`set${blank}timeout=5`],
      ]);
  });
});
