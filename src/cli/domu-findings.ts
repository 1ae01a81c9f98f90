import { ArchxenError } from '../core/error.ts';
import type { XlFinding } from '../domu/xl-finding.ts';
import { lintXlCfg } from '../domu/xl-lint.ts';
import { missingFiles } from '../facts/guest-files.ts';
import type { System } from '../system/port.ts';
import type { Output } from './output.ts';

/** What the validator finds in a configuration, and the files that it names and that are missing; nothing where there is none. */
export async function readFindings(system: System, config: string | null): Promise<readonly XlFinding[]> {
  const bytes = config === null ? undefined : await system.read(config);
  if (bytes === undefined) return [];
  const text = Buffer.from(bytes).toString('utf8');
  return [...lintXlCfg(text), ...(await missingFiles(system, text))];
}

/** `/etc/xen/web.cfg:3: what it is, and what to write` */
export const findingText = (config: string | null, { line, message, hint }: XlFinding): string =>
  `${config}${line === undefined ? '' : `:${line}`}: ${message} ${hint}`;

/**
 * Throws `guest-invalid` for a configuration with an error, all of them named; says the warnings, and gives them back. xl passes
 * over what it does not know: such a guest would start, and not be what its configuration says.
 */
export async function refuseFaulty(system: System, out: Output, name: string, config: string): Promise<readonly string[]> {
  const findings = await readFindings(system, config);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first !== undefined) {
    throw new ArchxenError('guest-invalid', `${name} is not started: ${findingText(config, first)}`, {
      path: config,
      hint: `Correct it in that file; archxen domu ${name} shows all that is found there.`,
      lines: errors.map((finding) => findingText(config, finding)),
    });
  }
  const warnings = findings.map((finding) => findingText(config, finding));
  for (const words of warnings) out.say(`WARN  ${words}`);
  return warnings;
}
