import * as z from 'zod/mini';

/** Names that are safe as a domain name, a file name and a word of a command line. Digits alone would be a domain's id to xl. */
export const guestNamePattern = '^(?![0-9]+$)[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$';

/** Words that `archxen domu` takes for itself. */
export const reservedNames: readonly string[] = ['create', 'list', 'start', 'console', 'stop', 'destroy', 'remove'];

const path = z.string().check(z.regex(/^\/[\x21-\x7e]*[^/\s]$/));
/** xl's disk and vif texts are split at commas. */
const plainPath = path.check(z.regex(/^[^,;"'\\#]+$/));
const oneLine = z.string().check(z.regex(/^[\x20-\x7e]*$/));
const networkName = z.string().check(z.regex(/^[a-zA-Z0-9._-]{1,15}$/));

/** Where the guest's system comes from. Each source is one file in src/domu/sources/. */
const source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('kernel'),
    /** Files of dom0, read by xl at each start. */
    kernel: path,
    /** `null`: none. */
    initramfs: z.nullable(path),
    /** The guest's kernel command line. */
    extra: oneLine,
  }),
]);

/** What the guest's disks are on dom0's side. Each kind is one file in src/domu/disks/. */
const disk = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sparse-file'),
    path: plainPath,
    sizeGiB: z.int().check(z.minimum(1), z.maximum(65536)),
  }),
]);

const macAddress = z.string().check(z.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/));
const vif = z.strictObject({ bridge: networkName, mac: macAddress });

const fields = {
  name: z.string().check(z.regex(new RegExp(guestNamePattern))),
  kind: z.enum(['pvh', 'pv']),
  source,
  memoryMiB: z.int().check(z.minimum(32), z.maximum(16777216)),
  vcpus: z.int().check(z.minimum(1), z.maximum(4096)),
  disks: z.array(disk).check(z.maxLength(16)),
  vifs: z.array(vif).check(z.maxLength(8)),
  /** Started by xendomains when the host boots. */
  autostart: z.boolean(),
  /** Started right after it was made. */
  start: z.boolean(),
};

/** A guest, complete. */
export const guestSchema = z.strictObject(fields);
export type Guest = z.infer<typeof guestSchema>;
export type GuestSource = Guest['source'];
export type GuestDisk = Guest['disks'][number];
export type GuestVif = Guest['vifs'][number];

/**
 * An answers file of `archxen domu create`: what is left out takes the default that the wizard would offer. The name must
 * be there, so that a second run means the same guest.
 * A vif without `mac` gets one that is made from the host's and the guest's name.
 */
export const guestAnswersSchema = z.strictObject({
  v: z.literal(1),
  name: fields.name,
  kind: z.optional(fields.kind),
  source: z.optional(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('kernel'),
        kernel: z.optional(path),
        initramfs: z.optional(z.nullable(path)),
        extra: z.optional(oneLine),
      }),
    ]),
  ),
  memoryMiB: z.optional(fields.memoryMiB),
  vcpus: z.optional(fields.vcpus),
  disks: z.optional(fields.disks),
  vifs: z.optional(z.array(z.strictObject({ bridge: networkName, mac: z.optional(macAddress) })).check(z.maxLength(8))),
  autostart: z.optional(fields.autostart),
  start: z.optional(fields.start),
});
export type GuestAnswers = z.infer<typeof guestAnswersSchema>;
/** Answers while the wizard asks. */
export type GuestDraft = Omit<GuestAnswers, 'name'> & { readonly name?: string | undefined };

/** The file that xl reads, and its link for xendomains. */
export const configPath = (name: string): string => `/etc/xen/${name}.cfg`;
export const autostartPath = (name: string): string => `/etc/xen/auto/${name}.cfg`;
export const imageDirectory = '/var/lib/xen/images';
export const imagePath = (name: string): string => `${imageDirectory}/${name}.img`;
