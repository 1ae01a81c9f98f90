import type { Step } from '../core/step.ts';
import type { Effect } from './effect.ts';
import type { Road } from './port.ts';
import type { Session } from './session.ts';

/** The pure part of the road: what the reducer needs to know. */
export interface Rules {
  readonly steps: readonly Step[];
  readonly road: Pick<Road, 'banner' | 'defaults' | 'preflight' | 'plan' | 'describe' | 'chain'>;
}

/** A new state, and what shall be done because of it. */
export interface Next {
  readonly session: Session;
  readonly effects: readonly Effect[];
}

export const next = (session: Session, ...effects: readonly Effect[]): Next => ({ session, effects });

/** The same session with another screen; what lay over the old one goes. */
export const show = (session: Session, screen: Session['screen'], ...effects: readonly Effect[]): Next =>
  next({ ...session, screen, overlay: undefined, notice: undefined }, ...effects);
