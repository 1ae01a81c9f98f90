import * as z from 'zod/mini';
import { address, addressWithPrefix, hostName, oneLine, oneOf, passwordHash, path, plainPath, sshKey, userName } from '../patterns.ts';

/** How the network of a cloud image's guest is set up. */
const network = z.discriminatedUnion(
  'method',
  [
    z.strictObject({ method: z.literal('dhcp') }),
    z.strictObject({
      method: z.literal('static'),
      address: addressWithPrefix,
      gateway: z.nullable(address),
      nameservers: z.array(address),
    }),
  ],
  oneOf(['dhcp', 'static']),
);

/** A boot loader of dom0 that finds the kernel on the guest's disk: pvhgrub, pvgrub64, pygrub; `null`: the firmware's (HVM). */
const loader = z.nullable(path);

const installed = z.strictObject({ kernel: oneLine, initramfs: oneLine, extra: oneLine });

const full = {
  kernel: {
    kind: z.literal('kernel'),
    /** Files of dom0, read by xl at each start. */
    kernel: path,
    /** `null`: none. */
    initramfs: z.nullable(path),
    /** The guest's kernel command line. */
    extra: oneLine,
  },
  iso: {
    kind: z.literal('iso'),
    path: plainPath,
    /** Paths on the medium that are started without a firmware (PVH, PV); `null`: the firmware starts the medium. */
    install: z.nullable(installed),
    /** viridian, e1000 and local time, as Windows wants them. */
    windows: z.boolean(),
  },
  cloud: {
    kind: z.literal('cloud-image'),
    image: plainPath,
    format: z.enum(['raw', 'qcow2', 'vhd', 'vmdk', 'vdi']),
    user: userName,
    sshKeys: z.array(sshKey).check(z.maxLength(20)),
    passwordHash: z.nullable(passwordHash),
    hostname: hostName,
    network,
    loader,
  },
  disk: { kind: z.literal('disk'), loader },
  tree: {
    kind: z.literal('tree'),
    path: plainPath,
    kernel: path,
    initramfs: z.nullable(path),
    extra: oneLine,
  },
};

const kinds = oneOf(Object.values(full).flatMap(({ kind }) => kind.def.values));

/** Where the guest's system comes from. Each source is one file in this folder. */
export const sourceSchema = z.discriminatedUnion(
  'kind',
  [z.strictObject(full.kernel), z.strictObject(full.iso), z.strictObject(full.cloud), z.strictObject(full.disk), z.strictObject(full.tree)],
  kinds,
);
export type GuestSource = z.infer<typeof sourceSchema>;
export type SourceOf<Kind extends GuestSource['kind']> = Extract<GuestSource, { kind: Kind }>;

/** The same as answers: what is left out is derived from the host and from what the paths hold. */
export const sourceAnswers = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('kernel'),
      kernel: z.optional(path),
      initramfs: z.optional(full.kernel.initramfs),
      extra: z.optional(oneLine),
    }),
    z.strictObject({
      kind: z.literal('iso'),
      path: plainPath,
      install: z.optional(full.iso.install),
      windows: z.optional(z.boolean()),
    }),
    z.strictObject({
      kind: z.literal('cloud-image'),
      image: plainPath,
      format: z.optional(full.cloud.format),
      user: z.optional(userName),
      sshKeys: z.optional(full.cloud.sshKeys),
      passwordHash: z.optional(full.cloud.passwordHash),
      hostname: z.optional(hostName),
      network: z.optional(network),
      loader: z.optional(loader),
    }),
    z.strictObject({ kind: z.literal('disk'), loader: z.optional(loader) }),
    z.strictObject({
      kind: z.literal('tree'),
      path: plainPath,
      kernel: z.optional(path),
      initramfs: z.optional(z.nullable(path)),
      extra: z.optional(oneLine),
    }),
  ],
  kinds,
);
export type SourceAnswers = z.infer<typeof sourceAnswers>;
