import { describe, expect, it } from '@jest/globals';
import { endedWithoutShutdown } from '../../src/road/boot-before.ts';
import { memorySystem, treeOf } from '../../src/system/memory.ts';
import type { RunResult } from '../../src/system/port.ts';

const done = (stdout: string, exit = 0): RunResult => ({ exit, stdout, stderr: '', ended: 'exit' });
const boot = '1c5a62a7-3b0e-4b52-9d6f-0f5a1c9e7d55';

/** A host whose journal of that boot says this of the stop of multi-user.target; it knows no other boot. */
const host = (stopped: RunResult, kept = true) =>
  memorySystem(treeOf(kept ? { '/var/log/journal/machine-id/system.journal': '' } : {}), {
    run: async (argv) =>
      argv.includes(`--boot=${boot.replaceAll('-', '')}`) && argv.includes('UNIT=multi-user.target') && argv.includes('JOB_TYPE=stop')
        ? stopped
        : done('Stopped target multi-user.target - Multi-User System.\n'),
  });

describe('whether a boot ended without a shutdown', () => {
  it.each([
    ['yes: its journal ends in the middle', host(done('')), true],
    ['yes, where nothing of its journal is left', host(done('', 1)), true],
    ['no: multi-user.target was stopped', host(done('Stopped target multi-user.target - Multi-User System.\n')), false],
    ['not said where journalctl could not answer', host({ ...done('', 124), ended: 'timeout' as const }), false],
    ['not said where no journal is kept over a boot', host(done('', 1), false), false],
  ])('%s', async (_name, system, expected) => {
    expect(await endedWithoutShutdown(system, boot)).toBe(expected);
  });
});
