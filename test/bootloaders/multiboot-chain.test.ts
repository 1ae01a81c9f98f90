import { describe, expect, it } from '@jest/globals';
import { bootLoaders } from '../../src/bootloaders/index.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts, FileFacts } from '../../src/core/facts.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { factsOfHost } from '../facts/host.ts';
import { applied, binary, withFile } from '../support/boot-facts.ts';
import { type Break, badFiles, boot, bothKernels, bothRamdisks, edited, gone, put } from '../support/breaks.ts';
import { sampleAnswers } from '../support/sample-facts.ts';

const nowhere = '00000000-0000-0000-0000-000000000000';
const modes = (path: string, mode: number) => (facts: Facts) => put(path, { ...(facts.files[path] as FileFacts), mode })(facts);

/** Only in the text from a place on: that of the entry for Xen. */
const after = (path: string, place: string, from: RegExp | string, to: string) => (facts: Facts) => {
  const text = facts.files[path]?.text ?? '';
  const at = text.indexOf(place);
  const rest = text.slice(at).replace(from, to);
  if (at < 0 || rest === text.slice(at)) throw new Error(`${path} has no ${from} after ${place}`);
  return edited(path, text, text.slice(0, at) + rest)(facts);
};

const files: readonly Break[] = [
  ...badFiles('/boot/xen.gz', 'boot.chain.xen', binary('pe')),
  ...bothKernels(binary('pe')),
  ...bothRamdisks,
];

const cfg = '/boot/grub/grub.cfg';
const inXen = (from: RegExp | string, to: string) => after(cfg, '--id archxen-xen', from, to);
const option = (word: string) => inXen('dom0_mem', `${word} dom0_mem`);
const module2 = (text: string) => new RegExp(`module2 (--nounzip )?[^\\n]*${text}[^\\n]*\\n`);

const grubBreaks = (microcode: string, modules: string): readonly Break[] => [
  ...files,
  ['boot.chain.entry', 'no menu', gone(cfg)],
  ['boot.chain.entry', 'not in the menu', edited(cfg, '--id archxen-xen', '--id other')],
  ['boot.chain.entry', 'commented out', edited(cfg, "menuentry 'Arch Linux on Xen' ", "#menuentry 'Arch Linux on Xen' ")],
  ['boot.chain.volume', 'another', inXen(/--set=root [^\n]*/, `--set=root ${nowhere}`)],
  ['boot.chain.volume', 'none', inXen(/search --no-floppy[^\n]*/, '')],
  ['boot.chain.module', 'missing', gone(`${modules}/multiboot2.mod`)],
  ['boot.chain.module', 'empty', put(`${modules}/multiboot2.mod`, binary('elf', 0))],
  ['boot.chain.xen', 'the wrong protocol', inXen('multiboot2 /', 'multiboot /')],
  ['boot.chain.xen', 'another name', inXen('/xen.gz', '/xen-4.21.gz')],
  ['boot.chain.options', 'noreboot', option('noreboot')],
  ['boot.chain.options', 'reboot=no', option('reboot=no')],
  ['boot.chain.options', 'vga=ask', option('vga=ask')],
  ['boot.chain.options', 'iommu=force', option('iommu=force')],
  ['boot.chain.options', 'iommu=required', option('iommu=required')],
  ['boot.chain.options', 'dom0_mem in KiB', inXen(/dom0_mem=\d+M/, 'dom0_mem=2048')],
  ['boot.chain.kernel', 'another name', inXen('vmlinuz-linux', 'vmlinuz-nowhere')],
  ['boot.chain.kernel', 'none', inXen(module2('vmlinuz'), '')],
  ['boot.chain.initramfs', 'another name', inXen('initramfs-linux.img', 'initramfs-nowhere.img')],
  ['boot.chain.initramfs', 'two in one line', inXen('--nounzip /boot/initramfs', '--nounzip /boot/none.img /boot/initramfs')],
  ['boot.chain.initramfs', 'none', inXen(/module2 --nounzip[^\n]*\n(\s*module2[^\n]*\n)*/, '')],
  ['boot.chain.initramfs', 'microcode in its place', inXen(module2('initramfs'), '')],
  ['boot.chain.microcode', 'missing', gone(microcode)],
  ['boot.chain.microcode', 'zeros', put(microcode, binary('zero'))],
  ['boot.chain.microcode', 'empty', put(microcode, binary('cpio', 0))],
  ['boot.chain.root', 'another device', inXen(/root=UUID=[^ ]+/, `root=UUID=${nowhere}`)],
  ['boot.chain.root', 'none', inXen(/root=UUID=[^ ]+ /, '')],
  ['boot.chain.script', 'missing', gone('/etc/grub.d/42_archxen')],
  ['boot.chain.script', 'not executable', modes('/etc/grub.d/42_archxen', 0o644)],
  ['boot.chain.once', 'not set', (facts) => boot({ grubenv: facts.boot.grubenv && { ...facts.boot.grubenv, variables: {} } })(facts)],
  [
    'boot.chain.once',
    'another entry',
    (facts) => boot({ grubenv: facts.boot.grubenv && { ...facts.boot.grubenv, variables: { next_entry: 'memtest' } } })(facts),
  ],
  ['boot.chain.junk', 'xen.efi as a hypervisor', edited(cfg, /$/, "menuentry 'Xen xen.efi' {\nmultiboot2 /boot/xen.efi\n}\n")],
  [
    'boot.chain.microcode-bug',
    'microcode and initramfs in one module',
    edited(cfg, /$/, "menuentry 'Xen' {\nmultiboot2 /boot/xen.gz\nmodule2 --nounzip /boot/amd-ucode.img /boot/initramfs-linux.img\n}\n"),
  ],
  ['boot.rescue.entry', 'not in the menu', edited(cfg, '--id archxen-rescue', '--id other')],
  ['boot.rescue.kernel', 'another name', after(cfg, '--id archxen-rescue', 'vmlinuz-linux', 'vmlinuz-nowhere')],
  ['boot.fallback.default', 'an entry that boots no Linux', edited(cfg, 'set default="0"', 'set default="archxen-rescue"')],
  ['boot.fallback.timeout', 'waits for a key', edited(cfg, /set timeout=\d+/g, 'set timeout=-1')],
  ['boot.fallback.entry', 'no Linux', edited(cfg, /\tlinux\t/g, '\techo\t')],
  ['boot.fallback.kernel', 'another name', edited(cfg, /linux\t\/boot\/vmlinuz-linux/, 'linux\t/boot/vmlinuz-old')],
  ['boot.fallback.initramfs', 'another name', edited(cfg, /initrd\t[^\n]*/, 'initrd\t/boot/initramfs-old.img')],
  ['boot.fallback.root', 'another device', edited(cfg, /(linux\t[^\n]*root=UUID=)[^ ]+/, `$1${nowhere}`)],
  ['boot.fallback.root', 'none', edited(cfg, /(linux\t[^\n]*)root=UUID=[^ ]+/, '$1')],
];

