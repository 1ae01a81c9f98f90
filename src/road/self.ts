import { sha256 } from '../core/digest.ts';
import type { SelfFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import { version } from './version.ts';

/** What archxen is on this computer: the one-file program that runs, and its Node. */
export async function selfFacts(outside: System): Promise<SelfFacts> {
  const path = process.argv[1] ?? '';
  const content = version === 'source' ? undefined : await outside.read(path);
  return { version, node: process.execPath, ...(content === undefined ? {} : { bundle: { path, sha256: sha256(content) } }) };
}
