import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldRun } from '../../src/engine/fold.ts';
import { listRuns, mark, openJournal, readRun } from '../../src/engine/index.ts';
import { formatRecord, parseJournal } from '../../src/engine/journal-text.ts';
import type { JournalRecord } from '../../src/engine/records.ts';
import { setup } from './plans.ts';
import { world } from './world.ts';

const path = '/var/lib/archxen/journal/0001.jsonl';
const plan = setup();
const start: JournalRecord = { type: 'plan', run: '0001', plan, at: 1, bootId: 'b', version: '0.1.0' };
const begin = (index: number): JournalRecord => ({ type: 'begin', plan: plan.sha256, index, back: [] });
const done = (index: number): JournalRecord => ({ type: 'done', plan: plan.sha256, index, changed: true });
const end: JournalRecord = { type: 'end', plan: plan.sha256, outcome: 'applied', at: 2, bootId: 'b' };

const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)));
const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({
    type: fc.constant('mark' as const),
    name: fc.constantFrom('armed' as const, 'red' as const),
    at: fc.nat(),
    bootId: fc.string({ unit: 'binary' }),
    detail: json,
  }),
  fc.record({ type: fc.constant('done' as const), plan: fc.string(), index: fc.nat(), changed: fc.boolean() }),
);

const lines = (records: readonly JournalRecord[]): Buffer => Buffer.from(records.map(formatRecord).join(''));

describe('the text of a journal', () => {
  it('gives back any records', () => {
    fc.assert(fc.property(fc.array(anyRecord), (records) => expect(parseJournal(lines(records), path)).toEqual({ records, torn: false })));
  });

  it('cut at any byte gives all whole records and leaves out the torn one', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 3 }), (records) => {
        const bytes = lines(records);
        const last = lines(records.slice(0, -1)).length;
        for (let cut = last; cut < bytes.length - 1; cut += 1) {
          expect(parseJournal(bytes.subarray(0, cut), path)).toEqual({ records: records.slice(0, -1), torn: cut > last });
        }
        // Only the newline is missing: the record is whole.
        expect(parseJournal(bytes.subarray(0, -1), path)).toEqual({ records, torn: false });
      }),
      { numRuns: 30 },
    );
  });

  it('takes blocks that never reached the disk for a torn record', () => {
    const bytes = lines([start, begin(0)]);
    bytes.fill(0, lines([start]).length + 30);
    expect(parseJournal(bytes, path)).toEqual({ records: [start], torn: true });
  });

  it('calls a changed byte anywhere in a record damage', () => {
    const good = lines([begin(0), done(0)]);
    for (let at = 0; at < good.length; at += 1) {
      const bytes = Buffer.from(good);
      bytes[at] = bytes[at] === 0x23 ? 0x24 : 0x23;
      if (good[at] === 0x0a && at < good.length - 1) continue;
      if (at === good.length - 1) continue;
      expect(() => parseJournal(bytes, path)).toThrow(
        expect.objectContaining({ code: 'journal-corrupt', path, hint: expect.stringContaining('Nothing was changed') }),
      );
    }
  });

  it('calls a line that was joined with the next one damage', () => {
    const bytes = Buffer.from(
      lines([begin(0), done(0)])
        .toString()
        .replace('\n', ' '),
    );
    expect(() => parseJournal(bytes, path)).toThrow(expect.objectContaining({ code: 'journal-corrupt' }));
  });

  it('says so when a newer archxen wrote a kind of record that is not known', () => {
    const text = formatRecord({ ...end, type: 'later' } as unknown as JournalRecord);
    expect(() => parseJournal(Buffer.from(text), path)).toThrow(/does not know \(later\)/);
  });
});

describe('a run', () => {
  it('is its plans with what was begun and done', () => {
    const run = foldRun('0001', path, [start, begin(0), done(0), begin(1), end], false);
    expect(run.plans).toHaveLength(1);
    expect([...(run.plans[0]?.begun.keys() ?? [])]).toEqual([0, 1]);
    expect([...(run.plans[0]?.done ?? [])]).toEqual([0]);
    expect(run.plans[0]?.end?.outcome).toBe('applied');
  });

  it('has no end any more when it was gone on with', () => {
    const stopped: JournalRecord = { ...end, outcome: 'stopped' };
    expect(foldRun('0001', path, [start, begin(0), stopped, done(0)], false).plans[0]?.end).toBeUndefined();
  });

  it('is damaged when a record between is missing', () => {
    expect(() => foldRun('0001', path, [begin(0)], false)).toThrow(/a plan that is not there/);
    expect(() => foldRun('0001', path, [start, done(0)], false)).toThrow(/never begun/);
  });
});

describe('a journal file', () => {
  it('is for root alone, and numbered', async () => {
    const { system } = world();
    for (const run of ['0001', '0002']) {
      const journal = await openJournal(system);
      expect(journal.run).toBe(run);
      await journal.append(start);
    }
    expect(await listRuns(system)).toEqual(['0001', '0002']);
    expect(await system.stat(path)).toMatchObject({ mode: 0o600 });
    for (const directory of ['/var/lib/archxen', '/var/lib/archxen/journal'])
      expect(await system.stat(directory)).toMatchObject({ mode: 0o700 });
    expect(await system.stat('/var/lib')).toMatchObject({ mode: 0o755 });
  });

  it('takes further records after being torn at any byte', async () => {
    const torn = Buffer.from(formatRecord(begin(0)));
    for (let cut = 1; cut < torn.length; cut += 1) {
      const { system } = world();
      const journal = await openJournal(system);
      await journal.append(start);
      await system.append(path, torn.subarray(0, cut));
      await journal.append(begin(0));
      await journal.append(done(0));
      await mark(system, '0001', 'armed', { entry: 'xen.conf' });
      const run = await readRun(system, '0001');
      // With all but its newline the record was whole, and begins twice.
      expect([cut, run.torn]).toEqual([cut, cut < torn.length - 1]);
      expect([...(run.plans[0]?.done ?? [])]).toEqual([0]);
      expect(run.marks).toMatchObject([{ name: 'armed', bootId: 'boot-1', detail: { entry: 'xen.conf' } }]);
    }
  });
});
