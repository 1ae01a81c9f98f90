import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { output, parseJson } from './reading.ts';
import { fieldsOf, listOf, textOf, textsOf } from './shapes.ts';

/** A block device with what it lies on. */
export interface Device {
  readonly path: string;
  /** `disk`, `part`, `lvm`, `crypt`, `raid1`, `loop`, `rom`. */
  readonly type: string;
  readonly fstype?: string | undefined;
  readonly label?: string | undefined;
  readonly uuid?: string | undefined;
  readonly partuuid?: string | undefined;
  readonly parttype?: string | undefined;
  readonly mounts: readonly string[];
  /** Types from itself down to the disk: `lvm crypt part disk`. */
  readonly layers: readonly string[];
}

export const lsblk = ['lsblk', '-J', '-b', '-o', 'NAME,PATH,TYPE,FSTYPE,LABEL,UUID,PARTUUID,PARTTYPE,MOUNTPOINTS'] as const;

/** The tree of `lsblk -J`, flattened; a device below several others (a RAID) comes once for each. */
export function parseDevices(json: unknown): readonly Device[] {
  const walk = (nodes: unknown, below: readonly string[]): readonly Device[] =>
    listOf(nodes).flatMap((node) => {
      const fields = fieldsOf(node);
      const path = textOf(fields['path']);
      const type = textOf(fields['type']) ?? 'other';
      const layers = [type, ...below];
      const children = walk(fields['children'], layers);
      if (path === undefined) return children;
      const device: Device = {
        path,
        type,
        fstype: textOf(fields['fstype']),
        label: textOf(fields['label']),
        uuid: textOf(fields['uuid']),
        partuuid: textOf(fields['partuuid']),
        parttype: textOf(fields['parttype']),
        mounts: textsOf(fields['mountpoints']),
        layers,
      };
      return [device, ...children];
    });
  return walk(fieldsOf(json)['blockdevices'], []);
}

export async function readDevices(system: System, notes: Notes): Promise<readonly Device[]> {
  const text = await output(system, notes, 'boot.devices', lsblk, { timeoutSeconds: 20 });
  return parseDevices(parseJson(text, notes, 'boot.devices'));
}
