import type { Answers, AnswersKey } from './answers.ts';
import type { Change } from './change.ts';
import type { Check } from './check.ts';
import type { Facts } from './facts.ts';
import type { Question } from './question.ts';

/**
 * One step of the road of a host, as pure functions over facts and answers.
 * A step never sees a System; what it wants to know must be a fact.
 */
export interface Step<Key extends AnswersKey = AnswersKey> {
  readonly id: Key;
  /** One word for the header: `Guests`. */
  readonly title: string;
  /** The sentence above the question. */
  readonly intro: (facts: Facts, answers: Answers) => string;
  /** A reason why this step does not apply to this host; undefined: it applies. */
  readonly skip?: (facts: Facts, answers: Answers) => string | undefined;
  /** The first is the one prompt; `advanced` ones come after "Other values…". */
  readonly questions: (facts: Facts, answers: Answers) => readonly Question[];
  readonly defaults: (facts: Facts) => Answers[Key];
  /** Before anything is changed: is this possible here? A `fail` refuses the plan. */
  readonly check: (facts: Facts, answers: Answers) => readonly Check[];
  /** What is missing on this host to be as the answers say; none when it is so already. */
  readonly changes: (facts: Facts, answers: Answers) => readonly Change[];
  /** Over facts read after the reboot: is it as the answers say? */
  readonly verify: (facts: Facts, answers: Answers) => readonly Check[];
}
