import type { NetworkCheckpoint } from '../core/change-network.ts';
import { ArchxenError } from '../core/error.ts';
import type { DoContext } from './doer.ts';
import { runLogged } from './run-command.ts';

/** What stands for the checkpoint's name in the commands of a plan. */
const placeholder = 'CHECKPOINT';

/** Makes a checkpoint and gives its name, an object path of D-Bus: `o "/org/freedesktop/NetworkManager/Checkpoint/1"`. */
export async function createCheckpoint(context: DoContext, { create }: NetworkCheckpoint): Promise<string> {
  const { stdout } = await runLogged(context, create);
  const name = /"(\/[A-Za-z0-9_/]+)"/.exec(stdout)?.[1];
  if (name !== undefined) return name;
  throw new ArchxenError('command-failed', 'The network manager made a checkpoint, but did not say its name.', {
    hint: 'It takes itself back. Restart the network manager, then run archxen again.',
    lines: stdout.split('\n').filter((line) => line !== ''),
  });
}

/** A command of a checkpoint with its name put in. */
export const ofCheckpoint = (argv: readonly string[], name: string): readonly string[] =>
  argv.map((word) => (word === placeholder ? name : word));
