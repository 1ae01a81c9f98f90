import { afterEach, describe, expect, it } from '@jest/globals';
import { ArchxenError } from '../../src/core/error.ts';
import type { EngineEvent } from '../../src/core/event.ts';
import type { Stage } from '../../src/core/stage.ts';
import { createWizard } from '../../src/wizard/runner.ts';
import { createFakeRoad, failsAtSecond, fakeChanges, goesWell, multilibFails, passes } from '../support/fake-road.ts';
import { fakeSteps } from '../support/fake-steps.ts';
import { keys, openScreen, type TestScreen, type TestScreenOptions } from '../support/screen.tsx';

let open: TestScreen | undefined;
afterEach(() => {
  open?.close();
  open = undefined;
});

type Script = NonNullable<Parameters<typeof createFakeRoad>[0]>;

function start(script: Script = {}, options: TestScreenOptions = {}, banner?: string) {
  const road = createFakeRoad(script, banner);
  const wizard = createWizard(road, fakeSteps);
  const screen = openScreen(wizard, options);
  open = screen;
  return { road, wizard, screen };
}

/** The frame is inside the terminal: no line too wide, none too many. */
function fits(screen: TestScreen, columns: number, rows: number): void {
  const lines = screen.lines();
  expect(lines.length).toBeLessThan(rows);
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
}

/** A plan that never ends, with a long log and long titles. */
async function* endless(): AsyncGenerator<EngineEvent> {
  for (const [index, change] of fakeChanges.slice(0, 5).entries()) {
    yield { type: 'begin', index, total: fakeChanges.length, change };
    if (index < 4) yield { type: 'done', index, changed: true };
  }
  yield { type: 'warn', index: 4, message: 'the mirror was slow; another one was taken, which is a long story to tell in one line' };
  yield { type: 'phase', index: 4, phase: 'compiling' };
  for (let line = 0; line < 300; line++)
    yield { type: 'log', index: 4, line: `\x1b[32mgcc\x1b[0m\t-c file${line}.c -o file${line}.o ${'x'.repeat(120)}` };
  await new Promise(() => {});
}

async function* asks(): AsyncGenerator<EngineEvent> {
  yield* [];
  await new Promise(() => {});
}

const sizes = [
  { columns: 80, rows: 24, glyphs: 'unicode' },
  { columns: 60, rows: 20, glyphs: 'ascii' },
  { columns: 80, rows: 24, glyphs: 'cp437' },
] as const;

const banner = 'Rehearsal on a-host-with-a-long-name: nothing on this computer is changed';

/** Every screen: how the host must be, the keys that lead there, and what shows then. */
const tour: readonly { name: string; script: Script; press: readonly (readonly [string, string])[]; shows: string }[] = [
  { name: 'check', script: {}, press: [], shows: 'Nothing has been changed yet' },
  {
    name: 'check that fails',
    script: { preflight: [...passes, ...passes, ...passes, multilibFails] },
    press: [],
    shows: 'fix: Let it finish',
  },
  {
    name: 'check details',
    script: {},
    press: [
      ['in the', ''],
      ['yet', keys.down],
      ['', 'd'],
    ],
    shows: 'Seen by:',
  },
  { name: 'help', script: {}, press: [['yet', '?']], shows: 'could not be found out' },
  { name: 'guests', script: {}, press: [['yet', keys.enter]], shows: 'Which guests shall run here?' },
  {
    name: 'build',
    script: {},
    press: [
      ['yet', keys.enter],
      ['Which guests', keys.enter],
    ],
    shows: 'Other values...',
  },
  {
    name: 'dom0',
    script: {},
    press: [
      ['yet', keys.enter],
      ['Which guests', keys.enter],
      ['stub domain', keys.enter],
    ],
    shows: '8192 MiB, 6 vCPUs',
  },
  {
    name: 'form',
    script: {},
    press: [
      ['yet', keys.enter],
      ['Which guests', keys.enter],
      ['stub domain', keys.enter],
      ['8192 MiB', keys.tab],
    ],
    shows: 'Use these values',
  },
  {
    name: 'number',
    script: {},
    press: [
      ['yet', keys.enter],
      ['Which guests', keys.enter],
      ['stub domain', keys.enter],
      ['8192 MiB', keys.tab],
      ['Use these', keys.down],
      ['', keys.enter],
    ],
    shows: 'MiB (512 to 30000)',
  },
];

