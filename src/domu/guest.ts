import * as z from 'zod/mini';
import { guestKinds } from '../core/answers.ts';
import { diskSchema, newDiskKinds } from './disks/schema.ts';
import { guestName, macAddress, networkName, pciAddress, plainPath } from './patterns.ts';
import { sourceAnswers, sourceSchema } from './sources/schema.ts';

export type { GuestDisk } from './disks/schema.ts';
export { guestNamePattern } from './patterns.ts';
export type { GuestSource } from './sources/schema.ts';

/** Words that `archxen domu` takes for itself. */
export const reservedNames: readonly string[] = [
  ...['create', 'list', 'start', 'console', 'stop', 'pause', 'resume', 'reboot', 'destroy', 'edit', 'clone', 'remove', 'finish'],
  ...['autostart', 'check', 'pci', 'save', 'restore', 'questions'],
];

const vif = z.strictObject({ bridge: networkName, mac: macAddress });

const fields = {
  name: guestName,
  /** `hvm`: with SeaBIOS; `uefi`: HVM with OVMF. */
  kind: z.enum(guestKinds),
  source: sourceSchema,
  memoryMiB: z.int().check(z.minimum(32), z.maximum(16777216)),
  vcpus: z.int().check(z.minimum(1), z.maximum(4096)),
  disks: z.array(diskSchema).check(z.maxLength(16)),
  vifs: z.array(vif).check(z.maxLength(8)),
  /** Devices of the host that are handed to the guest. */
  pci: z.array(pciAddress).check(z.maxLength(16)),
  /** An HVM guest's screen asks for a password. Not where this host's QEMU cannot (no DES in it): the screen is on 127.0.0.1 anyway. */
  vncPassword: z.boolean(),
  /** Started by xendomains when the host boots. */
  autostart: z.boolean(),
  /** Started right after it was made. */
  start: z.boolean(),
};

/** A guest, complete. */
export const guestSchema = z.strictObject(fields);
export type Guest = z.infer<typeof guestSchema>;
export type GuestKind = Guest['kind'];
export type GuestVif = Guest['vifs'][number];

/**
 * An answers file of `archxen domu create`: what is left out takes the default that the wizard would offer. The name must
 * be there, so that a second run means the same guest. `from` is a path whose content says which source it is.
 * A vif without `mac` gets one that is made from the host's and the guest's name.
 */
export const guestAnswersSchema = z.strictObject({
  v: z.literal(1),
  name: fields.name,
  kind: z.optional(fields.kind),
  from: z.optional(plainPath),
  source: z.optional(sourceAnswers),
  memoryMiB: z.optional(fields.memoryMiB),
  vcpus: z.optional(fields.vcpus),
  /** The size of the one new disk that there is when `disks` is left out; 0: none. */
  diskGiB: z.optional(z.int().check(z.minimum(0), z.maximum(65536))),
  /** What that new disk is. */
  diskKind: z.optional(z.enum(newDiskKinds)),
  disks: z.optional(fields.disks),
  vifs: z.optional(z.array(z.strictObject({ bridge: networkName, mac: z.optional(macAddress) })).check(z.maxLength(8))),
  pci: z.optional(fields.pci),
  vncPassword: z.optional(fields.vncPassword),
  autostart: z.optional(fields.autostart),
  start: z.optional(fields.start),
});
export type GuestAnswers = z.infer<typeof guestAnswersSchema>;
/** Answers while the wizard asks. */
export type GuestDraft = Omit<GuestAnswers, 'name'> & { readonly name?: string | undefined };

/** HVM of either firmware: a device model shows it a whole computer. */
export const isHvm = (kind: GuestKind): boolean => kind === 'hvm' || kind === 'uefi';

/** The file that xl reads, and its link for xendomains. */
export const configPath = (name: string): string => `/etc/xen/${name}.cfg`;
export const autostartPath = (name: string): string => `/etc/xen/auto/${name}.cfg`;
export const imageDirectory = '/var/lib/xen/images';
export const imagePath = (name: string, extension = 'img'): string => `${imageDirectory}/${name}.${extension}`;
/** The memory of a guest that was saved. */
export const savePath = (name: string): string => imagePath(name, 'save');
/** Kernel and initramfs that were taken out of a medium for one guest. */
export const bootDirectory = (name: string): string => `/var/lib/xen/boot/${name}`;
