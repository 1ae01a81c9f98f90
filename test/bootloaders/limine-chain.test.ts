import { binary } from '../support/boot-facts.ts';
import { type Break, badFiles, edited, gone } from '../support/breaks.ts';
import { describeChain } from '../support/chain-suite.ts';
import { efi, entryOf, xenEntryBreaks } from '../support/firmware-breaks.ts';
import { limineHost } from '../support/firmware-hosts.ts';
import { xenEfiBreaks } from '../support/xen-efi-breaks.ts';

const conf = '/boot/EFI/limine/limine.conf';

const breaks: readonly Break[] = [
  ['boot.fallback.default', 'BootOrder is empty', efi({ bootOrder: [] })],
  ['boot.fallback.default', 'something else first', efi({ bootOrder: ['0000', '0001'] })],
  ['boot.fallback.default', 'nothing behind Xen', efi({ bootOrder: ['0002'] })],
  ['boot.fallback.loader', 'no entry', entryOf('Limine', null)],
  ['boot.fallback.loader', 'another path', entryOf('Limine', { path: '\\EFI\\limine\\limine_x64.efi' })],
  ...badFiles('/boot/EFI/limine/BOOTX64.EFI', 'boot.fallback.loader', binary('elf')),
  ['boot.fallback.entry', 'no menu', gone(conf)],
  ['boot.fallback.entry', 'empty menu', edited(conf, /[\s\S]+/, 'timeout: 5\n')],
  ['boot.fallback.entry', 'a default that is not there', edited(conf, 'timeout: 3', 'default_entry: 7')],
  ['boot.fallback.entry', 'a default that is not Linux', edited(conf, 'protocol: linux', 'protocol: efi')],
  ['boot.fallback.kernel', 'another name', edited(conf, 'vmlinuz-linux', 'vmlinuz-old')],
  ['boot.fallback.kernel', 'none', edited(conf, / {4}path: .*\n/, '')],
  ['boot.fallback.initramfs', 'another name', edited(conf, 'initramfs-linux', 'initramfs-old')],
  ['boot.fallback.initramfs', 'none', edited(conf, /( {4}module_path: .*\n)+/, '')],
  ['boot.fallback.microcode', 'missing', gone('/boot/intel-ucode.img')],
  ['boot.fallback.root', 'another device', edited(conf, /root=UUID=[^ ]+/, 'root=/dev/sdz9')],
  ['boot.fallback.root', 'none', edited(conf, /root=UUID=[^ ]+ /, '')],
];

describeChain('limine', limineHost, [...xenEntryBreaks('boot.chain'), ...xenEfiBreaks, ...breaks]);
