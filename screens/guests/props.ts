import type { GuestsAction, GuestsSession } from '../../src/wizard/guests/session.ts';

/** What every screen of guests gets. */
export interface GuestsProps {
  readonly session: GuestsSession;
  readonly width: number;
  readonly height: number;
  readonly send: (action: GuestsAction) => void;
}
