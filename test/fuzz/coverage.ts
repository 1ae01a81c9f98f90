import { type Profiler, Session } from 'node:inspector';

/** Which parts of our own code ran, by V8's block coverage. */
export interface Coverage {
  /** How many parts ran for the first time since the last call. */
  readonly fresh: () => number;
  readonly total: () => number;
  readonly stop: () => void;
}

export function startCoverage(isOurs: (url: string) => boolean): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  const seen = new Set<string>();
  return {
    fresh: () => {
      let taken: readonly Profiler.ScriptCoverage[] = [];
      // In one process the answer is there when post returns.
      session.post('Profiler.takePreciseCoverage', (error, { result }) => {
        if (error === null) taken = result;
      });
      const before = seen.size;
      for (const { url, functions } of taken.filter((script) => isOurs(script.url)))
        for (const { ranges } of functions)
          for (const { startOffset, endOffset, count } of ranges) if (count > 0) seen.add(`${url}:${startOffset}:${endOffset}`);
      return seen.size - before;
    },
    total: () => seen.size,
    stop: () => session.disconnect(),
  };
}
