import type { GuestsPort, TaskHands } from './port.ts';
import { firstGuests, reduceGuests } from './reduce.ts';
import type { GuestsAction, GuestsEffect, GuestsSession } from './session.ts';

/** The running screen of guests: a session that changes by actions. */
export interface Guests {
  readonly getSnapshot: () => GuestsSession;
  readonly subscribe: (listener: () => void) => () => void;
  readonly send: (action: GuestsAction) => void;
  /** Reads the list anew; the screen does it every few seconds. */
  readonly refresh: () => Promise<void>;
}

export function createGuests(port: GuestsPort): Guests {
  let session = firstGuests(port.banner);
  const listeners = new Set<() => void>();
  let stop = new AbortController();
  let reply: ((text: string | undefined) => void) | undefined;
  let reading: Promise<void> | undefined;

  const send = (action: GuestsAction): void => {
    const next = reduceGuests(session, action);
    const changed = next.session !== session;
    session = next.session;
    if (changed) for (const listener of listeners) listener();
    for (const effect of next.effects) carryOut(effect);
  };
  const failed = (thrown: unknown): void => send({ type: 'failed', words: thrown instanceof Error ? thrown.message : String(thrown) });
  // One reading at a time: xl is slow on a busy host.
  const refresh = (): Promise<void> => {
    reading ??= port
      .list()
      .then((rows) => send({ type: 'rows', rows }), failed)
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const hands = (): TaskHands => {
    stop = new AbortController();
    const { signal } = stop;
    return {
      signal,
      say: (line) => send({ type: 'line', line }),
      ask: (question) => {
        const { promise, resolve } = Promise.withResolvers<string | undefined>();
        reply = resolve;
        signal.addEventListener('abort', () => resolve(undefined));
        send({ type: 'question', question });
        return promise;
      },
    };
  };
  const ended = (exit: number): void => send({ type: 'ended', exit });

  const carryOut = (effect: GuestsEffect): void => {
    switch (effect.type) {
      case 'refresh':
        void refresh();
        return;
      case 'run':
        void port.run(effect.words, hands()).then(ended);
        return;
      case 'create':
        void port.create(effect.answers, hands()).then(ended);
        return;
      case 'questions':
        void port.questions(effect.answers).then((questions) => send({ type: 'asked', questions, answers: effect.answers }), problem);
        return;
      case 'answer':
        void answer(effect).catch(problem);
        return;
      case 'reply':
        reply?.(effect.text);
        reply = undefined;
        return;
      case 'stop-task':
        stop.abort();
        return;
    }
  };
  const problem = (thrown: unknown): void => send({ type: 'problem', words: thrown instanceof Error ? thrown.message : String(thrown) });
  const answer = async ({ answers, path, value }: Extract<GuestsEffect, { type: 'answer' }>): Promise<void> => {
    const taken = await port.answer(answers, path, value);
    if ('problem' in taken) send({ type: 'problem', words: taken.problem });
    else send({ type: 'asked', questions: await port.questions(taken.answers), answers: taken.answers });
  };

  return {
    getSnapshot: () => session,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send,
    refresh,
  };
}
