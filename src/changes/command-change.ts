import type { Change, CommandChange } from '../core/change.ts';
import { digestOf } from '../core/digest.ts';
import type { System } from '../system/port.ts';
import { backup } from './backup.ts';
import type { Doer } from './doer.ts';
import { fileState } from './file-state.ts';
import { runLogged } from './run-command.ts';
import { makeParents } from './state-paths.ts';

/**
 * Commands whose effect is in files, which are backed up, or can be taken back by another command. That one is also run when
 * the command itself was never reached, so it must succeed when there is nothing to take back.
 */
export const commandDoer: Doer<CommandChange> = {
  describe: ({ argv, writes, undo }) => ({
    commands: [argv],
    files: [],
    notes: [
      ...writes.map((path) => `It writes ${path}, which is backed up first`),
      ...(undo === undefined ? [] : [`It is taken back by: ${undo.join(' ')}`]),
    ],
  }),

  inverse: async (change, system) => {
    const undo: readonly Change[] =
      change.undo === undefined
        ? []
        : [
            {
              kind: 'command',
              id: `${change.id}.undo`,
              title: `Take back: ${change.title}`,
              argv: change.undo,
              writes: [],
              timeoutSeconds: change.timeoutSeconds,
            },
          ];
    const files: Change[] = [];
    for (const [nth, path] of change.writes.entries()) {
      files.push(...(await backup(system, { id: `${change.id}.${nth + 1}`, path, replacedBy: undefined })));
    }
    return [...undo, ...files];
  },

  apply: async ({ argv, writes, timeoutSeconds, id }, context) => {
    for (const path of writes) await makeParents(context.system, path);
    const before = await digestOfFiles(context.system, writes);
    await runLogged(context, argv, { timeoutSeconds, logPath: context.logPath(id) });
    return writes.length === 0 || before !== (await digestOfFiles(context.system, writes));
  },

  // What a command does beside its files cannot be read back; its exit code was the word.
  verify: async ({ writes }, system) => {
    for (const path of writes) if ((await fileState(system, path)).type === 'directory') return `${path} is a directory`;
    return undefined;
  },
};

async function digestOfFiles(system: System, paths: readonly string[]): Promise<string> {
  const states = [];
  for (const path of paths) {
    const state = await fileState(system, path);
    states.push(state.type === 'file' ? { ...state, bytes: null } : state);
  }
  return digestOf(states);
}
