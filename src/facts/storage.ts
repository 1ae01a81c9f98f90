import * as z from 'zod/mini';
import type { BlockDevice, Storage } from '../domu/storage.ts';
import type { System } from '../system/port.ts';

const text = z.optional(z.nullable(z.string()));
interface Node {
  readonly path: string;
  readonly kname?: string | null | undefined;
  readonly type: string;
  readonly size: number | string | null;
  readonly ro?: boolean | string | undefined;
  readonly fstype?: string | null | undefined;
  readonly uuid?: string | null | undefined;
  readonly pttype?: string | null | undefined;
  readonly mountpoints?: readonly (string | null)[] | undefined;
  readonly children?: readonly Node[] | undefined;
}
const node: z.ZodMiniType<Node> = z.lazy(() =>
  z.object({
    path: z.string(),
    kname: text,
    type: z.string(),
    size: z.nullable(z.union([z.number(), z.string()])),
    ro: z.optional(z.union([z.boolean(), z.string()])),
    fstype: text,
    uuid: text,
    pttype: text,
    mountpoints: z.optional(z.array(z.nullable(z.string()))),
    children: z.optional(z.array(node)),
  }),
);
const lsblk = z.object({ blockdevices: z.array(node) });

/** `lsblk -J -b -o PATH,KNAME,TYPE,SIZE,RO,FSTYPE,UUID,PTTYPE,MOUNTPOINTS`: all devices in one list, each with what is built on it. */
export function parseLsblk(json: string): readonly BlockDevice[] {
  const parsed = z.safeParse(lsblk, toJson(json));
  return parsed.success ? unique(parsed.data.blockdevices.flatMap(flat)) : [];
}

function flat(found: Node): readonly BlockDevice[] {
  const below = (found.children ?? []).flatMap(flat);
  const own = (found.mountpoints ?? []).filter((mount) => mount !== null);
  return [
    {
      path: found.path,
      node: found.kname ? `/dev/${found.kname}` : found.path,
      type: found.type,
      bytes: Number(found.size ?? 0),
      readOnly: found.ro === true || found.ro === '1',
      filesystem: found.fstype ?? undefined,
      uuid: found.uuid ?? undefined,
      partitionTable: found.pttype ?? undefined,
      mounts: [...own, ...below.flatMap(({ mounts }) => mounts)],
      children: below.map(({ path }) => path),
    },
    ...below,
  ];
}

/** A volume over two disks stands below both. */
const unique = (devices: readonly BlockDevice[]): readonly BlockDevice[] =>
  devices.filter((each, index) => devices.findIndex(({ path }) => path === each.path) === index);

const rows = <Name extends string, Row>(name: Name, row: z.ZodMiniType<Row>) =>
  z.object({ report: z.array(z.object({ [name]: z.array(row) } as Record<Name, z.ZodMiniArray<z.ZodMiniType<Row>>>)) });

/** `vgs --reportformat json --units b --nosuffix -o vg_name,vg_free` */
export function parseVgs(json: string): Storage['groups'] {
  const parsed = z.safeParse(rows('vg', z.object({ vg_name: z.string(), vg_free: z.string() })), toJson(json));
  if (!parsed.success) return [];
  return parsed.data.report.flatMap(({ vg }) => vg.map((each) => ({ name: each.vg_name, freeBytes: Number(each.vg_free) })));
}

/** `lvs --reportformat json --units b --nosuffix -S segtype=thin-pool -o vg_name,lv_name,lv_size,data_percent` */
export function parseThinPools(json: string): Storage['thinPools'] {
  const row = z.object({ vg_name: z.string(), lv_name: z.string(), lv_size: z.string(), data_percent: z.string() });
  const parsed = z.safeParse(rows('lv', row), toJson(json));
  if (!parsed.success) return [];
  return parsed.data.report.flatMap(({ lv }) =>
    lv.map((each) => ({
      group: each.vg_name,
      name: each.lv_name,
      freeBytes: Math.round(Number(each.lv_size) * (1 - Number(each.data_percent || 0) / 100)),
    })),
  );
}

/** `zpool list -Hp -o name,free` */
export const parseZpools = (output: string): Storage['zpools'] =>
  output.split('\n').flatMap((line) => {
    const [name, free] = line.split('\t');
    return name && free ? [{ name, freeBytes: Number(free) }] : [];
  });

export async function readStorage(system: System): Promise<Storage> {
  const said = async (...argv: readonly string[]): Promise<string> => {
    const { stdout, ended, exit } = await system.run(argv, { timeoutSeconds: 20 });
    return ended === 'exit' && exit === 0 ? stdout : '';
  };
  const lvm = ['--reportformat', 'json', '--units', 'b', '--nosuffix'];
  const [devices, groups, pools, zpools] = await Promise.all([
    said('lsblk', '-J', '-b', '-o', 'PATH,KNAME,TYPE,SIZE,RO,FSTYPE,UUID,PTTYPE,MOUNTPOINTS'),
    said('vgs', ...lvm, '-o', 'vg_name,vg_free'),
    said('lvs', ...lvm, '-S', 'segtype=thin-pool', '-o', 'vg_name,lv_name,lv_size,data_percent'),
    said('zpool', 'list', '-Hp', '-o', 'name,free'),
  ]);
  return { devices: parseLsblk(devices), groups: parseVgs(groups), thinPools: parseThinPools(pools), zpools: parseZpools(zpools) };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
