import type { Step } from '../core/step.ts';
import type { Action } from './action.ts';
import { createRunner } from './carry-out.ts';
import type { Road } from './port.ts';
import { firstSession, reduce } from './reduce.ts';
import type { Next } from './rules.ts';
import type { Outcome, Session } from './session.ts';

/** A running wizard: a session that changes by actions. Screens and line mode draw its snapshots. */
export interface Wizard {
  readonly getSnapshot: () => Session;
  /** Calls back after each change; gives the function that ends it. Fits useSyncExternalStore. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly send: (action: Action) => void;
  /** Settles when the person leaves. Never rejects. */
  readonly finished: Promise<Outcome>;
}

/** Starts to read the host at once. */
export function createWizard(road: Road, steps: readonly Step[]): Wizard {
  const rules = { road, steps };
  const listeners = new Set<() => void>();
  const { promise: finished, resolve: finish } = Promise.withResolvers<Outcome>();
  const first = firstSession(rules);
  let session = first.session;

  const take = (result: Next): void => {
    const changed = result.session !== session;
    session = result.session;
    if (changed) for (const listener of listeners) listener();
    for (const effect of result.effects) runner.carryOut(effect);
  };
  const send = (action: Action): void => take(reduce(rules, session, action));
  const runner = createRunner(road, send, finish);
  take(first);

  return {
    getSnapshot: () => session,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send,
    finished,
  };
}
