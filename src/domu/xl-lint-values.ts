import type { XlValue } from '../formats/xl-cfg.ts';
import type { XlFinding } from './xl-finding.ts';
import { diskValues } from './xl-lint-disk.ts';

/** Settings with a closed set of values (tools/xl/xl_parse.c and the enumerations of libxl_types.idl of Xen 4.21). */
const choices: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    on_poweroff: ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart', 'soft-reset'],
    on_reboot: ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart', 'soft-reset'],
    on_crash: ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart', 'soft-reset'],
    on_watchdog: ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart', 'soft-reset'],
    // Anything else ends xl; Linux guests were "linux" for xm only.
    builder: ['hvm', 'generic'],
    bios: ['ovmf', 'seabios', 'rombios'],
    vga: ['stdvga', 'cirrus', 'qxl', 'none'],
    device_model_version: ['qemu-xen', 'qemu-xen-traditional'],
  }),
);

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