const conf = '/boot/syslinux/syslinux.cfg';
const folder = '/boot/syslinux';
const inLabel = (from: RegExp | string, to: string) => after(conf, 'LABEL archxen-xen', from, to);
const syslinuxOption = (word: string) => inLabel('dom0_mem', `${word} dom0_mem`);
const c32 = binary('elf', 180_000);
const otherVersion = (name: string) => put(`${folder}/${name}`, { ...c32, sha256: '0'.repeat(64) });

const syslinuxBreaks: readonly Break[] = [
  ...files,
  ['boot.chain.entry', 'no configuration', gone(conf)],
  ['boot.chain.entry', 'no such label', edited(conf, 'LABEL archxen-xen', 'LABEL other')],
  ['boot.chain.entry', 'another program', inLabel('mboot.c32', 'linux.c32')],
  ['boot.chain.entry', 'no program', inLabel(/ *KERNEL[^\n]*\n/, '')],
  ['boot.chain.entry', 'in a help text that never ends', edited(conf, 'LABEL archxen-xen', 'TEXT HELP\nLABEL archxen-xen')],
  ...badFiles(`${folder}/mboot.c32`, 'boot.chain.module', binary('pe')).map(([id, how, by]): Break => [id, `mboot.c32 ${how}`, by]),
  ...badFiles(`${folder}/libcom32.c32`, 'boot.chain.library', binary('pe')).map(([id, how, by]): Break => [id, `libcom32.c32 ${how}`, by]),
  ['boot.chain.version', 'mboot.c32 of another version', otherVersion('mboot.c32')],
  ['boot.chain.version', 'libcom32.c32 of another version', otherVersion('libcom32.c32')],
  [
    'boot.chain.version',
    'the boot sector of another version',
    (facts) => boot({ syslinux: facts.boot.syslinux && { ...facts.boot.syslinux, version: '4.07' } })(facts),
  ],
  ['boot.chain.version', 'ldlinux.c32 missing', gone(`${folder}/ldlinux.c32`)],
  ['boot.chain.xen', 'another name', inLabel('../xen.gz', '../xen-4.21.gz')],
  ['boot.chain.xen', 'none', inLabel(/ *APPEND[^\n]*/, '')],
  ['boot.chain.options', 'noreboot', syslinuxOption('noreboot')],
  ['boot.chain.options', 'vga=ask', syslinuxOption('vga=ask')],
  ['boot.chain.options', 'iommu=force', syslinuxOption('iommu=force')],
  ['boot.chain.options', 'dom0_mem in KiB', inLabel(/dom0_mem=\d+M/, 'dom0_mem=2048')],
  ['boot.chain.kernel', 'another name', inLabel('../vmlinuz-linux', '../vmlinuz-nowhere')],
  ['boot.chain.kernel', 'no separator', inLabel(/ --- \.\.\/vmlinuz/, ' ../vmlinuz')],
  ['boot.chain.initramfs', 'another name', inLabel('../initramfs-linux.img', '../initramfs-nowhere.img')],
  ['boot.chain.initramfs', 'none', inLabel(/ --- \.\.\/initramfs[^\n]*/, '')],
  ['boot.chain.initramfs', 'separators run together', inLabel(' --- ../initramfs', ' ---../initramfs')],
  ['boot.chain.microcode', 'missing', gone('/boot/amd-ucode.img')],
  ['boot.chain.root', 'another device', inLabel(/root=UUID=[^ ]+/, `root=UUID=${nowhere}`)],
  ['boot.chain.root', 'none', inLabel(/root=UUID=[^ ]+ /, '')],
  ['boot.chain.once', 'not set', (facts) => boot({ syslinux: facts.boot.syslinux && { ...facts.boot.syslinux, once: undefined } })(facts)],
  ['boot.chain.once', 'another', (facts) => boot({ syslinux: facts.boot.syslinux && { ...facts.boot.syslinux, once: 'hdt' } })(facts)],
  ['boot.rescue.entry', 'no such label', edited(conf, 'LABEL archxen-rescue', 'LABEL other')],
  ['boot.fallback.default', 'a tool', edited(conf, 'DEFAULT arch', 'DEFAULT hdt')],
  ['boot.fallback.default', 'Xen after the time', edited(conf, 'TIMEOUT 50', 'TIMEOUT 50\nONTIMEOUT archxen-rescue')],
  ['boot.fallback.timeout', 'none', edited(conf, /TIMEOUT.*\n/, '')],
  ['boot.fallback.entry', 'no Linux', edited(conf, 'LINUX ../vmlinuz-linux', 'COM32 hdt.c32')],
  ['boot.fallback.kernel', 'another name', edited(conf, 'LINUX ../vmlinuz-linux', 'LINUX ../vmlinuz-old')],
  ['boot.fallback.initramfs', 'another name', edited(conf, ',../initramfs-linux.img', ',../initramfs-old.img')],
  ['boot.fallback.microcode', 'another name', edited(conf, '../amd-ucode.img,', '../old-ucode.img,')],
  ['boot.fallback.root', 'another device', edited(conf, /root=UUID=[^ ]+/, `root=UUID=${nowhere}`)],
];

