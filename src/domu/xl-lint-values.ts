import type { XlValue } from '../formats/xl-cfg.ts';
import type { XlFinding } from './xl-finding.ts';

/** Settings with a closed set of values (tools/xl/xl_parse.c and the enumerations of libxl_types.idl of Xen 4.21). */
const choices: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    on_poweroff: ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart', 'soft-reset'],
    on_reboot: ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart', 'soft-reset'],
    on_crash: ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart', 'soft-reset'],
    on_watchdog: ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart', 'soft-reset'],
    bios: ['ovmf', 'seabios', 'rombios'],
    vga: ['stdvga', 'cirrus', 'qxl', 'none'],
    device_model_version: ['qemu-xen', 'qemu-xen-traditional'],
  }),
);
const formats = ['raw', 'qcow', 'qcow2', 'vhd', 'qed'];
const accesses = ['r', 'ro', 'w', 'rw'];

export function valueFindings(key: string, line: number, value: XlValue): readonly XlFinding[] {
  const allowed = choices.get(key);
  if (allowed !== undefined && !allowed.includes(String(value))) {
    return [{ severity: 'error', line, message: `${key} cannot be ${JSON.stringify(value)}.`, hint: `It can be: ${allowed.join(', ')}.` }];
  }
  if ((key === 'memory' || key === 'vcpus' || key === 'maxmem') && /^\s*0+$/.test(String(value))) {
    return [{ severity: 'error', line, message: `${key} is 0.`, hint: `Give the guest some: ${key} = ${key === 'vcpus' ? 1 : 512}` }];
  }
  if (key === 'firmware' && !/^(bios|uefi|seabios|rombios|ovmf|pvgrub32|pvgrub64|\/.*)$/.test(String(value))) {
    return [
      {
        severity: 'error',
        line,
        message: `xl takes ${JSON.stringify(value)} for the path of a firmware.`,
        hint: 'Use "uefi", "bios", or a path that begins with /.',
      },
    ];
  }
  return key === 'disk' && Array.isArray(value)
    ? value.flatMap((item: XlValue) => (typeof item === 'string' ? diskValues(item, line) : []))
    : [];
}

/** Format, access and virtual device of a disk, named or by their place: target, format, vdev, access. */
function diskValues(item: string, line: number): readonly XlFinding[] {
  const target = /(?:^|,)\s*target=(.*)$/.exec(item)?.[1];
  const parts = (target === undefined ? item : item.slice(0, item.length - target.length - 7)).split(',').map((part) => part.trim());
  const places = parts.filter((part) => !part.includes('='));
  const named = (name: string): string | undefined => parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  const path = target ?? places[0] ?? '';
  const old = /^[a-z0-9]+:/.test(path);
  const format = named('format') ?? (target === undefined && !old ? places[1] : undefined);
  const access = named('access') ?? (target === undefined && !old ? places[3] : undefined);
  const vdev = named('vdev') ?? (target === undefined ? places[old ? 1 : 2] : undefined);
  const error = (message: string, hint: string): XlFinding => ({ severity: 'error', line, message, hint });
  return [
    ...(format && !formats.includes(format) ? [error(`A disk has no format ${format}.`, `It can be: ${formats.join(', ')}.`)] : []),
    ...(access && !accesses.includes(access) ? [error(`A disk has no access ${access}.`, 'It can be: rw or ro.')] : []),
    ...(vdev && !/^(xvd[a-z]{1,2}\d*|hd[a-t]\d*|sd[a-z]{1,2}\d*|d\d+p\d+|\d+|fd[ab])(:(cdrom|disk))?$/.test(vdev)
      ? [error(`${vdev} is no virtual device.`, 'Use xvda, xvdb and so on; hdc for the DVD of an HVM guest.')]
      : []),
    ...(/\.qcow2$/.test(path) && (format === undefined || format === '' || format === 'raw')
      ? [error(`${path} is read as a raw disk: the guest would see garbage.`, 'Write format=qcow2.')]
      : []),
    ...(vdev === undefined || vdev === '' ? [error(`The disk ${path} has no vdev.`, 'Add vdev=xvda.')] : []),
  ];
}
