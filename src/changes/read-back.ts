import type { Asks, ReadBack } from '../core/read-back.ts';
import type { System } from '../system/port.ts';
import { runQuiet } from './run-command.ts';

/** Does the file hold the text? Not when it is not there. */
export async function holdsText({ path, contains, encoding }: ReadBack, system: System): Promise<boolean> {
  const bytes = await system.read(path);
  return bytes !== undefined && Buffer.from(bytes).toString(encoding).includes(contains);
}

/** Does the command print the line? */
export const answersSo = async ({ argv, line }: Asks, system: System): Promise<boolean> =>
  (await runQuiet(system, argv)).stdout.split('\n').includes(line);
