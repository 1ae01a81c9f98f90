import type { FirmwareFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import { efiPath, globalVendor } from './efi-variables.ts';
import type { Mount } from './mounts.ts';
import { exists, readLine } from './reading.ts';
import { readSigning } from './signing.ts';

/** SecureBoot and SetupMode: four bytes of attributes, then 0 or 1. */
export function secureBootState(secureBoot: Uint8Array | undefined, setupMode: Uint8Array | undefined): FirmwareFacts['secureBoot'] {
  if (secureBoot?.[4] === undefined) return 'unsupported';
  if (secureBoot[4] === 1) return 'on';
  return setupMode?.[4] === 1 ? 'setup' : 'off';
}

export async function readFirmware(system: System, mounts: readonly Mount[]): Promise<FirmwareFacts> {
  if (!(await exists(system, '/sys/firmware/efi'))) return { type: 'bios', secureBoot: 'unsupported', variablesWritable: false };
  const [size, secureBoot, setupMode] = await Promise.all([
    readLine(system, '/sys/firmware/efi/fw_platform_size'),
    readVariable(system, 'SecureBoot'),
    readVariable(system, 'SetupMode'),
  ]);
  const efivars = mounts.findLast(({ fstype }) => fstype === 'efivarfs');
  return {
    type: 'uefi',
    bits: size === '32' ? 32 : size === '64' ? 64 : undefined,
    secureBoot: secureBootState(secureBoot, setupMode),
    signing: await readSigning(system),
    variablesWritable: efivars?.options.includes('rw') ?? false,
  };
}

const readVariable = (system: System, name: string): Promise<Uint8Array | undefined> =>
  system.read(efiPath(name, globalVendor)).catch(() => undefined);
