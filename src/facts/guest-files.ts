import { type XlFile, xlFiles } from '../domu/xl-files.ts';
import type { XlFinding } from '../domu/xl-finding.ts';
import type { System } from '../system/port.ts';
import { exists } from './reading.ts';

/** Files of a guest's configuration that are not on this host: xl says so only when it starts the guest. */
export async function missingFiles(system: System, text: string): Promise<readonly XlFinding[]> {
  const findings = await Promise.all(xlFiles(text).map(async (file) => ((await exists(system, file.path)) ? [] : [missing(file)])));
  return findings.flat();
}

const missing = ({ key, line, path }: XlFile): XlFinding => ({
  severity: 'warning',
  line,
  message: `${path} of ${key} is not there.`,
  hint: 'The guest does not start without it: put it there, or correct the path.',
});
