import { systemdBootHost } from '../support/boot-facts.ts';
import { type Break, boot, edited, gone } from '../support/breaks.ts';
import { describeChain } from '../support/chain-suite.ts';
import { xenEfiBreaks } from '../support/xen-efi-breaks.ts';

const entry = '/boot/loader/entries/archxen-xen.conf';
const linux = '/boot/loader/entries/arch.conf';

const systemdBreaks: readonly Break[] = [
  ...xenEfiBreaks,
  ['boot.chain.entry', 'missing', gone(entry)],
  ['boot.chain.entry', 'no program', edited(entry, 'efi ', 'program ')],
  ['boot.chain.entry', 'first word is lost', edited(entry, 'options xen.efi', 'options')],
  ['boot.chain.entry', 'no options', edited(entry, /options.*\n/, '')],
  ['boot.chain.xen', 'elsewhere', edited(entry, '/xen.efi', '/EFI/xen.efi')],
  ['boot.chain.config', 'another name', edited(entry, '-cfg=archxen-xen', '-cfg=xen')],
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

describeChain('systemd-boot', systemdBootHost, systemdBreaks);
