import type { Change, CommandChange } from '../core/change.ts';
import { commandLine } from '../core/command-line.ts';
import { digestOf } from '../core/digest.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import { backup } from './backup.ts';
import type { Doer } from './doer.ts';
import { fileState } from './file-state.ts';
import { answersSo, holdsText } from './read-back.ts';
import { runOrSay } from './run-command.ts';
import { makeParents } from './state-paths.ts';

/**
 * Commands whose effect is in files, which are backed up, or can be taken back by another command. That one is also run when
 * the command itself was never reached, so it must succeed when there is nothing to take back, or say by `creates` when there is.
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
    const { creates, removes, asks, readBack } = change;
    if (creates !== undefined && (await isThere(creates, asks, system))) throw thereAlready(creates);
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
              ...(creates === undefined ? {} : { removes: creates }),
              ...(removes === undefined ? {} : { creates: removes }),
              ...(asks === undefined ? {} : { asks }),
              ...(creates === undefined && readBack !== undefined && { readBack: { ...readBack, present: !readBack.present } }),
              timeoutSeconds: change.timeoutSeconds,
            },
          ];
    const files: Change[] = [];
    for (const [nth, path] of change.writes.entries()) {
      files.push(...(await backup(system, { id: `${change.id}.${nth + 1}`, path, replacedBy: undefined })));
    }
    return [...undo, ...files];
  },

  apply: async ({ argv, writes, creates, removes, asks, readBack, ifRefused, timeoutSeconds, id }, context) => {
    const { system } = context;
    if (removes !== undefined && !(await isThere(removes, asks, system))) return false;
    // Made before the run was broken off, or not yet taken away by it.
    if (creates !== undefined && (await isThere(creates, asks, system))) return false;
    if (readBack !== undefined && (await holdsText(readBack, system)) === readBack.present) return false;
    for (const path of writes) await makeParents(system, path);
    const before = await digestOfFiles(system, writes);
    if (!(await runOrSay(context, argv, ifRefused, { timeoutSeconds, logPath: context.logPath(id) }))) return false;
    if (ifRefused !== undefined && readBack !== undefined && (await holdsText(readBack, system)) !== readBack.present) {
      context.warn(`"${commandLine(argv)}" had no effect. ${ifRefused}`);
    }
    return writes.length === 0 || before !== (await digestOfFiles(system, writes));
  },

  // What a command does beside its files is known only where it can be read back; else its exit code was the word.
  verify: async ({ writes, creates, removes, asks, readBack, leaves, ifRefused }, system) => {
    if (ifRefused !== undefined) return undefined;
    if (creates !== undefined && !(await isThere(creates, asks, system))) return `${creates} is not there`;
    if (removes !== undefined && (await isThere(removes, asks, system))) return `${removes} is still there`;
    if (readBack !== undefined && (await holdsText(readBack, system)) !== readBack.present)
      return `${readBack.path} ${readBack.present ? 'does not hold what was set' : 'still holds what was set'}`;
    if (leaves !== undefined && !(await holdsText(leaves, system))) return `${leaves.path} does not hold what was to be written`;
    for (const path of writes) if ((await fileState(system, path)).type === 'directory') return `${path} is a directory`;
    return undefined;
  },
};

const isThere = async (path: string, asks: CommandChange['asks'], system: System): Promise<boolean> =>
  asks === undefined ? (await system.stat(path)) !== undefined : answersSo(asks, system);

const thereAlready = (path: string): ArchxenError =>
  new ArchxenError('host-changed', `${path} is there already, and archxen did not make it.`, {
    path,
    hint: 'It was left alone. Choose another name, or remove it by hand if nobody needs it.',
  });

async function digestOfFiles(system: System, paths: readonly string[]): Promise<string> {
  const states = [];
  for (const path of paths) states.push(await fileState(system, path));
  return digestOf(states);
}
