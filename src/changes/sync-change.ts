import type { Change } from '../core/change.ts';
import type { SyncChange } from '../core/change-packages.ts';
import { digestOf } from '../core/digest.ts';
import type { System } from '../system/port.ts';
import { backup } from './backup.ts';
import type { Doer } from './doer.ts';
import { digestOfFile } from './file-digest.ts';
import { pacmanError, runPacman } from './pacman.ts';

const argv = ['pacman', '-Sy', '--noconfirm'] as const;
const pathsOf = ({ repositories }: SyncChange): readonly string[] => repositories.map((name) => `/var/lib/pacman/sync/${name}.db`);

/** pacman's lists of what the repositories have. */
export const syncDoer: Doer<SyncChange> = {
  describe: (change) => ({
    commands: [argv],
    files: [],
    notes: pathsOf(change).map((path) => `It writes ${path}, which is backed up first`),
  }),

  inverse: async (change, system) => {
    const back: Change[] = [];
    const there: string[] = [];
    for (const [nth, path] of pathsOf(change).entries()) {
      if ((await system.stat(path)) !== undefined) there.push(path);
      back.push(...(await backup(system, { id: `${change.id}.${nth + 1}`, path, replacedBy: undefined })));
    }
    return there.length === 0 ? back : [...back, aged(change, there)];
  },

  apply: async (change, context) => {
    const before = await digests(change, context.system);
    const result = await runPacman(context, argv);
    if (result.ended !== 'exit' || result.exit !== 0) throw pacmanError(context, argv, result);
    return before !== (await digests(change, context.system));
  },

  verify: async (change, system) => {
    for (const path of pathsOf(change)) if ((await system.stat(path)) === undefined) return `${path} is not there`;
    return undefined;
  },
};

/** An old list with a new date would pass for an up-to-date one: pacman asks the mirror for what is newer than its date. */
const aged = (change: SyncChange, paths: readonly string[]): Change => ({
  kind: 'command',
  id: `${change.id}.aged`,
  title: 'Let pacman fetch its lists anew the next time',
  argv: ['touch', '--no-create', '--date=@0', ...paths],
  writes: [],
  timeoutSeconds: 30,
});

async function digests(change: SyncChange, system: System): Promise<string> {
  const all: (string | null)[] = [];
  for (const path of pathsOf(change)) all.push((await digestOfFile(system, path)) ?? null);
  return digestOf(all);
}
