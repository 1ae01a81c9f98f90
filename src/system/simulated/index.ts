import type { RunOptions, RunResult, System } from '../port.ts';
import { recordedAnswer, recordedSpace } from '../recorded.ts';
import type { RecordedHost } from '../recorded-host.ts';
import type { Resizable } from '../resizable.ts';
import { commands, packageOf } from './commands.ts';
import { modelOf } from './core/model.ts';
import { logged } from './core/output.ts';
import { missing, type World } from './core/world.ts';
import { fireCheckpoints } from './network/checkpoints.ts';
import { readDatabase } from './packages/database.ts';
import { fireTimers } from './systemd/timers.ts';

export interface SimulationOptions {
  /** Milliseconds between two lines of a build. */
  readonly pace?: number;
}

/**
 * A recorded host whose commands behave. All state is in `files`, which must hold the (resolved) host's tree: another
 * process, or a copy of the tree, goes on from there.
 */
export function simulatedHost(host: RecordedHost, files: System & Resizable, { pace = 0 }: SimulationOptions = {}): System {
  const model = modelOf(host);
  const run = async (argv: readonly string[], options: RunOptions = {}): Promise<RunResult> => {
    const name = argv[0]?.replace(/^.*\//, '') ?? '';
    const command = commands[name];
    const output = logged(files, options);
    const known =
      command === undefined || !(await isThere(world, name))
        ? undefined
        : await command({ args: argv.slice(1), options, say: output.say }, world);
    return output.end(known ?? recordedAnswer(host, argv) ?? missing);
  };
  const world: World = { host, model, files, pace, run: (argv) => run(argv) };

  return {
    ...files,
    run: async (argv, options) => {
      await fireCheckpoints(world);
      await fireTimers(world);
      return run(argv, options);
    },
    space: async (path) => recordedSpace(host, path) ?? files.space(path),
    hardware: async () => model.hardware,
  };
}

async function isThere(world: World, name: string): Promise<boolean> {
  const owner = packageOf[name];
  return owner === undefined || (await readDatabase(world))[owner] !== undefined;
}