const toReview: readonly (readonly [string, string])[] = [
  ['yet', keys.enter],
  ['Which guests', keys.enter],
  ['stub domain', keys.enter],
  ['8192 MiB', keys.enter],
  ['reach the network', keys.enter],
  ['Which kernel', keys.enter],
];
const toApply = [...toReview, ['apply this plan', keys.enter]] as const;
const at = (stage: Stage): Script => ({ stage });

const later: typeof tour = [
  { name: 'review', script: {}, press: toReview, shows: '@@ -6,5 +6,5 @@' },
  { name: 'review, other change', script: {}, press: [...toReview, ['@@ -6,5', keys.down]], shows: '$ pacman -Syu --noconfirm' },
  {
    name: 'review without a plan',
    script: {
      plan: () => {
        throw new ArchxenError(
          'no-space',
          'The ESP is full: 3 MiB are free and 41 MiB are needed, which is rather a lot more than there is.',
          { hint: 'Free some.' },
        );
      },
    },
    press: toReview,
    shows: 'No plan can be made',
  },
  { name: 'running', script: { apply: endless }, press: toApply, shows: 'file299' },
  { name: 'stop?', script: { apply: endless }, press: [...toApply, ['file299', keys.ctrlC]], shows: 'Stop after this change?' },
  {
    name: 'keep-network',
    script: {
      apply: async function* (hands) {
        void hands.ask({
          kind: 'keep-network',
          message: 'enp3s0 is now a port of xenbr0, with the address 192.0.2.17.',
          deadline: Date.now() + 47_000,
        });
        yield* asks();
      },
    },
    press: toApply,
    shows: 'SECONDS LEFT',
  },
  { name: 'failed', script: { apply: (_hands, changes) => failsAtSecond(changes) }, press: toApply, shows: '/var/log/archxen/pacman.log' },
  { name: 'done', script: {}, press: toApply, shows: 'Linux again, until you' },
  { name: 'rebooting', script: {}, press: [...toApply, ['Reboot now into', keys.enter]], shows: 'going down now' },
  {
    name: 'interrupted',
    script: at({ at: 'interrupted', done: 3, total: 12, rollback: false, failed: false }),
    press: [],
    shows: '3 of 12 changes',
  },
  { name: 'armed', script: at({ at: 'armed' }), press: [], shows: 'Reboot now' },
  {
    name: 'armed, broken chain',
    script: { ...at({ at: 'armed' }), chain: [...passes, multilibFails] },
    press: [],
    shows: 'Do not reboot yet',
  },
  {
    name: 'fell back',
    script: at({ at: 'fell-back', why: 'Xen panicked: no IOMMU.', evidence: Array.from({ length: 40 }, (_, i) => `line ${i}`) }),
    press: [],
    shows: 'Try again',
  },
  { name: 'verdict', script: at({ at: 'in-dom0' }), press: [], shows: 'Xen runs and was verified' },
  { name: 'red verdict', script: { ...at({ at: 'in-dom0' }), verify: [...passes, multilibFails] }, press: [], shows: 'Verify again' },
  { name: 'confirm', script: at({ at: 'verified' }), press: [], shows: 'Make Xen the default?' },
  { name: 'finished', script: at({ at: 'verified' }), press: [['Make Xen', keys.enter]], shows: 'archxen domu create' },
  { name: 'health', script: at({ at: 'confirmed' }), press: [], shows: 'Xen runs' },
  { name: 'Linux booted', script: at({ at: 'confirmed-but-linux' }), press: [], shows: 'Reboot into Xen now' },
  { name: 'foreign', script: at({ at: 'foreign-xen' }), press: [], shows: 'Xen runs' },
  {
    name: 'way back',
    script: at({ at: 'verified' }),
    press: [
      ['Make Xen', keys.up],
      ['', keys.enter],
    ],
    shows: 'This is the way back',
  },
];

