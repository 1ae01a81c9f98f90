import { type Command, done, failed } from '../core/world.ts';
import { createCheckpoint, destroyCheckpoint, extendCheckpoint } from './checkpoints.ts';
import { runs } from './current.ts';

/** busctl call SERVICE OBJECT INTERFACE METHOD SIGNATURE ARGUMENT...: NetworkManager's checkpoints. */
export const busctl: Command = async ({ args }, world) => {
  const [verb, service, , , method, , ...given] = args;
  if (verb !== 'call' || service !== 'org.freedesktop.NetworkManager') return undefined;
  if (!(await runs(world, 'NetworkManager'))) return failed(1, 'Call failed: The name is not activatable\n');
  const noSuch = failed(1, `Call failed: checkpoint "${given[0]}" does not exist\n`);
  switch (method) {
    case 'CheckpointCreate':
      return done(`o "${await createCheckpoint(world, Number(given[1]))}"\n`);
    case 'CheckpointAdjustRollbackTimeout':
      return (await extendCheckpoint(world, given[0] ?? '', Number(given[1]))) ? done() : noSuch;
    case 'CheckpointDestroy':
      return (await destroyCheckpoint(world, given[0] ?? '')) ? done() : noSuch;
    default:
      return undefined;
  }
};
