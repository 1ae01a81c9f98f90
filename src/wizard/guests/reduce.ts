import type { GuestRow } from '../../domu/guest-list.ts';
import { guestKeys } from './keys.ts';
import { reduceCreate } from './reduce-create.ts';
import { type GuestsAction, type GuestsEffect, type GuestsNext, type GuestsSession, type GuestsView, markedRow } from './session.ts';

export const firstGuests = (banner?: string): GuestsSession => ({ banner, rows: undefined, marked: undefined, view: { at: 'list' } });

/** What an action makes of the guests' screen, and what is to be done. */
export function reduceGuests(session: GuestsSession, action: GuestsAction): GuestsNext {
  const { view } = session;
  switch (action.type) {
    case 'rows':
      return stay({ ...session, rows: action.rows, marked: stillThere(session, action.rows) });
    case 'failed':
      return stay({ ...session, rows: session.rows ?? [], notice: action.words });
    case 'leave':
      return view.at === 'task' && view.exit === undefined ? to(session, view, { type: 'stop-task' }) : to(session, { at: 'left' });
    case 'console-left':
      return to({ ...session, notice: action.words }, { at: 'list' }, { type: 'refresh' });
  }
  switch (view.at) {
    case 'list':
      return list(session, action);
    case 'help':
      return action.type === 'back' || action.type === 'enter' ? to(session, { at: 'list' }) : stay(session);
    case 'confirm':
      if (action.type === 'yes') return task(session, [view.verb, view.name]);
      return action.type === 'back' ? to(session, { at: 'list' }) : stay(session);
    case 'typing':
      if (action.type === 'back') return to(session, { at: 'list' });
      if (action.type !== 'typed') return stay(session);
      return action.text.trim() === '' ? to(session, { at: 'list' }) : task(session, [...view.words, ...action.text.trim().split(/\s+/)]);
    case 'task':
      return running(session, view, action);
    case 'create':
      return reduceCreate(session, view, action);
    default:
      return stay(session);
  }
}

const stay = (session: GuestsSession): GuestsNext => ({ session, effects: [] });
const to = (session: GuestsSession, view: GuestsView, ...effects: readonly GuestsEffect[]): GuestsNext => ({
  session: { ...session, view, notice: view.at === 'list' ? session.notice : undefined },
  effects,
});

const task = (session: GuestsSession, words: readonly string[]): GuestsNext =>
  to(session, { at: 'task', title: `archxen domu ${words.join(' ')}`, lines: [], scroll: 0 }, { type: 'run', words });

/** The marked guest, or the one that stands where it stood. */
function stillThere({ rows: before, marked }: GuestsSession, rows: readonly GuestRow[]): string | undefined {
  if (rows.some(({ name }) => name === marked)) return marked;
  const place = Math.max(0, before?.findIndex(({ name }) => name === marked) ?? 0);
  return rows[Math.min(place, rows.length - 1)]?.name;
}

function list(session: GuestsSession, action: GuestsAction): GuestsNext {
  const { rows = [], marked } = session;
  if (action.type === 'move') {
    const at = rows.findIndex(({ name }) => name === marked);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + action.by))];
    return stay({ ...session, marked: next?.name, notice: undefined });
  }
  if (action.type !== 'key' && action.type !== 'enter') return stay(session);
  const key = action.type === 'key' ? action.key : 'Enter';
  if (key === '?') return to(session, { at: 'help' });
  if (key === 'n') return create(session);
  const guest = markedRow(session);
  if (guest === undefined) return key === 'Enter' ? create(session) : stay(session);
  const why = guestKeys.find((each) => each.key === key)?.unless(guest);
  if (why !== undefined) return stay({ ...session, notice: why });
  return pressed(session, guest, key);
}

const create = (session: GuestsSession): GuestsNext =>
  to(
    session,
    { at: 'create', answers: { v: 1 }, questions: [], step: 0, back: 0, waiting: true },
    { type: 'questions', answers: { v: 1 } },
  );

function pressed(session: GuestsSession, guest: GuestRow, key: string): GuestsNext {
  const { name } = guest;
  const typing = (title: string, example: string, words: readonly string[], value: string): GuestsNext =>
    to(session, { at: 'typing', title, example, words, value });
  switch (key) {
    case 'Enter':
      return task(session, [name]);
    case 's':
      return task(session, ['start', name]);
    case 'c':
      return to(session, { at: 'console', name });
    case 'o':
      return task(session, ['stop', name]);
    case 'p':
      return task(session, [guest.state === 'paused' ? 'resume' : 'pause', name]);
    case 'b':
      return task(session, ['reboot', name]);
    case 'd':
      return to(session, {
        at: 'confirm',
        name,
        verb: 'destroy',
        words: 'It ends at once, like by pulling the plug: what it has not written is lost.',
      });
    case 'e':
      return typing(`Settings of ${name} to change`, 'memory=2048 vcpus=4', ['edit', name], `memory=${guest.memoryMiB ?? ''}`);
    case 'a':
      return task(session, ['autostart', name, guest.autostart ? 'off' : 'on']);
    case 'l':
      return typing(`Name of the copy of ${name}`, `${name}2`, ['clone', name], `${name}2`);
    case 'f':
      return task(session, ['finish', name]);
    case 'x':
      // The verb itself shows what is deleted, and asks.
      return task(session, ['remove', name]);
    default:
      return stay(session);
  }
}

function running(session: GuestsSession, view: Extract<GuestsView, { at: 'task' }>, action: GuestsAction): GuestsNext {
  switch (action.type) {
    case 'line':
      return to(session, { ...view, lines: [...view.lines, action.line].slice(-2000), scroll: 0 });
    case 'question':
      return to(session, { ...view, question: action.question });
    case 'reply':
      return to(
        session,
        { ...view, question: undefined, lines: [...view.lines, `${view.question ?? ''}${action.text}`] },
        { type: 'reply', text: action.text },
      );
    case 'ended':
      return to(session, { ...view, question: undefined, exit: action.exit }, { type: 'refresh' });
    case 'move':
      return to(session, { ...view, scroll: Math.max(0, Math.min(view.lines.length, view.scroll - action.by)) });
    case 'enter':
    case 'back':
      if (view.exit !== undefined) return to(session, { at: 'list' }, { type: 'refresh' });
      return action.type === 'back' && view.question !== undefined ? running(session, view, { type: 'reply', text: 'n' }) : stay(session);
    default:
      return stay(session);
  }
}
