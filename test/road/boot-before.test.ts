import { describe, expect, it } from '@jest/globals';
import { endedWithoutShutdown } from '../../src/road/boot-before.ts';
import { memorySystem, treeOf } from '../../src/system/memory.ts';
import type { RunResult } from '../../src/system/port.ts';

const done = (stdout: string, exit = 0): RunResult => ({ exit, stdout, stderr: '', ended: 'exit' });

interface Journal {
  readonly kernel: string;
  readonly shutdown: RunResult;
}

/** A host whose journal of the boot before says this; undefined: none is kept. */
const host = (journal?: Journal) =>
  memorySystem(treeOf({}), {
    run: async (argv) => {
      if (journal === undefined) return done('', 1);
      return argv.includes('UNIT=shutdown.target') ? journal.shutdown : done(journal.kernel);
    },
  });

const onXen = 'Booting paravirtualized kernel on Xen PV\n';

describe('whether the boot before ended without a shutdown', () => {
  it.each([
    ['yes: its journal ends in the middle', { kernel: onXen, shutdown: done('') }, true],
    ['yes, where journalctl says so by its exit code', { kernel: onXen, shutdown: done('', 1) }, true],
    ['no: shutdown.target was reached', { kernel: onXen, shutdown: done('Reached target shutdown.target - System Shutdown.\n') }, false],
    ['not said of a boot that was not under Xen', { kernel: '', shutdown: done('') }, false],
    ['not said where journalctl could not answer', { kernel: onXen, shutdown: { ...done('', 124), ended: 'timeout' as const } }, false],
    ['not said where no journal is kept', undefined, false],
  ])('%s', async (_name, journal, expected) => {
    expect(await endedWithoutShutdown(host(journal))).toBe(expected);
  });
});
