import { parseXlDisk } from './xl-disk.ts';
import type { XlFinding } from './xl-finding.ts';

/** Parameters with a closed set of values, and what a disk has not when it is none of them. */
const choices: readonly (readonly [name: string, values: readonly string[], shown: string])[] = [
  ['format', ['raw', 'qcow', 'qcow2', 'vhd', 'qed'], 'raw, qcow2, vhd, qed'],
  ['access', ['r', 'ro', 'w', 'rw'], 'rw or ro'],
  ['devtype', ['cdrom', 'disk'], 'cdrom or disk'],
  ['backendtype', ['phy', 'tap', 'qdisk', 'standalone'], 'phy, qdisk, standalone'],
  ['specification', ['xen', 'virtio'], 'xen or virtio'],
];

/** Values of a disk specification that xl refuses, and those that it takes for something else. */
export function diskValues(item: string, line: number): readonly XlFinding[] {
  const disk = parseXlDisk(item);
  const { target = '', format, vdev, surplus } = disk;
  const error = (message: string, hint: string): XlFinding => ({ severity: 'error', line, message, hint });
  return [
    ...choices.flatMap(([name, values, shown]) => {
      const value = { ...disk.named, format, access: disk.access, devtype: disk.devtype }[name];
      return value && !values.includes(value) ? [error(`A disk has no ${name} ${value}.`, `It can be: ${shown}.`)] : [];
    }),
    ...surplus.map((word) => error(`A disk has no option ${word}.`, 'By their place it takes: target, format, vdev, access.')),
    ...(vdev && !/^(xvd[a-z]{1,2}\d*|hd[a-t]\d*|sd[a-z]{1,2}\d*|d\d+p\d+|\d+|fd[ab])$/.test(vdev)
      ? [error(`${vdev} is no virtual device.`, 'Use xvda, xvdb and so on; hdc for the DVD of an HVM guest.')]
      : []),
    ...(/\.qcow2$/.test(target) && (format === undefined || format === 'raw')
      ? [error(`${target} is read as a raw disk: the guest would see garbage.`, 'Write format=qcow2.')]
      : []),
    ...(vdev === undefined ? [error(`The disk ${target} has no vdev.`, 'Add vdev=xvda.')] : []),
  ];
}
