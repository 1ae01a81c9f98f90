import { describe, expect, it } from '@jest/globals';
import { checkGuestAnswers } from '../../src/domu/answers-text.ts';
import { completeGuest } from '../../src/domu/defaults.ts';
import { newDisks } from '../../src/domu/disks/index.ts';
import type { GuestDraft } from '../../src/domu/guest.ts';
import type { Surroundings } from '../../src/domu/surroundings.ts';
import { withGuestAnswer } from '../../steps/domu/answer.ts';
import { guestQuestions } from '../../steps/domu/questions.ts';
import { dom0Facts, quiet } from './dom0.ts';
import { rich } from './matrix.ts';

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
      answers = withGuestAnswer(answers, path, question.value);
    }
    expect(completeGuest(checkGuestAnswers(answers), quiet)).toEqual(completeGuest({ v: 1 }, quiet));
  });

  const title = (around: Surroundings, answers: GuestDraft): string | undefined =>
    guestQuestions(around, answers).find(({ path }) => path === 'diskGiB')?.title;

  it('take the kind of disk early or late, with the name and size that the guest has at last', () => {
    let answers: GuestDraft = { v: 1 };
    for (const [path, value] of [
      ['diskKind', 'lvm'],
      ['from', '/iso/arch.iso'],
      ['name', 'web'],
    ] as const)
      answers = withGuestAnswer(answers, path, value);
    expect(title(rich, answers)).toContain('LVM volume');
    expect(completeGuest(answers, rich).disks).toEqual([{ kind: 'lvm', group: 'vg0', volume: 'web', sizeGiB: 20 }]);
    answers = withGuestAnswer(answers, 'diskGiB', 5);
    expect(completeGuest(checkGuestAnswers(answers), rich).disks).toEqual([{ kind: 'lvm', group: 'vg0', volume: 'web', sizeGiB: 5 }]);
    expect(completeGuest(withGuestAnswer(answers, 'diskGiB', 0), rich).disks).toEqual([]);
  });

  it.each(newDisks.map(({ id, label }) => [id, label] as const))('keep a disk of the kind %s to the end', (id, label) => {
    const answers = withGuestAnswer(withGuestAnswer({ v: 1, name: 'web' }, 'diskKind', id), 'diskGiB', 7);
    expect(title(rich, answers)).toContain(label);
    expect(completeGuest(answers, rich).disks).toMatchObject([{ kind: id, sizeGiB: 7 }]);
  });

  it('leave the disk with the system on it alone, and make a further one beside it', () => {
    const own = { kind: 'existing', path: '/srv/old.img', format: 'raw' };
    const answers: GuestDraft = { v: 1, name: 'web', from: '/srv/old.img' };
    expect(title(rich, answers)).toMatch(/^Further disk/);
    expect(completeGuest(answers, rich).disks).toEqual([own]);
    const chosen = withGuestAnswer(answers, 'diskKind', 'full-file');
    expect(completeGuest(chosen, rich).disks).toEqual([own]);
    expect(completeGuest(withGuestAnswer(chosen, 'diskGiB', 20), rich).disks).toMatchObject([own, { kind: 'full-file', sizeGiB: 20 }]);
  });

  it('lead to a refusal where a kind of disk cannot be made, not to another kind', () => {
    expect(() => completeGuest({ v: 1, name: 'web', diskKind: 'lvm' }, quiet)).toThrow(
      expect.objectContaining({ code: 'guest-invalid', message: expect.stringContaining('there is no volume group') }),
    );
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
