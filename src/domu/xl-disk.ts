/** A disk specification of xl-disk-configuration(5), as xl reads it (tools/libs/util/libxlu_disk_l.l of Xen 4.21). */
export interface XlDisk {
  /** Path on dom0's side, without an old prefix; undefined: an empty drive. */
  readonly target: string | undefined;
  readonly format: string | undefined;
  /** Without its old suffix `:cdrom`. */
  readonly vdev: string | undefined;
  readonly access: string | undefined;
  readonly devtype: string | undefined;
  /** All that is given by name, `target=` too. */
  readonly named: Readonly<Record<string, string>>;
  /** What stands too much at the end, and is no flag. */
  readonly surplus: readonly string[];
  /** `file:`, `phy:` and so on, which old programs wanted. */
  readonly prefix: string | undefined;
}

/** Parameters that may be given by their place, in this order. */
const places = ['target', 'format', 'vdev', 'access'] as const;
/** Words that stand for themselves. */
const flags = ['cdrom', 'direct-io-safe', 'discard', 'no-discard', 'colo', 'no-colo', 'trusted', 'untrusted'];

/** Reads a specification. What is named may stand before and after what is known by its place; `target=` takes all of the rest. */
export function parseXlDisk(spec: string): XlDisk {
  const rest = /(?:^|,)\s*target=(.*)$/.exec(spec);
  const parts = (rest === null ? spec : spec.slice(0, rest.index)).split(',').map((part) => part.trim());
  const given = new Map<string, string>(rest === null ? [] : [['target', rest[1]?.trim() ?? '']]);
  const surplus: string[] = [];
  let prefix: string | undefined;
  let cdrom = false;
  for (const part of parts) {
    const [, name, value] = /^([a-z0-9_-]+)\s*=(.*)$/i.exec(part) ?? [];
    if (name !== undefined) given.set(name, value ?? '');
    else if (flags.includes(part)) cdrom ||= part === 'cdrom';
    else {
      const place = places.find((each) => !given.has(each));
      if (place === undefined && part !== '') surplus.push(part);
      // A prefix takes the place of the format.
      const [, old, path] = (place === 'target' && /^([a-z0-9:]+):(?=\/)(.*)$/.exec(part)) || [];
      if (old !== undefined) given.set('format', '');
      prefix ??= old;
      if (place !== undefined) given.set(place, path ?? part);
    }
  }
  const of = (name: string): string | undefined => given.get(name) || undefined;
  const [vdev, suffix] = (of('vdev') ?? '').split(/:(?=(?:cdrom|disk)$)/);
  return {
    target: of('target'),
    format: of('format'),
    vdev: vdev || undefined,
    access: of('access'),
    devtype: of('devtype') ?? (cdrom ? 'cdrom' : suffix),
    named: Object.fromEntries(given),
    surplus,
    prefix,
  };
}
