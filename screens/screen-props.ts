import type { Action } from '../src/wizard/action.ts';
import type { Screen, Session } from '../src/wizard/session.ts';

/** What every screen gets: the state, its own part of it, the room for the body, and the way to act. */
export interface ScreenProps<At extends Screen['at'] = Screen['at']> {
  readonly session: Session;
  readonly screen: Extract<Screen, { at: At }>;
  readonly width: number;
  readonly height: number;
  readonly send: (action: Action) => void;
}
