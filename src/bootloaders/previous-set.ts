import * as z from 'zod/mini';
import type { Facts } from '../core/facts.ts';

/** Where the set of files that last verified green is described. */
export const previousPath = '/var/lib/archxen/boot/previous.json';

const keptFile = z.strictObject({ path: z.string(), sha256: z.string(), bytes: z.number() });

const schema = z.strictObject({
  v: z.literal(1),
  /** Package and release of the kernel. */
  kernel: z.strictObject({ name: z.string(), release: z.string() }),
  xenVersion: z.string(),
  /** The copies; of Xen, the form that the boot loader starts. */
  files: z.strictObject({ xen: keptFile, kernel: keptFile, initramfs: keptFile }),
  xenLine: z.string(),
  kernelLine: z.string(),
});

/** The hypervisor and kernel that last verified green, kept through package upgrades. */
export type PreviousSet = z.infer<typeof schema>;

/** The kept set of this host; undefined: none is kept yet, or its description is damaged. */
export function previousSet(facts: Facts): PreviousSet | undefined {
  const text = facts.files[previousPath]?.text;
  if (text === undefined) return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
