import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { preflight } from '../../steps/host/preflight.ts';
import { sha256 } from '../../src/core/digest.ts';
import type { Facts } from '../../src/core/facts.ts';
import { isWatched } from '../../src/core/watched.ts';
import { defaultAnswers, readAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { factsOfHost } from '../facts/host.ts';
import { hosts } from '../hosts/index.ts';
import { sampleFacts } from '../support/sample-facts.ts';

/** `UPDATE_GOLDEN=1 npm test -- test/golden` writes them anew; then read the difference. */
const update = process.env['UPDATE_GOLDEN'] === '1';

const self = { version: '0.1.0', node: '/usr/bin/node', bundle: { path: '/root/archxen.mjs', sha256: sha256('bundle') } };

/** A recorded host as root with the AUR within reach: the same package bases everywhere, so that only the hosts differ. */
async function factsOf(name: string): Promise<Facts> {
  const facts = await factsOfHost(name, { self });
  return { ...facts, bases: sampleFacts().bases };
}

/** What a person who only presses Enter sees and agrees to; texts as lines, so that a difference can be read. */
function roadOf(facts: Facts) {
  const answers = defaultAnswers(facts);
  const { changes, reboot } = setupPlan(facts, answers);
  return {
    answers,
    preflight: preflight(facts, answers).checks.map(({ state, id, title, detail }) => `${state} ${id} | ${title}: ${detail}`),
    changes,
    reboot,
  };
}

const readable = (value: unknown): string =>
  `${JSON.stringify(value, (key, member: unknown) => (key === 'text' && typeof member === 'string' ? member.split('\n') : member), 2)}\n`;

describe.each(Object.keys(hosts).toSorted())('on %s', (name) => {
  it('the road is the golden one', async () => {
    const path = fileURLToPath(new URL(`./${name}.json`, import.meta.url));
    const text = readable(roadOf(await factsOf(name)));
    if (update) writeFileSync(path, text);
    expect(existsSync(path) ? readFileSync(path, 'utf8') : 'there is no golden file yet').toBe(text);
  });

  it('each row fits 80 columns, and what is not well has a next step', async () => {
    const facts = await factsOf(name);
    for (const { id, title, detail, state, hint } of preflight(facts, defaultAnswers(facts)).checks) {
      expect({ id, title, detail, fits: title.length <= 14 && detail.length <= 46 }).toEqual({ id, title, detail, fits: true });
      if (state === 'fail') expect([id, hint]).toEqual([id, expect.any(String)]);
    }
  });

  it('the plan writes only watched files, and knows what it replaces', async () => {
    const facts = await factsOf(name);
    for (const change of setupPlan(facts, defaultAnswers(facts)).changes) {
      if (change.kind !== 'file') continue;
      expect([change.path, isWatched(change.path)]).toEqual([change.path, true]);
      if (facts.files[change.path] === undefined) expect([change.path, change.before]).toEqual([change.path, null]);
    }
  });

  it('default answers survive a file', async () => {
    const facts = await factsOf(name);
    expect(readAnswers(JSON.stringify(defaultAnswers(facts)), defaultAnswers(facts))).toEqual(defaultAnswers(facts));
  });
});
