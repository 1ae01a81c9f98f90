import type { Answers } from '../core/answers.ts';
import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { type BootLoader, isRefusal } from './boot-loader.ts';
import { fail, pass } from './chain-checks.ts';

type OneTime = Pick<BootLoader, 'whyNotOnce' | 'xenIsDefault' | 'isArmed'>;

/** Shall the next boot be Xen's, for the answers' trial? Not when Xen runs or is the default, or where it would stick. */
export const wantsTrial = (loader: OneTime, facts: Facts, answers: Answers): boolean =>
  answers.boot.trial === 'once' && !facts.xen.running && !loader.xenIsDefault(facts, answers) && loader.whyNotOnce(facts) === undefined;

/** Does the one-time boot still have to be set? */
export const armNow = (loader: OneTime, facts: Facts, answers: Answers): boolean =>
  wantsTrial(loader, facts, answers) && !loader.isArmed(facts, answers);

/** Is Xen the default although these answers give it something to boot that was never tried? */
export function needsNewTrial(loader: BootLoader, facts: Facts, answers: Answers): boolean {
  if (!loader.xenIsDefault(facts, answers)) return false;
  const setup = loader.setup(facts, answers);
  return !isRefusal(setup) && setup.changes.length > 0;
}

/** Only where the next start shall be Xen's: is that set? `next` is what the next start is, as far as it is known. */
export function onceLink(
  loader: OneTime,
  facts: Facts,
  answers: Answers,
  { next, command }: { readonly next: string | undefined; readonly command: string },
): readonly Check[] {
  if (!wantsTrial(loader, facts, answers)) return [];
  const link = { id: 'boot.chain.once', title: 'One-time boot' };
  if (loader.isArmed(facts, answers)) return [pass(link, { detail: `the next start is ${next}` })];
  return [
    fail(link, {
      detail: next === undefined ? 'no one-time boot is set' : `the next start is ${next}`,
      reason: 'The next start would not be Xen.',
      hint: `Set it: ${command}`,
    }),
  ];
}
