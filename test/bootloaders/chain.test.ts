import { describe, expect, it } from '@jest/globals';
import { bootLoaders } from '../../src/bootloaders/index.ts';
import { failures } from '../../src/core/check.ts';
import type { Facts, FileFacts } from '../../src/core/facts.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { applied, binary, grubHost, systemdBootHost, withFile } from '../support/boot-facts.ts';
import { sampleAnswers, textFile } from '../support/sample-facts.ts';

const entry = '/boot/loader/entries/archxen-xen.conf';
const config = '/boot/archxen-xen.cfg';
const linux = '/boot/loader/entries/arch.conf';
const cfg = '/boot/grub/grub.cfg';

type Break = readonly [id: string, how: string, breakIt: (facts: Facts) => Facts];

const gone = (path: string) => (facts: Facts) => withFile(facts, path, undefined);
const put = (path: string, file: FileFacts) => (facts: Facts) => withFile(facts, path, file);
const edited = (path: string, from: string | RegExp, to: string) => (facts: Facts) => {
  const text = facts.files[path]?.text ?? '';
  const after = text.replace(from, to);
  if (after === text) throw new Error(`${path} has no ${from}`);
  return withFile(facts, path, { ...textFile(after), mode: facts.files[path]?.mode ?? 0o644 });
};
const boot = (change: Partial<Facts['boot']>) => (facts: Facts) => ({ ...facts, boot: { ...facts.boot, ...change } });

const badFiles = (path: string, id: string, wrong: FileFacts): readonly Break[] => [
  [id, 'missing', gone(path)],
  [id, 'empty', put(path, binary('other', 0))],
  [id, 'cut off', put(path, { ...wrong, size: 4096 })],
  [id, 'zeros', put(path, binary('zero'))],
  [id, 'of another kind', put(path, wrong)],
  [id, 'a folder', put(path, { ...binary('other'), type: 'directory' })],
];

const bothKernels = (magic: FileFacts): readonly Break[] =>
  badFiles('/boot/vmlinuz-linux', 'boot.chain.kernel', magic).flatMap(([id, how, by]): Break[] => [
    [id, how, by],
    ['boot.fallback.kernel', how, by],
  ]);
const bothRamdisks = badFiles('/boot/initramfs-linux.img', 'boot.chain.initramfs', binary('elf')).flatMap(([id, how, by]): Break[] => [
  [id, how, by],
  ['boot.fallback.initramfs', how, by],
]);

const systemdBreaks: readonly Break[] = [
  ['boot.chain.entry', 'missing', gone(entry)],
  ['boot.chain.entry', 'no program', edited(entry, 'efi ', 'program ')],
  ['boot.chain.entry', 'first word is lost', edited(entry, 'options xen.efi', 'options')],
  ['boot.chain.entry', 'no options', edited(entry, /options.*\n/, '')],
  ...badFiles('/boot/xen.efi', 'boot.chain.xen', binary('gzip')),
  ['boot.chain.xen', 'elsewhere', edited(entry, '/xen.efi', '/EFI/xen.efi')],
  ['boot.chain.config', 'missing', gone(config)],
  ['boot.chain.config', 'another name', edited(entry, '-cfg=archxen-xen', '-cfg=xen')],
  ['boot.chain.config', 'byte order mark', edited(config, '[global]', '\ufeff[global]')],
  ['boot.chain.config', 'TAB', edited(config, ' rw', '\trw')],
  ['boot.chain.config', 'label with #', edited(config, /UUID=[^ ]+/, 'LABEL=a#b')],
  ['boot.chain.config', 'blank before =', edited(config, 'kernel=', 'kernel =')],
  ['boot.chain.config', 'no such section', edited(config, 'default=archxen', 'default=other')],
  ['boot.chain.config', 'slash', edited(config, '=vmlinuz', '=/vmlinuz')],
  ['boot.chain.config', 'two ramdisks', edited(config, 'ramdisk=', 'ramdisk=intel-ucode.img ')],
  ['boot.chain.options', 'noreboot', edited(config, 'options=', 'options=noreboot ')],
  ['boot.chain.options', 'vga=ask', edited(config, 'options=', 'options=vga=ask ')],
  ['boot.chain.options', 'iommu=force', edited(config, 'options=', 'options=iommu=force ')],
  ['boot.chain.options', 'dom0_mem in KiB', edited(config, 'dom0_mem=4096M', 'dom0_mem=4096')],
  ...bothKernels(binary('pe')),
  ['boot.chain.kernel', 'another name', edited(config, 'vmlinuz-linux', 'vmlinuz-nowhere')],
  ['boot.chain.kernel', 'none', edited(config, /kernel=.*\n/, '')],
  ...bothRamdisks,
  ['boot.chain.initramfs', 'none', edited(config, /ramdisk=.*\n/, '')],
  ['boot.chain.root', 'another device', edited(config, /root=UUID=[^ ]+/, 'root=UUID=00000000-0000-0000-0000-000000000000')],
  ['boot.chain.root', 'none', edited(config, /root=UUID=[^ ]+ /, '')],
  ['boot.chain.space', 'full', (facts) => boot({ esp: facts.boot.esp && { ...facts.boot.esp, freeMiB: 0 } })(facts)],
  ['boot.chain.once', 'not set', (facts) => boot({ efi: { ...facts.boot.efi, loaderEntryOneShot: undefined } })(facts)],
  ['boot.chain.once', 'another', (facts) => boot({ efi: { ...facts.boot.efi, loaderEntryOneShot: 'arch.conf' } })(facts)],
  ['boot.fallback.default', 'none', edited('/boot/loader/loader.conf', /default.*\n/, '')],
  ['boot.fallback.default', 'a pattern that takes Xen too', edited('/boot/loader/loader.conf', 'arch.conf', 'arch*')],
  ['boot.fallback.default', 'nothing of that name', edited('/boot/loader/loader.conf', 'arch.conf', 'arch')],
  ['boot.fallback.entry', 'missing', (facts) => boot({ efi: { ...facts.boot.efi, loaderEntrySelected: undefined } })(gone(linux)(facts))],
  ['boot.fallback.kernel', 'another name', edited(linux, '/vmlinuz-linux', '/vmlinuz-old')],
  ['boot.fallback.initramfs', 'another name', edited(linux, '/initramfs-linux', '/initramfs-old')],
  ['boot.fallback.microcode', 'missing', gone('/boot/intel-ucode.img')],
  ['boot.fallback.root', 'another device', edited(linux, /root=UUID=[^ ]+/, 'root=UUID=00000000-0000-0000-0000-000000000000')],
];

