import { parseXlDisk } from './xl-disk.ts';

/** A disk's text in a configuration (xl-disk-configuration(5)), taken apart around the path on dom0's side, so that another path can take its place. */
export interface DiskSpec {
  readonly before: string;
  /** Without an old prefix such as `phy:`; undefined: a drive with nothing in it. */
  readonly target: string | undefined;
  readonly after: string;
  /** The guest does not write to it: a medium. */
  readonly readOnly: boolean;
}

const prefix = '(?:(?:[a-z0-9]+:)+(?=/))?';
/** `target=` takes the rest, commas and all. */
const named = new RegExp(`^((?:.*?,)?\\s*target=\\s*${prefix})(.*?)(\\s*)$`, 's');
/** The first word that has no key. */
const byPlace = new RegExp(`^((?:[^,=]*=[^,]*,)*\\s*${prefix})([^,=]*?)(\\s*(?:,.*)?)$`, 's');

export function readDiskSpec(spec: string): DiskSpec {
  const [, before = spec, target = '', after = ''] = named.exec(spec) ?? byPlace.exec(spec) ?? [];
  const { access = '', devtype } = parseXlDisk(spec);
  return { before, target: target === '' ? undefined : target, after, readOnly: devtype === 'cdrom' || /^r(?:o|eadonly)?$/.test(access) };
}
