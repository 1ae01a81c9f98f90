import { forkOf } from '../../src/wizard/choices.ts';
import type { Session, StepScreen } from '../../src/wizard/session.ts';

/** A key that works now, for the footer. */
export interface KeyHint {
  readonly key: string;
  readonly what: string;
}

const hint = (key: string, what: string): KeyHint => ({ key, what });
const help = hint('?', 'help');
const quit = hint('q', 'leave');
const back = hint('Esc', 'back');
const move = hint('Up/Down', 'move');

export function keysOf(session: Session): readonly KeyHint[] {
  const { screen, overlay } = session;
  if (overlay?.kind === 'stop') return [hint('Enter', 'choose'), move, hint('Esc', 'carry on')];
  if (overlay !== undefined) return [hint('Esc', 'close')];
  switch (screen.at) {
    case 'check':
      return [hint('Enter', 'go on'), move, hint('d', 'details'), hint('r', 'check again'), help, quit];
    case 'step':
      return stepKeys(screen);
    case 'review':
      if (screen.view === undefined) return [back, hint('r', 'plan again'), help, quit];
      return [hint('Enter', 'apply this plan'), move, hint('PgUp/PgDn', 'scroll'), hint('s', 'save'), back, help, quit];
    case 'way-back':
      return [hint('Enter', 'roll back'), move, hint('PgUp/PgDn', 'scroll'), back, help, quit];
    case 'running':
      if (screen.ask !== undefined) return [hint('Enter', 'choose'), move];
      return [hint('Ctrl-C', 'stop after this change'), help];
    case 'done':
    case 'verdict':
      return [hint('Enter', 'choose'), move, hint('PgUp/PgDn', 'look at a check'), hint('d', 'details'), help, quit];
    case 'finished':
      return [hint('Enter', 'leave')];
    default:
      return forkOf(session) === undefined ? [quit] : [hint('Enter', 'choose'), move, help, quit];
  }
}

function stepKeys(screen: StepScreen): readonly KeyHint[] {
  const { view, questions } = screen;
  if (view.kind === 'form') return [hint('Enter', 'choose'), move, back, quit];
  const question = view.kind === 'value' ? questions.find((one) => one.path === view.path) : questions[0];
  const others = view.kind === 'prompt' && questions.length > 1 ? [hint('Tab', 'other values')] : [];
  switch (question?.kind) {
    case 'multiselect':
      return [hint('Enter', 'accept'), hint('Space', 'change'), move, ...others, back, help, quit];
    case 'number':
    case 'text':
      return [hint('Enter', 'accept'), hint('Ctrl-U', 'clear'), ...others, back, hint('Ctrl-C', 'leave')];
    default:
      return [hint('Enter', 'choose'), move, ...others, back, help, quit];
  }
}