const grubBreaks: readonly Break[] = [
  ['boot.chain.entry', 'no menu', gone(cfg)],
  ['boot.chain.entry', 'not in the menu', edited(cfg, '--id archxen-xen', '--id other')],
  ['boot.chain.volume', 'another', edited(cfg, /(archxen-xen[\s\S]*--set=root )[^\n]*/, '$100000000-0000-0000-0000-000000000000')],
  ['boot.chain.volume', 'none', edited(cfg, /(archxen-xen[\s\S]*)search --no-floppy[^\n]*/, '$1')],
  ['boot.chain.module', 'missing', gone('/boot/grub/i386-pc/multiboot2.mod')],
  ...badFiles('/boot/xen.gz', 'boot.chain.xen', binary('pe')),
  ['boot.chain.xen', 'no multiboot2', edited(cfg, 'multiboot2 /boot', 'multiboot /boot')],
  ['boot.chain.options', 'noreboot', edited(cfg, 'dom0_mem', 'noreboot dom0_mem')],
  ['boot.chain.options', 'iommu=required', edited(cfg, 'dom0_mem', 'iommu=required dom0_mem')],
  ...bothKernels(binary('gzip')),
  ['boot.chain.kernel', 'another name', edited(cfg, 'module2 /boot/vmlinuz-linux', 'module2 /boot/vmlinuz-nowhere')],
  ...bothRamdisks,
  [
    'boot.chain.initramfs',
    'two in one line',
    edited(cfg, 'module2 --nounzip /boot/initramfs-linux.img', 'module2 --nounzip /boot/none.img /boot/initramfs-linux.img'),
  ],
  ['boot.chain.microcode', 'missing', gone('/boot/amd-ucode.img')],
  ['boot.chain.root', 'another device', edited(cfg, /(module2 [^\n]*root=UUID=)[^ ]+/, '$100000000-0000-0000-0000-000000000000')],
  ['boot.chain.once', 'not set', (facts) => boot({ grubenv: facts.boot.grubenv && { ...facts.boot.grubenv, variables: {} } })(facts)],
  ['boot.fallback.entry', 'no Linux', edited(cfg, '\tlinux\t', '\techo\t')],
  ['boot.fallback.kernel', 'another name', edited(cfg, 'linux\t/boot/vmlinuz-linux', 'linux\t/boot/vmlinuz-old')],
  ['boot.fallback.root', 'another device', edited(cfg, /(linux\t[^\n]*root=UUID=)[^ ]+/, '$100000000-0000-0000-0000-000000000000')],
];

describe.each([
  ['systemd-boot', systemdBootHost, systemdBreaks],
  ['grub', grubHost, grubBreaks],
] as const)('the chain of %s', (id, host, breaks) => {
  const answers = sampleAnswers({ boot: { loader: id } });
  const whole = applied(host(), bootStep.changes(host(), answers));
  const failed = (facts: Facts): string[] => failures(bootLoaders[id].chain(facts, answers)).map((check) => check.id);

  it('is silent on a healthy host', () => {
    expect(failed(whole)).toEqual([]);
  });
  it.each(breaks)('%s: %s', (wanted, _, breakIt) => {
    const checks = failures(bootLoaders[id].chain(breakIt(whole), answers));
    expect(checks.map((check) => check.id)).toContain(wanted);
    for (const check of checks) {
      expect(check.detail).not.toBe('');
      expect(check.reason).toMatch(/\.$/);
      expect(check.hint).toBeTruthy();
    }
  });
});
