import { describe, expect, it } from '@jest/globals';
import { guestKeys } from '../../src/wizard/guests/keys.ts';
import { runGuestLines } from '../../src/wizard/guests/line-mode.ts';
import type { GuestsPort } from '../../src/wizard/guests/port.ts';
import { firstGuests, reduceGuests } from '../../src/wizard/guests/reduce.ts';
import { createGuests } from '../../src/wizard/guests/runner.ts';
import type { GuestsAction, GuestsSession } from '../../src/wizard/guests/session.ts';
import { guestQuestions } from '../../steps/domu/questions.ts';
import { quiet } from '../domu/dom0.ts';
import { row } from '../support/guest-row.ts';

const web = row('web', { running: true, state: 'running', id: 3 });
const rows = [row('db'), web];
const led = (actions: readonly GuestsAction[], session: GuestsSession = firstGuests()) =>
  actions.reduce((last, action) => reduceGuests(last.session, action), { session, effects: [] } as ReturnType<typeof reduceGuests>);
const shown: GuestsAction = { type: 'rows', rows };
const key = (letter: string): GuestsAction => ({ type: 'key', key: letter });

describe('the list of guests', () => {
  it('keeps the mark on its guest when others come and go, and on its place when it goes itself', () => {
    const { session } = led([shown, { type: 'move', by: 1 }]);
    expect(session.marked).toBe('web');
    expect(led([{ type: 'rows', rows: [row('a'), ...rows] }], session).session.marked).toBe('web');
    expect(led([{ type: 'rows', rows: [row('db')] }], session).session.marked).toBe('db');
    expect(led([{ type: 'rows', rows: [] }], session).session.marked).toBeUndefined();
  });

  it.each([
    ['s', 'db', ['start', 'db']],
    ['o', 'web', ['stop', 'web']],
    ['p', 'web', ['pause', 'web']],
    ['b', 'web', ['reboot', 'web']],
    ['a', 'db', ['autostart', 'db', 'on']],
    ['f', 'db', ['finish', 'db']],
    ['x', 'db', ['remove', 'db']],
    ['Enter', 'db', ['db']],
  ])('%s on %s runs the verb', (letter, name, words) => {
    const { effects, session } = led([
      shown,
      { type: 'move', by: name === 'web' ? 1 : 0 },
      letter === 'Enter' ? { type: 'enter' } : key(letter),
    ]);
    expect(effects).toEqual([{ type: 'run', words }]);
    expect(session.view.at).toBe('task');
  });

  it('says why a key does nothing here', () => {
    expect(led([shown, key('c')]).session).toMatchObject({ view: { at: 'list' }, notice: 'db is not running.' });
    expect(led([shown, { type: 'move', by: 1 }, key('x')]).session.notice).toBe('web is running: stop it first.');
    for (const { key: letter } of guestKeys) expect(letter).not.toMatch(/^[nq?]$/);
  });

  it('pulls the plug only after a yes, and Esc leads back', () => {
    const asked = led([shown, { type: 'move', by: 1 }, key('d')]);
    expect(asked.effects).toEqual([]);
    expect(led([{ type: 'back' }], asked.session).session.view.at).toBe('list');
    expect(led([{ type: 'yes' }], asked.session).effects).toEqual([{ type: 'run', words: ['destroy', 'web'] }]);
  });

  it('takes typed words for edit and clone', () => {
    expect(led([shown, key('e'), { type: 'typed', text: ' memory=99  vcpus=1 ' }]).effects).toEqual([
      { type: 'run', words: ['edit', 'db', 'memory=99', 'vcpus=1'] },
    ]);
    expect(led([shown, key('l'), { type: 'typed', text: 'db2' }]).effects).toEqual([{ type: 'run', words: ['clone', 'db', 'db2'] }]);
    expect(led([shown, key('l'), { type: 'typed', text: ' ' }]).session.view.at).toBe('list');
  });

  it('Ctrl-C stops a task that waits, and leaves the screen otherwise', () => {
    const busy = led([shown, key('s'), { type: 'leave' }]);
    expect(busy.effects).toEqual([{ type: 'stop-task' }]);
    expect(led([{ type: 'ended', exit: 0 }, { type: 'enter' }, { type: 'leave' }], busy.session).session.view.at).toBe('left');
  });
});

