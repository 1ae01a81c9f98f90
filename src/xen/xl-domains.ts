import * as z from 'zod/mini';

const listed = z.array(
  z.object({
    domid: z.number(),
    config: z.object({
      c_info: z.object({ name: z.nullish(z.string()) }),
      disks: z.nullish(z.array(z.object({ pdev_path: z.nullish(z.string()) }))),
    }),
  }),
);

/** A running domain, and the paths on dom0's side of the disks that it has now. */
export interface DomainDisks {
  readonly id: number;
  readonly name: string;
  readonly disks: readonly string[];
}

/** `xl list -l`: what libxl keeps of each domain, whatever its configuration file says by now. Undefined: it is no such list. */
export function parseDomainDisks(text: string): readonly DomainDisks[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = listed.safeParse(json);
  return parsed.data?.map(({ domid, config }) => ({
    id: domid,
    name: config.c_info.name ?? String(domid),
    disks: (config.disks ?? []).flatMap(({ pdev_path }) => pdev_path ?? []),
  }));
}
