import { binary } from './boot-facts.ts';
import { type Break, badFiles, boot, bothKernels, bothRamdisks, edited, gone } from './breaks.ts';

const config = '/boot/archxen-xen.cfg';

/** xen.efi and what it reads, whoever starts it. */
export const xenEfiBreaks: readonly Break[] = [
  ...badFiles('/boot/xen.efi', 'boot.chain.xen', binary('gzip')),
  ['boot.chain.config', 'missing', gone(config)],
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
];
