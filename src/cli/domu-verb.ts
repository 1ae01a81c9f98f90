import { ArchxenError, type ExitCode } from '../core/error.ts';
import { cloneGuest } from './domu-clone.ts';
import { createGuest } from './domu-create.ts';
import { editGuest, setAutostart } from './domu-edit.ts';
import { finishGuest } from './domu-finish.ts';
import { listGuests, showGuest } from './domu-list.ts';
import { pciVerb } from './domu-pci.ts';
import { attachConsole, destroyGuest, pauseGuest, rebootGuest, resumeGuest, startGuest, stopGuest } from './domu-power.ts';
import { removeGuest } from './domu-remove.ts';
import { restoreGuest, saveGuest } from './domu-save.ts';
import type { Context, Verb } from './verb.ts';

/** What can be done with one guest; some take further words. */
const actions: Readonly<Record<string, (context: Context, name: string, more: readonly string[]) => Promise<ExitCode>>> = {
  start: startGuest,
  console: attachConsole,
  stop: stopGuest,
  pause: pauseGuest,
  resume: resumeGuest,
  reboot: rebootGuest,
  save: saveGuest,
  restore: restoreGuest,
  destroy: destroyGuest,
  edit: editGuest,
  autostart: setAutostart,
  clone: cloneGuest,
  finish: finishGuest,
  remove: removeGuest,
};

const withWords = ['edit', 'autostart', 'clone'];

export const domuVerb: Verb = {
  name: 'domu',
  usage:
    'archxen domu [create|list|start|console|stop|pause|resume|reboot|save|restore|destroy|edit|autostart|clone|finish|remove] [NAME] | pci [--answers FILE|-] [--yes] [--json]',
  takes: Number.POSITIVE_INFINITY,
  summary: 'guests: make, list, start, watch, stop and remove them',
  run: async (context) => {
    const [first, name, ...more] = context.words;
    if (first === 'pci') return pciVerb(context, context.words.slice(1));
    if (more.length > 0 && !withWords.includes(first ?? '')) throw usage(`"${more.join(' ')}" is too much.`);
    if (first === undefined || first === 'list') {
      if (name !== undefined) throw usage(`"${name}" is too much.`);
      return listGuests(context);
    }
    if (first === 'create') {
      if (name !== undefined) throw usage('The name of a new guest stands in its answers.');
      return createGuest(context);
    }
    refuseNoName(Object.hasOwn(actions, first) ? name : first);
    const action = Object.hasOwn(actions, first) ? actions[first] : undefined;
    if (action === undefined) {
      if (name !== undefined) throw usage(`domu has no action "${first}".`);
      return showGuest(context, first);
    }
    if (name === undefined) throw usage(`archxen domu ${first} needs the name of a guest.`);
    return action(context, name, more);
  },
};

/**
 * Paths are made from it, of configurations and disks: no word of a path is a name. Guests of other programs may have blanks in
 * theirs, or be called by digits, so the rule for new guests would be too narrow.
 */
function refuseNoName(name: string | undefined): void {
  if (name === undefined || /^(?![.-])[^/\x00-\x1f\x7f]+$/.test(name)) return;
  throw new ArchxenError('guest-invalid', `${JSON.stringify(name)} is no name of a guest.`, { hint: 'archxen domu list shows the names.' });
}

const usage = (message: string): ArchxenError =>
  new ArchxenError('usage', message, { hint: `${domuVerb.usage}; archxen domu list shows the names.` });
