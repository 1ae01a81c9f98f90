import type { BootOnceChange } from '../core/change.ts';
import { commandLine } from '../core/command-line.ts';
import type { System } from '../system/port.ts';
import type { Doer } from './doer.ts';
import { holdsText } from './read-back.ts';
import { runOrSay } from './run-command.ts';

/** The one-time choice of the next boot. The boot itself uses it up, so taking it back must work when it is gone. */
export const bootOnceDoer: Doer<BootOnceChange> = {
  describe: (change) => ({
    commands: command(change),
    files: [],
    notes: change.entry === null ? [] : [`Only the next boot starts ${change.entry}; the one after it is as before`],
  }),

  inverse: async (change) =>
    change.entry === null
      ? []
      : [{ ...change, id: `${change.id}.disarm`, title: 'Take back the choice of the next boot', why: undefined, entry: null }],

  apply: async (change, context) => {
    const { readBack, entry } = change;
    const { system } = context;
    if (readBack !== undefined && (await isSet(change, system)) === (entry !== null)) return false;
    const mayBeRefused = refusable(change);
    for (const argv of command(change)) if (!(await runOrSay(context, argv, mayBeRefused))) return false;
    // Firmware that says yes and does nothing.
    const hadNoEffect = mayBeRefused !== undefined && readBack !== undefined && !(await isSet(change, system));
    if (hadNoEffect) context.warn(`"${commandLine(change.arm)}" had no effect. ${mayBeRefused}`);
    return !hadNoEffect;
  },

  verify: async (change, system) => {
    if (change.readBack === undefined || refusable(change) !== undefined) return undefined;
    const set = await isSet(change, system);
    if (change.entry === null) return set ? `${change.readBack.path} still names "${change.readBack.contains}"` : undefined;
    return set ? undefined : `${change.readBack.path} does not name "${change.readBack.contains}"`;
  },
};

/** Without the choice Xen is started by hand. A choice that stays after the way back would start what is gone: no warning is enough. */
const refusable = ({ entry, ifRefused }: BootOnceChange): string | undefined => (entry === null ? undefined : ifRefused);

const command = ({ entry, arm, disarm }: BootOnceChange): readonly (readonly string[])[] =>
  [entry === null ? disarm : arm].filter((argv) => argv.length > 0);

const isSet = async ({ readBack }: BootOnceChange, system: System): Promise<boolean> =>
  readBack !== undefined && (await holdsText(readBack, system));
