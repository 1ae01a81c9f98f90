import { describe, expect, it } from '@jest/globals';
import { checkGuestAnswers } from '../../src/domu/answers-text.ts';
import { completeGuest } from '../../src/domu/defaults.ts';
import type { GuestDraft } from '../../src/domu/guest.ts';
import { withGuestAnswer } from '../../steps/domu/answer.ts';
import { guestQuestions } from '../../steps/domu/questions.ts';
import { dom0Facts, quiet } from './dom0.ts';

describe('guestQuestions', () => {
  it('are at most five, and short helps', () => {
    const questions = guestQuestions(quiet, { v: 1 });
    expect(questions.filter(({ advanced }) => !advanced)).toHaveLength(5);
    for (const { help } of questions) {
      expect(help.split('\n').length).toBeLessThanOrEqual(12);
      for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('have defaults that, taken one by one, give the default guest', () => {
    let answers: GuestDraft = { v: 1 };
    for (const { path } of guestQuestions(quiet, answers)) {
      const question = guestQuestions(quiet, answers).find((each) => each.path === path);
      if (question === undefined) throw new Error(path);
      answers = withGuestAnswer(answers, path, question.value, quiet);
    }
    expect(completeGuest(checkGuestAnswers(answers), quiet)).toEqual(completeGuest({ v: 1 }, quiet));
  });

  it('offer PVH only where the host can run it, with the reason', () => {
    const around = { ...quiet, facts: { ...dom0Facts, xen: { ...dom0Facts.xen, virtCaps: ['pv'] } } };
    const kind = guestQuestions(around, { v: 1 }).find(({ path }) => path === 'kind');
    expect(kind).toMatchObject({
      value: 'pv',
      options: [
        { value: 'pvh', unavailable: expect.stringContaining('VT-x') },
        { value: 'pv' },
        { value: 'hvm', unavailable: expect.stringContaining('VT-x') },
      ],
    });
  });
});
