import type { Answers } from '../../src/core/answers.ts';
import type { Check, Report } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { hostChecks } from './host-checks.ts';
import { hostSteps } from './index.ts';

export { verifyReport } from './verify.ts';

/** The order of the rows: as one would look at a host, from the CPU to the disk. By the first words of the ids. */
const order = [
  'os',
  'root',
  'xen',
  'cpu',
  'iommu',
  'firmware',
  'guests',
  'boot',
  'kernel',
  'session',
  'network',
  'conflict',
  'pacman',
  'build',
  'dom0',
  'services',
];

/** All that must be known before a plan is made: the host as a whole, and what each step has to say. */
export function preflight(facts: Facts, answers: Answers): Report {
  const checks = [...hostChecks(facts), ...hostSteps.flatMap((step) => step.check(facts, answers))];
  return { v: 1, kind: 'preflight', checks: checks.toSorted((a, b) => place(a) - place(b)) };
}

const place = ({ id }: Check): number => {
  const at = order.indexOf(id.split('.')[0] ?? '');
  return at < 0 ? order.length : at;
};
