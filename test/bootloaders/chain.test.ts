import { describe, expect, it } from '@jest/globals';
import { bootLoaders } from '../../src/bootloaders/index.ts';
import { failures } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { applied, binary, systemdBootHost } from '../support/boot-facts.ts';
import { type Break, badFiles, boot, bothKernels, bothRamdisks, edited, gone } from '../support/breaks.ts';
import { sampleAnswers } from '../support/sample-facts.ts';

const entry = '/boot/loader/entries/archxen-xen.conf';
const config = '/boot/archxen-xen.cfg';
const linux = '/boot/loader/entries/arch.conf';

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

describe.each([['systemd-boot', systemdBootHost, systemdBreaks]] as const)('the chain of %s', (id, host, breaks) => {
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
