import { describe, expect, it } from '@jest/globals';
import { bootLoaders } from '../../src/bootloaders/index.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { BootLoaderId } from '../../src/core/facts-boot.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { applied } from './boot-facts.ts';
import type { Break } from './breaks.ts';
import { sampleAnswers } from './sample-facts.ts';

/** A healthy host raises no alarm, and each break is named with its cause and the next step. */
export const describeChain = (id: BootLoaderId, host: () => Facts, breaks: readonly Break[]): void =>
  describe(`the chain of ${id}`, () => {
    const answers = sampleAnswers({ boot: { loader: id } });
    const whole = applied(host(), bootStep.changes(host(), answers));
    const alarms = (facts: Facts) => bootLoaders[id].chain(facts, answers).filter(({ state }) => state === 'fail' || state === 'warn');

    it('is silent on a healthy host', () => {
      expect(alarms(whole)).toEqual([]);
    });
    it('is broken in at least 40 ways', () => {
      expect(breaks.length).toBeGreaterThanOrEqual(40);
    });
    it.each(breaks)('%s: %s', (wanted, _, breakIt) => {
      const checks = alarms(breakIt(whole));
      expect(checks.map((check) => check.id)).toContain(wanted);
      for (const check of checks) {
        expect(check.detail).not.toBe('');
        expect(check.reason).toMatch(/\.$/);
        expect(check.hint).toBeTruthy();
      }
    });
  });
