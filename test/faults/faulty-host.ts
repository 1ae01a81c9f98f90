import { ArchxenError } from '../../src/core/error.ts';
import type { RunResult, System } from '../../src/system/port.ts';

export const diskFaults = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EDQUOT'] as const;
export const commandFaults = ['exit 1', 'signal', 'time-out', 'garbage'] as const;
export type Fault = (typeof diskFaults)[number] | (typeof commandFaults)[number];

const garbage = Buffer.from(Array.from({ length: 600 }, (_, at) => (at * 151 + 7) % 256)).toString('latin1');

/** How a program ends that does nothing of what it should. */
const results: Readonly<Record<(typeof commandFaults)[number], RunResult>> = {
  'exit 1': { exit: 1, stdout: '', stderr: 'something went wrong\n', ended: 'exit' },
  signal: { exit: 130, stdout: '', stderr: '', ended: 'signal' },
  'time-out': { exit: 124, stdout: '', stderr: '', ended: 'timeout' },
  garbage: { exit: 0, stdout: `${garbage}\n{"[\n\n${garbage}`, stderr: garbage, ended: 'exit' },
};

/** Counts the calls that change the disk, and fails the n-th (from 1) as that error; 0: none. */
export function failingCalls(
  nth: number,
  code: string,
): { readonly at: (call: string) => void; readonly count: () => number; readonly hit: () => string | undefined } {
  let count = 0;
  let hit: string | undefined;
  return {
    count: () => count,
    hit: () => hit,
    at: (call) => {
      if (call.startsWith('before ') || call.startsWith('after ')) return;
      count += 1;
      if (count !== nth) return;
      hit = call;
      throw Object.assign(new Error(`${code}: ${call}`), { code });
    },
  };
}

/** A System whose n-th command (from 1) fails. */
export function failingCommands(
  system: System,
  nth: number,
  fault: Fault,
): { readonly system: System; readonly count: () => number; readonly hit: () => string | undefined } {
  let count = 0;
  let hit: string | undefined;
  return {
    count: () => count,
    hit: () => hit,
    system: {
      ...system,
      run: async (argv, options) => {
        count += 1;
        if (count !== nth) return system.run(argv, options);
        hit = argv.join(' ');
        const result = results[fault as (typeof commandFaults)[number]];
        for (const line of result.stdout.split('\n')) options?.onLine?.(line);
        return result;
      },
    },
  };
}

/** What a person may be told of a failure: not that archxen has a bug, and what to do next. */
export function complaint(thrown: unknown): string | undefined {
  if (!(thrown instanceof ArchxenError)) return `not an ArchxenError: ${String((thrown as Error)?.stack ?? thrown)}`;
  if (thrown.code === 'bug') return `told as a bug: ${thrown.message}`;
  return thrown.message === '' ? 'no message' : undefined;
}
