import { linePage } from './line-page.ts';
import type { Wizard } from './runner.ts';
import type { Session } from './session.ts';

/** A terminal that can only print and read lines. */
export interface LineTerminal {
  readonly print: (line: string) => void;
  /** The typed line; undefined at the end of the input, or when the signal ends the wait. */
  readonly ask: (prompt: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** Leads through the wizard line by line until the person leaves. Ctrl-C is the caller's: it sends `interrupt`. */
export async function runLines(wizard: Wizard, terminal: LineTerminal): Promise<void> {
  const tell = progressTeller(terminal.print);
  const banner = wizard.getSnapshot().banner;
  if (banner !== undefined) terminal.print(banner);
  // What is wrong with an answer is said again when the same answer is given again.
  let complained: string | undefined;
  const complain = (session: Session): void => {
    const problem = session.screen.at === 'step' ? session.screen.problem : undefined;
    const complaint = problem ?? session.notice;
    if (complaint !== undefined && complaint !== complained) terminal.print(complaint);
    complained = complaint;
  };
  const unsubscribe = wizard.subscribe(() => {
    tell(wizard.getSnapshot());
    complain(wizard.getSnapshot());
  });
  tell(wizard.getSnapshot());
  let shown: Session['screen'] | undefined;
  try {
    for (;;) {
      const session = await untilAsked(wizard);
      if (session.screen.at === 'left') return;
      const page = linePage(session);
      if (page === undefined) continue;
      if (!sameView(shown, session.screen)) for (const line of ['', ...page.lines]) terminal.print(line);
      shown = session.screen;
      const gone = new AbortController();
      const stop = wizard.subscribe(() => {
        if (wizard.getSnapshot().screen.at === 'left' || linePage(wizard.getSnapshot()) === undefined) gone.abort();
      });
      const text = await terminal.ask(page.prompt, gone.signal);
      stop();
      if (text === undefined) {
        // The end of the input is a person who left; a question that lapsed is not.
        if (!gone.signal.aborted) wizard.send({ type: session.screen.at === 'running' ? 'take-network-back' : 'leave' });
        continue;
      }
      const action = page.read(text);
      if ('say' in action) for (const line of action.say) terminal.print(line);
      else {
        complained = undefined;
        wizard.send(action);
      }
    }
  } finally {
    unsubscribe();
  }
}

/** Is there nothing new to print? Then only the prompt is repeated. */
function sameView(shown: Session['screen'] | undefined, screen: Session['screen']): boolean {
  if (shown === screen) return true;
  return shown?.at === 'running' && screen.at === 'running';
}

/** Waits until there is something to ask, or the wizard is left. */
function untilAsked(wizard: Wizard): Promise<Session> {
  return new Promise((resolve) => {
    const look = (): void => {
      const session = wizard.getSnapshot();
      if (session.screen.at !== 'left' && linePage(session) === undefined) return;
      unsubscribe();
      resolve(session);
    };
    const unsubscribe = wizard.subscribe(look);
    look();
  });
}

/** Prints what goes on, each thing once. */
function progressTeller(print: LineTerminal['print']): (session: Session) => void {
  let last = '';
  return ({ screen, overlay }) => {
    const line = going({ screen, overlay });
    if (line === undefined || line === last) return;
    last = line;
    print(line);
  };
}

function going({ screen, overlay }: Pick<Session, 'screen' | 'overlay'>): string | undefined {
  if (overlay?.kind === 'stop') return 'Press Ctrl-C once more to stop after this change.';
  switch (screen.at) {
    case 'reading':
      return screen.topics.length === 0 ? 'Reading the host ...' : `  ${screen.topics.at(-1)}`;
    case 'running': {
      const { current, items, phase } = screen.progress;
      if (current === undefined) return undefined;
      return `${current + 1}/${items.length}  ${items[current]?.title ?? ''}${phase === undefined ? '' : ` (${phase})`}`;
    }
    case 'verifying':
      return 'Verifying the running host ...';
    case 'rebooting':
      return screen.goingDown ? 'The host is going down now. Run archxen when it is up again.' : 'Rebooting ...';
    case 'finished':
      return [screen.title, ...screen.lines].join('\n');
    default:
      return undefined;
  }
}
