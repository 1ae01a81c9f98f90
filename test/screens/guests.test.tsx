import { afterEach, describe, expect, it } from '@jest/globals';
import { GuestsApp } from '../../screens/guests/app.tsx';
import { completeGuest } from '../../src/domu/defaults.ts';
import type { GuestDraft } from '../../src/domu/guest.ts';
import type { GuestsPort } from '../../src/wizard/guests/port.ts';
import { createGuests } from '../../src/wizard/guests/runner.ts';
import { withGuestAnswer } from '../../steps/domu/answer.ts';
import { guestQuestions } from '../../steps/domu/questions.ts';
import { quiet } from '../domu/dom0.ts';
import { rich } from '../domu/matrix.ts';
import { row } from '../support/guest-row.ts';
import { keys, openOn, type TestScreen, type TestScreenOptions } from '../support/screen.tsx';

const rows = [
  row('db'),
  row('web', { running: true, state: 'running', id: 3, address: '192.168.178.123', uptime: '12 days, 3:04:05', autostart: true }),
  row('a-guest-with-a-name-that-is-much-too-long-for-its-column-and-its-line', { kind: 'hvm', memoryMiB: 131072 }),
];

let open: TestScreen | undefined;
afterEach(() => {
  open?.close();
  open = undefined;
});

function start(port: Partial<GuestsPort> = {}, options: TestScreenOptions = {}) {
  const ran: string[] = [];
  const guests = createGuests({
    list: async () => rows,
    run: async (words, { say, ask }) => {
      ran.push(words.join(' '));
      for (let line = 1; line <= 40; line += 1) say(`line ${line} ${'of many words that go on '.repeat(6)}`);
      return words[0] === 'remove' && (await ask('Remove db with its disks? [y/N] ')) !== 'y' ? 20 : 0;
    },
    create: async (answers, { say }) => {
      say(`made ${answers.name}`);
      return 0;
    },
    questions: async (answers) => guestQuestions(quiet, answers),
    answer: async (answers, path, value) => ({ answers: { ...answers, [path]: value } }),
    console: async () => 'left',
    ...port,
  });
  const screen = openOn(<GuestsApp guests={guests} />, options);
  open = screen;
  void guests.refresh();
  return { screen, ran, guests };
}

function fits(screen: TestScreen, columns: number, lines: number): void {
  expect(screen.lines().length).toBeLessThan(lines);
  for (const line of screen.lines()) expect([...line].length).toBeLessThanOrEqual(columns);
}

describe.each([
  [80, 24, 'unicode'],
  [60, 20, 'ascii'],
] as const)('the guests on %sx%s, %s', (columns, lines, glyphs) => {
  const size = { columns, rows: lines, glyphs };

  it('show themselves, take the keys and never run over the edge', async () => {
    const { screen, ran } = start({}, size);
    await screen.waitFor('web');
    fits(screen, columns, lines);
    expect(screen.text()).toMatch(/db +stopped/);
    if (columns === 80) expect(screen.text()).toContain('192.168.178.123');
    await screen.press('?');
    await screen.waitFor('pull the plug');
    fits(screen, columns, lines);
    await screen.press(keys.enter, 's');
    await screen.waitFor('line 40');
    fits(screen, columns, lines);
    await screen.waitFor('Done.');
    await screen.press(keys.pageUp, keys.pageUp);
    fits(screen, columns, lines);
    await screen.press(keys.enter);
    await screen.waitFor('Auto');
    expect(ran).toEqual(['start db']);
    if (glyphs === 'ascii') expect(screen.text()).toMatch(/^[\x00-\x7e]*$/);
  });

  it('lead through a new guest by Enter', async () => {
    const { screen } = start({ list: async () => [] }, size);
    await screen.waitFor('There are no guests');
    await screen.press(keys.enter);
    for (const title of ['Name of the guest', 'Made from', 'Kind of guest', 'Memory', 'Disk']) {
      await screen.waitFor(title);
      fits(screen, columns, lines);
      await screen.press(keys.enter);
    }
    await screen.waitFor('made guest1');
  });
});

describe('a kind of disk among the other values', () => {
  it('is the one that the last prompt asks for and that the guest gets', async () => {
    const made: GuestDraft[] = [];
    const { screen } = start({
      list: async () => [],
      questions: async (answers) => guestQuestions(rich, answers),
      answer: async (answers, path, value) => ({ answers: withGuestAnswer(answers, path, value) }),
      create: async (answers) => made.push(answers),
    });
    await screen.waitFor('There are no guests');
    await screen.press(keys.enter);
    await screen.waitFor('Name of the guest');
    await screen.press(keys.tab);
    await screen.waitFor('Kind of disk');
    await screen.press(keys.down, keys.enter);
    await screen.waitFor('preallocated file');
    await screen.press(keys.down, keys.enter);
    await screen.waitFor('Other values');
    await screen.press(keys.escape);
    for (const title of ['Name of the guest', 'Made from', 'Kind of guest', 'Memory', 'Disk: preallocated file']) {
      await screen.waitFor(title);
      await screen.press(keys.enter);
    }
    await screen.waitFor('New guest');
    expect(made.map((answers) => completeGuest(answers, rich).disks)).toMatchObject([[{ kind: 'full-file' }]]);
  });
});

describe('the guests', () => {
  it('ask before a plug is pulled, and Enter alone is no', async () => {
    const { screen, ran } = start();
    await screen.waitFor('web');
    await screen.press(keys.down, 'd');
    await screen.waitFor('destroy web?');
    await screen.press(keys.enter);
    await screen.waitFor('Auto');
    expect(ran).toEqual([]);
    await screen.press('d', keys.down, keys.enter);
    await screen.waitFor('Done.');
    expect(ran).toEqual(['destroy web']);
  });

  it('put the question of a verb on the screen, its usual answer marked', async () => {
    const { screen } = start();
    await screen.waitFor('web');
    await screen.press('x');
    await screen.waitFor('Remove db with its disks?');
    await screen.press(keys.enter);
    await screen.waitFor('Ended with exit code 20.');
  });

  it('say what could not be read', async () => {
    const { screen } = start({ list: () => Promise.reject(new Error('xenstored is not running')) });
    await screen.waitFor('xenstored is not running');
  });
});
