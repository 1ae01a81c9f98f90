import { lesserLinks } from '../bootloaders/chain-checks.ts';
import { bootLoaders } from '../bootloaders/index.ts';
import { previousLinks } from '../bootloaders/previous-modules.ts';
import type { Answers } from '../core/answers.ts';
import type { Report } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';

/** The chain check: every link from the boot loader's entries to root=, for Xen and for the Linux fallback. */
export function chainReport(facts: Facts, answers: Answers): Report {
  const { loader } = answers.boot;
  return {
    v: 1,
    kind: 'chain',
    checks: loader === 'none' ? [] : [...bootLoaders[loader].chain(facts, answers), ...lesserLinks(previousLinks(facts))],
  };
}
