import type { DoContext } from '../../src/changes/doer.ts';
import { bind } from '../../src/changes/index.ts';
import { keepEdited } from '../../src/changes/keep-edited.ts';
import type { Change } from '../../src/core/change.ts';
import type { System } from '../../src/system/port.ts';

export interface Told {
  readonly context: DoContext;
  readonly logs: string[];
  readonly phases: string[];
  readonly warnings: string[];
}

/** A context that keeps all that a doer tells. */
export function told(system: System, overrides: Partial<DoContext> = {}): Told {
  const logs: string[] = [];
  const phases: string[] = [];
  const warnings: string[] = [];
  const context: DoContext = {
    system,
    log: (line) => void logs.push(line),
    phase: (phase) => void phases.push(phase),
    progress: () => undefined,
    warn: (message) => void warnings.push(message),
    ask: async () => true,
    keepEdited: (path, state) => keepEdited(system, '0001', path, state),
    signal: new AbortController().signal,
    begun: false,
    logPath: (name) => `/var/log/archxen/${name}.log`,
    ...overrides,
  };
  return { context, logs, phases, warnings };
}

/** Applies a change and asks its doer whether it holds; then goes back and gives the changes of the way back. */
export async function thereAndBack(change: Change, system: System): Promise<readonly Change[]> {
  const back = await bind(change).inverse(system);
  await bind(change).apply(told(system).context);
  const missing = await bind(change).verify(system);
  if (missing !== undefined) throw new Error(missing);
  for (const step of back) {
    await bind(step).apply(told(system).context);
    const still = await bind(step).verify(system);
    if (still !== undefined) throw new Error(still);
  }
  return back;
}
