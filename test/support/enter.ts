import type { PersonAction } from '../../src/wizard/action.ts';
import { forkOf } from '../../src/wizard/choices.ts';
import type { Wizard } from '../../src/wizard/runner.ts';
import type { Session } from '../../src/wizard/session.ts';

/** What Enter alone does on this screen; undefined: the screen waits for the host. */
export function enter(session: Session): PersonAction | undefined {
  const { screen } = session;
  const fork = forkOf(session);
  if (fork !== undefined) return fork.choices[0]?.action;
  switch (screen.at) {
    case 'check':
      return { type: 'go-on' };
    case 'step': {
      const [first] = screen.questions;
      return first === undefined ? undefined : { type: 'answer', path: first.path, value: first.value };
    }
    case 'review':
    case 'way-back':
      return screen.view === undefined ? undefined : { type: 'agree', sha256: screen.view.plan.sha256 };
    case 'running':
      return screen.ask === undefined ? undefined : { type: 'keep-network' };
    case 'finished':
      return { type: 'leave' };
    default:
      return undefined;
  }
}

/** Waits until the session is as asked; fails with the screen that it is on after `seconds`. */
export function until(wizard: Wizard, holds: (session: Session) => boolean, seconds = 2): Promise<Session> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const session = wizard.getSnapshot();
      if (!holds(session)) return;
      clearTimeout(timer);
      unsubscribe();
      resolve(session);
    };
    const timer = setTimeout(() => {
      unsubscribe();
      reject(new Error(`still on the screen ${JSON.stringify(wizard.getSnapshot().screen).slice(0, 300)}`));
    }, seconds * 1000);
    const unsubscribe = wizard.subscribe(look);
    look();
  });
}

export const onScreen =
  (...at: readonly Session['screen']['at'][]) =>
  (session: Session): boolean =>
    at.includes(session.screen.at);
