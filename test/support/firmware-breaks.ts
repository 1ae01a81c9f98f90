import type { Facts } from '../../src/core/facts.ts';
import type { FirmwareEntry } from '../../src/core/facts-boot.ts';
import { type Break, boot, gone } from './breaks.ts';

export const efi = (change: Partial<Facts['boot']['efi']>) => (facts: Facts) => boot({ efi: { ...facts.boot.efi, ...change } })(facts);

/** Changes the firmware entry of this label, or with null takes it away. */
export const entryOf = (label: string, change: Partial<FirmwareEntry> | null) => (facts: Facts) => {
  const before = facts.boot.efi.entries;
  if (!before.some((entry) => entry.label === label)) throw new Error(`no firmware entry ${label}`);
  const entries = before.flatMap((entry) => (entry.label !== label ? [entry] : change === null ? [] : [{ ...entry, ...change }]));
  return efi({ entries })(facts);
};

const elsewhere = '11111111-2222-3333-4444-555555555555';
const xen = 'Arch Linux on Xen';
const linux = 'Arch Linux';

/** The firmware's entry for Xen, and BootNext. `checks`: where the links of that entry are named. */
export const xenEntryBreaks = (checks: 'boot.chain' | 'boot.trial'): readonly Break[] => [
  [`${checks}.entry`, 'missing', entryOf(xen, null)],
  [`${checks}.entry`, 'not active', entryOf(xen, { active: false })],
  [`${checks}.entry`, 'without arguments', entryOf(xen, { options: undefined })],
  [`${checks}.entry`, 'arguments without a NUL', entryOf(xen, { options: { text: 'xen.efi -cfg=archxen-xen.cfg', terminated: false } })],
  [`${checks}.entry`, 'first word is lost', entryOf(xen, { options: { text: '-cfg=archxen-xen.cfg', terminated: true } })],
  [`${checks}.entry`, 'no -cfg', entryOf(xen, { options: { text: 'xen.efi', terminated: true } })],
  [`${checks}.partition`, 'another partition', entryOf(xen, { partuuid: elsewhere })],
  ['boot.chain.once', 'not set', efi({ bootNext: undefined })],
  ['boot.chain.once', 'another', efi({ bootNext: '0001' })],
];

/** A Linux that the firmware starts itself. */
export const linuxStubBreaks: readonly Break[] = [
  ['boot.chain.xen', 'elsewhere', entryOf(xen, { path: '\\EFI\\xen.efi' })],
  ['boot.chain.config', 'another name', entryOf(xen, { options: { text: 'xen.efi -cfg=xen.cfg', terminated: true } })],
  ['boot.fallback.default', 'BootOrder is empty', efi({ bootOrder: [] })],
  ['boot.fallback.default', 'something else first', efi({ bootOrder: ['0000', '0001'] })],
  ['boot.fallback.default', 'Linux is not in BootOrder', efi({ bootOrder: ['0000'] })],
  ['boot.fallback.default', 'nothing behind Xen', efi({ bootOrder: ['0002'] })],
  ['boot.fallback.default', 'something else behind Xen', efi({ bootOrder: ['0002', '0000', '0001'] })],
  ['boot.fallback.entry', 'missing', entryOf(linux, null)],
  ['boot.fallback.entry', 'not active', entryOf(linux, { active: false })],
  ['boot.fallback.entry', 'a partition that is not there', entryOf(linux, { partuuid: elsewhere })],
  ['boot.fallback.kernel', 'another name', entryOf(linux, { path: '\\vmlinuz-old' })],
  [
    'boot.fallback.initramfs',
    'another name',
    entryOf(linux, { options: { text: 'root=/dev/nvme0n1p2 initrd=\\no.img', terminated: false } }),
  ],
  ['boot.fallback.initramfs', 'not named', entryOf(linux, { options: { text: 'root=/dev/nvme0n1p2', terminated: false } })],
  ['boot.fallback.microcode', 'missing', gone('/boot/intel-ucode.img')],
  [
    'boot.fallback.root',
    'another device',
    entryOf(linux, { options: { text: 'root=/dev/sdz9 initrd=\\initramfs-linux.img', terminated: false } }),
  ],
  ['boot.fallback.root', 'no arguments', entryOf(linux, { options: undefined })],
];
