import { parseOsRelease } from '../facts/os.ts';
import type { System } from '../system/port.ts';

/** Is this Arch Linux or made from it (os-release(5): ID or ID_LIKE)? */
export async function isArchHost(system: System): Promise<boolean> {
  const content = (await system.read('/etc/os-release')) ?? (await system.read('/usr/lib/os-release'));
  if (content === undefined) return false;
  const release = parseOsRelease(new TextDecoder().decode(content));
  return release['ID'] === 'arch' || (release['ID_LIKE'] ?? '').split(/\s+/).includes('arch');
}