/** What follows from a cause: an entry without its kernel has no command line either. */
const consequences: Readonly<Record<string, readonly string[]>> = {
  entry: ['kernel', 'initramfs', 'root', 'default', 'microcode', 'xen', 'options'],
  kernel: ['root', 'initramfs', 'microcode', 'options'],
  xen: ['kernel', 'initramfs', 'root', 'options'],
  initramfs: ['microcode', 'root'],
  module: ['version'],
  library: ['version'],
};
const part = (id: string): string => id.replace(/^.*\./, '');

const cases = [
  ['grub', 'plain-bios-grub', grubBreaks('/boot/amd-ucode.img', '/boot/grub/i386-pc')],
  ['grub', 'uefi-grub', grubBreaks('/boot/intel-ucode.img', '/boot/grub/x86_64-efi')],
  ['syslinux', 'syslinux', syslinuxBreaks],
] as const;

describe.each(await Promise.all(cases.map(async ([id, name, breaks]) => [id, name, breaks, await factsOfHost(name)] as const)))(
  'the chain of %s on %s',
  (id, _name, breaks, host) => {
    const answers = { ...sampleAnswers(), boot: { ...bootStep.defaults(host), loader: id } };
    const there = withFile(host, '/boot/xen.gz', binary('gzip', 1_200_000));
    const whole = applied(there, bootStep.changes(there, answers));
    const findings = (facts: Facts): readonly Check[] => bootLoaders[id].chain(facts, answers).filter(({ state }) => state !== 'pass');

    it('is silent on the healthy host', () => {
      expect(findings(whole)).toEqual([]);
      expect(breaks.length).toBeGreaterThanOrEqual(40);
    });
    it.each(breaks)('%s: %s', (wanted, _how, breakIt) => {
      const found = findings(breakIt(whole));
      expect(found.map((check) => check.id)).toContain(wanted);
      for (const check of found) {
        expect([part(wanted), ...(consequences[part(wanted)] ?? [])]).toContain(part(check.id));
        expect(check.detail).not.toBe('');
        expect([check.id, check.reason]).toEqual([check.id, expect.stringMatching(/\.$/)]);
        expect([check.id, check.hint]).toEqual([check.id, expect.stringMatching(/./)]);
      }
    });
  },
);
