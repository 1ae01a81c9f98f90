import type { Change, UserChange } from '../core/change.ts';
import type { System } from '../system/port.ts';
import { backup } from './backup.ts';
import type { Doer } from './doer.ts';
import { runLogged, runQuiet } from './run-command.ts';

/** Copies that shadow's tools keep of what was before, and their lock. */
const traces = ['/etc/passwd-', '/etc/shadow-', '/etc/group-', '/etc/gshadow-', '/etc/.pwd.lock'] as const;

/** A system user that builds packages for a while. */
export const userDoer: Doer<UserChange> = {
  describe: (change) => ({ commands: change.present ? [useradd(change)] : removal(change), files: [], notes: [] }),

  inverse: async (change, system) => {
    // What was made for a while is not made again on the way back; the change that made it takes it away, if need be.
    if (!change.present || (await isThere(change.user, system))) return [];
    const gone: UserChange = {
      ...change,
      id: `${change.id}.remove`,
      title: `Remove the user ${change.user}`,
      why: undefined,
      present: false,
    };
    const files: Change[] = [];
    for (const [nth, path] of traces.entries()) {
      files.push(...(await backup(system, { id: `${change.id}.${nth + 1}`, path, replacedBy: undefined })));
    }
    return [gone, ...files];
  },

  apply: async (change, context) => {
    const { system } = context;
    if ((await isThere(change.user, system)) === change.present) return false;
    if (change.present) {
      await runLogged(context, useradd(change));
      return true;
    }
    // What it left running (gpg-agent) would keep it from going; 1: nothing is.
    await system.run(['pkill', '-KILL', '-u', change.user]);
    for (const argv of removal(change)) if (argv[0] !== 'chown' || (await system.stat(change.home))) await runLogged(context, argv);
    return true;
  },

  verify: async ({ user, present }, system) =>
    (await isThere(user, system)) === present ? undefined : `the user ${user} is ${present ? 'not there' : 'still there'}`,
};

const useradd = ({ user, home }: UserChange): readonly string[] => [
  ...['useradd', '--system', '--user-group', '--no-create-home', '--home-dir', home],
  ...['--shell', '/usr/bin/nologin', '--comment', 'builds packages for archxen', user],
];

const removal = ({ user, home }: UserChange): readonly (readonly string[])[] => [
  ['chown', '--recursive', '--no-dereference', 'root:root', home],
  ['userdel', user],
];

const isThere = async (user: string, system: System): Promise<boolean> => (await runQuiet(system, ['id', '-u', user])).exit === 0;
