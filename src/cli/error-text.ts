import type { ArchxenError } from '../core/error.ts';

/** An error as lines: code, message, path, findings, next step. The same for every verb. */
export function errorText(error: ArchxenError): readonly string[] {
  return [
    `archxen: error ${error.code}: ${error.message}`,
    ...(error.path === undefined ? [] : [`  path: ${error.path}`]),
    ...error.lines.map((line) => `  - ${line}`),
    ...(error.hint === undefined ? [] : [`  hint: ${error.hint}`]),
  ];
}
