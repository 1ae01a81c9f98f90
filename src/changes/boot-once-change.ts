import type { BootOnceChange } from '../core/change.ts';
import { commandLine } from '../core/command-line.ts';
import type { System } from '../system/port.ts';
import type { Doer } from './doer.ts';
import { answersSo, holdsText } from './read-back.ts';
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
    const { entry } = change;
    const { system } = context;
    if ((await isSet(change, system)) === (entry !== null)) return false;
    const mayBeRefused = refusable(change);
    for (const argv of command(change)) if (!(await runOrSay(context, argv, mayBeRefused))) return false;
    // Firmware that says yes and does nothing.
    const hadNoEffect = mayBeRefused !== undefined && (await isSet(change, system)) === false;
    if (hadNoEffect) context.warn(`"${commandLine(change.arm)}" had no effect. ${mayBeRefused}`);
    return !hadNoEffect;
  },

  verify: async (change, system) => {
    if (refusable(change) !== undefined) return undefined;
    const set = await isSet(change, system);
    if (set === undefined || set === (change.entry !== null)) return undefined;
    const [where, what] =
      change.readBack === undefined ? [change.loader, change.asks?.line] : [change.readBack.path, change.readBack.contains];
    return `${where} ${set ? 'still names' : 'does not name'} "${what}"`;
  },
};

/** Without the choice Xen is started by hand. A choice that stays after the way back would start what is gone: no warning is enough. */
const refusable = ({ entry, ifRefused }: BootOnceChange): string | undefined => (entry === null ? undefined : ifRefused);

const command = ({ entry, arm, disarm }: BootOnceChange): readonly (readonly string[])[] =>
  [entry === null ? disarm : arm].filter((argv) => argv.length > 0);

/** Whether the choice stands; undefined where nothing tells. */
async function isSet({ readBack, asks }: BootOnceChange, system: System): Promise<boolean | undefined> {
  if (readBack !== undefined) return holdsText(readBack, system);
  return asks && answersSo(asks, system);
}
