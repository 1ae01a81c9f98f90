import type { EngineEvent } from '../core/event.ts';

export interface EventQueue extends AsyncIterable<EngineEvent> {
  readonly push: (event: EngineEvent) => void;
  /** No more events will come: who reads it gets the rest, and then the end. */
  readonly close: () => void;
}

interface Numbered {
  readonly number: number;
  readonly event: EngineEvent;
}

/**
 * Events between the engine, which never waits, and one reader. When the reader is slow the oldest log lines give way (the
 * full log is in a file), so a build that prints a million lines takes no more memory than one that prints few.
 * All other events are kept, in order.
 */
export function eventQueue(maxLogLines = 500): EventQueue {
  const logs: Numbered[] = [];
  const others: Numbered[] = [];
  let number = 0;
  let closed = false;
  let wake: (() => void) | undefined;

  const take = (): EngineEvent | undefined => {
    const [log] = logs;
    const [other] = others;
    const fromLogs = log !== undefined && (other === undefined || log.number < other.number);
    return (fromLogs ? logs.shift() : others.shift())?.event;
  };
  const rouse = (): void => {
    wake?.();
    wake = undefined;
  };

  return {
    push: (event) => {
      number += 1;
      const queue = event.type === 'log' ? logs : others;
      queue.push({ number, event });
      if (logs.length > maxLogLines) logs.shift();
      rouse();
    },
    close: () => {
      closed = true;
      rouse();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const event = take();
        if (event !== undefined) yield event;
        else if (closed) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
