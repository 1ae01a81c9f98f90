import { binary } from '../support/boot-facts.ts';
import { type Break, badFiles, edited, gone, put } from '../support/breaks.ts';
import { describeChain } from '../support/chain-suite.ts';
import { efi, entryOf, xenEntryBreaks } from '../support/firmware-breaks.ts';
import { refindHost } from '../support/firmware-hosts.ts';
import { xenEfiBreaks } from '../support/xen-efi-breaks.ts';

const conf = '/boot/EFI/refind/refind.conf';
const own = '/boot/EFI/refind/archxen.conf';
const linux = '/boot/refind_linux.conf';
const first = /menuentry "Arch Linux on Xen"/;

const breaks: readonly Break[] = [
  ['boot.chain.menu', 'missing', gone(conf)],
  ['boot.chain.menu', 'no text', put(conf, binary('other'))],
  ['boot.chain.menu', 'not included', edited(conf, 'include archxen.conf', '')],
  ['boot.chain.menu', 'included within a stanza', edited(conf, 'include', 'menuentry "x" {\ninclude')],
  ['boot.chain.menu', 'stanzas are not shown', edited(conf, 'timeout 20', 'scanfor internal,external')],
  ['boot.chain.entry', 'own file is missing', gone(own)],
  ['boot.chain.entry', 'another title', edited(own, first, 'menuentry "Xen"')],
  ['boot.chain.entry', 'disabled', edited(own, '    loader', '    disabled\n    loader')],
  ['boot.chain.entry', 'no loader', edited(own, / {4}loader .*\n/, '')],
  ['boot.chain.entry', 'first word is lost', edited(own, '"xen.efi -cfg', '"-cfg')],
  ['boot.chain.entry', 'no options', edited(own, / {4}options .*\n/, '')],
  ['boot.chain.xen', 'elsewhere', edited(own, '/xen.efi', '/EFI/xen.efi')],
  ['boot.chain.config', 'another name', edited(own, 'archxen-xen.cfg', 'xen.cfg')],
  ['boot.fallback.firmware', 'BootOrder is empty', efi({ bootOrder: [] })],
  ['boot.fallback.firmware', 'something else first', efi({ bootOrder: ['0000', '0001'] })],
  ['boot.fallback.firmware', 'no entry', entryOf('rEFInd Boot Manager', null)],
  ['boot.fallback.firmware', 'not active', entryOf('rEFInd Boot Manager', { active: false })],
  ...badFiles('/boot/EFI/refind/refind_x64.efi', 'boot.fallback.loader', binary('elf')),
  ['boot.fallback.default', 'takes Xen', edited(conf, /^default_selection .*/m, 'default_selection "on Xen"')],
  ['boot.fallback.default', 'what was picked last', edited(conf, /^default_selection .*/m, '')],
  ['boot.fallback.default', 'takes Xen when nothing is remembered', edited(conf, /^default_selection .*/m, 'default_selection "+,Arch"')],
  ['boot.fallback.entry', 'no command line', gone(linux)],
  ['boot.fallback.root', 'another device', edited(linux, /root=UUID=[^ "]+/, 'root=/dev/sdz9')],
  ['boot.fallback.root', 'none', edited(linux, /root=UUID=[^ "]+/, '')],
  ['boot.fallback.initramfs', 'another name', edited(linux, ' rw"', ' rw initrd=\\\\no.img"')],
];

describeChain('refind', refindHost, [
  ...xenEntryBreaks('boot.trial').filter(([, how]) => !/word|-cfg/.test(how)),
  ...xenEfiBreaks,
  ...breaks,
]);