/** A host where everything is answered at once. */
const fakePort = (more: Partial<GuestsPort> = {}): GuestsPort => ({
  list: async () => rows,
  run: async (_, { say, ask }) => {
    say('done');
    return (await ask('Sure? [y/N] ')) === 'y' ? 0 : 20;
  },
  create: async () => 0,
  questions: async (answers) => guestQuestions(quiet, answers),
  answer: async (answers, path, value) =>
    value === '/nope' ? { problem: 'There is no file /nope.' } : { answers: { ...answers, [path]: value } },
  console: async (name) => `left ${name}`,
  ...more,
});
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('a new guest', () => {
  it('is five prompts by Enter, then the verb with its plan', async () => {
    const made: unknown[] = [];
    const guests = createGuests(fakePort({ create: async (answers) => made.push(answers) }));
    guests.send({ type: 'rows', rows: [] });
    guests.send({ type: 'enter' });
    let asked = 0;
    for (; guests.getSnapshot().view.at === 'create' && asked < 10; ) {
      await settle();
      const { view } = guests.getSnapshot();
      if (view.at !== 'create' || typeof view.step !== 'number') break;
      const question = view.questions.filter(({ advanced }) => !advanced)[view.step];
      if (question === undefined) throw new Error();
      guests.send({ type: 'answer', path: question.path, value: question.value });
      asked += 1;
      await settle();
    }
    expect(asked).toBe(5);
    expect(made).toEqual([
      expect.objectContaining({ name: 'guest1', from: '/boot/vmlinuz-linux', kind: 'pvh', memoryMiB: 1024, diskGiB: 10 }),
    ]);
  });

  it('says what is wrong with an answer and stays there; Tab opens the other values', async () => {
    const guests = createGuests(fakePort());
    guests.send({ type: 'key', key: 'n' });
    await settle();
    guests.send({ type: 'answer', path: 'from', value: '/nope' });
    await settle();
    expect(guests.getSnapshot().view).toMatchObject({ at: 'create', step: 0, problem: 'There is no file /nope.' });
    guests.send({ type: 'form' });
    guests.send({ type: 'open-value', path: 'vcpus' });
    guests.send({ type: 'answer', path: 'vcpus', value: 4 });
    await settle();
    expect(guests.getSnapshot().view).toMatchObject({ step: 'form', answers: { vcpus: 4 } });
    guests.send({ type: 'back' });
    expect(guests.getSnapshot().view).toMatchObject({ step: 0 });
  });
});

describe('a task', () => {
  it('shows what is said and answers what is asked', async () => {
    const guests = createGuests(fakePort());
    guests.send(shown);
    guests.send(key('s'));
    await settle();
    expect(guests.getSnapshot().view).toMatchObject({ at: 'task', lines: ['done'], question: 'Sure? [y/N] ' });
    guests.send({ type: 'reply', text: 'y' });
    await settle();
    expect(guests.getSnapshot().view).toMatchObject({ exit: 0, question: undefined });
  });
});

describe('the line mode of guests', () => {
  it('runs what is typed, asks before it pulls the plug, and ends with q', async () => {
    const ran: string[] = [];
    const printed: string[] = [];
    const lines = ['?', 'start db', 'destroy web', 'n', 'destroy web', 'y', 'console web', 'q'];
    const port = fakePort({ run: async (words) => ran.push(words.join(' ')) });
    await runGuestLines(port, { print: (line) => printed.push(line), ask: async () => lines.shift() });
    expect(ran).toEqual(['start db', 'destroy web']);
    expect(printed.join('\n')).toMatch(/web +running/);
    expect(printed).toContain('left web');
  });
});