describe.each(sizes)('$columns x $rows, $glyphs', ({ columns, rows, glyphs }) => {
  it.each([...tour.map((stop) => ({ ...stop, press: stop.press.filter(([, key]) => key !== '') })), ...later])(
    '$name fits',
    async ({ script, press, shows }) => {
      const { screen } = start(script, { columns, rows, glyphs }, banner);
      for (const [text, key] of press) {
        await screen.waitFor(text);
        await screen.press(key);
      }
      await screen.waitFor(shows);
      fits(screen, columns, rows);
      expect(screen.text().replace(/\s+/g, ' ')).toContain(banner);
      if (glyphs === 'ascii') expect(screen.text()).toMatch(/^[\x20-\x7e\n]*$/);
      else expect(screen.text()).not.toMatch(/[…–—“”‘’╭╮╰╯]/);
    },
  );
});

describe('keys', () => {
  it('choose other than the default, and the answer is what was marked', async () => {
    const { screen, wizard } = start();
    for (const [text, key] of toReview.slice(0, 1)) {
      await screen.waitFor(text);
      await screen.press(key);
    }
    await screen.waitFor('[x] PVH');
    await screen.press('j', ' ', keys.down, ' ', keys.down, ' ', keys.enter);
    await screen.waitFor('stub domain');
    expect(wizard.getSnapshot().answers?.guests.kinds).toEqual(['pvh', 'hvm']);
    await screen.press('k');
    await screen.press(keys.enter);
    await screen.waitFor('8192 MiB');
    await screen.press(keys.tab);
    await screen.waitFor('Use these values');
    await screen.press(keys.down, keys.enter);
    await screen.waitFor('512 to 30000');
    await screen.press('6', '0q?00', keys.backspace, keys.backspace, keys.backspace, keys.backspace, '00', keys.enter);
    await screen.waitFor('6000 MiB');
    await screen.press(keys.enter);
    await screen.waitFor('reach the network');
    expect(wizard.getSnapshot().answers?.dom0).toEqual({ memoryMiB: 6000, vcpus: 4 });
    await screen.press(keys.escape);
    await screen.waitFor('Keep the values chosen before');
  });

  it('say at Enter why a host with a failure cannot go on', async () => {
    const { screen } = start({ preflight: [multilibFails] });
    await screen.waitFor('One thing stands in the way');
    await screen.press(keys.enter);
    await screen.waitFor('Not yet: pacman says FAIL.');
    expect(screen.text()).toContain('[Check]');
  });

  it('scroll the details to their end and no further', async () => {
    const { screen } = start();
    for (const [text, key] of toReview) {
      await screen.waitFor(text);
      await screen.press(key);
    }
    await screen.waitFor('@@ -6,5');
    await screen.press(keys.down, keys.down, keys.down);
    await screen.waitFor('+line 0');
    await screen.press(keys.pageDown, keys.pageDown, keys.pageDown, keys.pageDown, keys.pageDown, keys.pageDown, 'J');
    await screen.waitFor('+line 39');
    await screen.press('K');
    await screen.waitFor(/lines \d+ to 41 of 42/);
    await screen.press('s');
    await screen.waitFor('Saved as /root/archxen-plan.json');
  });

  it('that arrive together are taken one after the other', async () => {
    const { screen, wizard } = start({ stage: { at: 'verified' } });
    await screen.waitFor('Make Xen the default?');
    await screen.press(`${keys.down}\r`);
    expect((await wizard.finished).words).toEqual(['Linux stays the default. `archxen confirm` makes it Xen.']);
    screen.close();
    const second = start();
    await second.screen.waitFor('yet');
    await second.screen.press('jjj');
    expect(second.wizard.getSnapshot().screen).toMatchObject({ at: 'check', row: 3 });
  });

  it('that are pasted agree to no plan and answer nothing, marked as a paste by the terminal or not', async () => {
    const { screen, wizard, road } = start();
    const pasted = '\x1b[200~first line\r\rq\r\x1b[201~';
    for (const [text, key] of toReview) {
      await screen.waitFor(text);
      const { at } = wizard.getSnapshot().screen;
      await screen.press(pasted);
      expect(wizard.getSnapshot().screen.at).toBe(at);
      await screen.press(key);
    }
    await screen.waitFor('apply this plan');
    await screen.press(pasted, 'first line\rsecond line\r', '\r\r');
    expect(wizard.getSnapshot().screen.at).toBe('review');
    await screen.press(keys.enter);
    await screen.waitFor('Reboot now');
    expect(road.calls).toContain('apply');
  });

  it('that are pasted into a field are its text, without their further lines, until Enter', async () => {
    const { screen, wizard } = start();
    for (const [text, key] of toReview.slice(0, 2)) {
      await screen.waitFor(text);
      await screen.press(key);
    }
    await screen.waitFor('stub domain');
    await screen.press(keys.tab);
    await screen.waitFor('Use these values');
    await screen.press(keys.down, keys.enter);
    await screen.waitFor('Where the AUR is cloned from');
    await screen.press(keys.ctrlU, '\x1b[200~https://git.example.org/mirror\rreboot\r\x1b[201~');
    await screen.waitFor('https://git.example.org/mirror');
    expect(wizard.getSnapshot().screen).toMatchObject({ view: { kind: 'value' } });
    await screen.press(keys.enter);
    await screen.waitFor('Use these values');
    expect(wizard.getSnapshot().answers?.build.url).toBe('https://git.example.org/mirror');
  });

  it('keep or take back the network', async () => {
    const said: boolean[] = [];
    const { screen } = start({
      apply: async function* (hands) {
        said.push(await hands.ask({ kind: 'keep-network', message: 'The bridge is up.', deadline: Date.now() + 47_000 }));
        yield* goesWell(fakeChanges);
      },
    });
    for (const [text, key] of toApply) {
      await screen.waitFor(text);
      await screen.press(key);
    }
    await screen.waitFor(/4[67] SECONDS LEFT/);
    await screen.press(keys.enter);
    await screen.waitFor('Done');
    expect(said).toEqual([true]);
  });

  it('q leaves and Ctrl-C leaves with its own code', async () => {
    const first = start();
    await first.screen.waitFor('yet');
    await first.screen.press('q');
    expect((await first.wizard.finished).code).toBe(0);
    first.screen.close();
    const second = start();
    await second.screen.waitFor('yet');
    await second.screen.press(keys.ctrlC);
    expect((await second.wizard.finished).code).toBe(130);
  });
});

describe('the terminal', () => {
  it('too small asks for a larger one, and goes on when it is larger', async () => {
    const { screen } = start({}, { columns: 40, rows: 12 });
    await screen.waitFor('now 40x12');
    expect(screen.text().replace(/\s+/g, ' ')).toContain('Please make the terminal larger: at least 60x20 (now 40x12)');
    fits(screen, 40, 12);
    screen.resize(80, 24);
    await screen.waitFor('Nothing has been changed yet');
    screen.resize(200, 70);
    await screen.waitFor('Nothing has been changed yet');
    fits(screen, 110, 41);
  });

  it('for a screen reader has words and no rules or bars', async () => {
    const { screen } = start({}, { screenReader: true });
    await screen.waitFor('archxen: Check, part 1 of 8');
    expect(screen.text()).not.toMatch(/[─-]{5}|█|░/);
    await screen.press(keys.enter);
    await screen.waitFor('Guests, part 2 of 8');
  });

  it('shows the road with the current part in brackets', async () => {
    const { screen } = start();
    await screen.waitFor('[Check]> Guests > Build > dom0 > Network > Boot > Review > Apply');
    expect(screen.lines()[0]?.trimEnd().endsWith('1/8')).toBe(true);
  });
});
