import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Made, tryMany } from './many.ts';
import { randomOf } from './mutate.ts';
import { targets } from './targets.ts';

/** What a worker is told: the target by its name, and what it starts from. */
export interface Task {
  readonly name: string;
  readonly corpus: readonly string[];
  readonly seed: number;
  readonly count: number;
  readonly milliseconds: number;
}

/** Short texts break as much as long ones, and more of them are tried in the same time. */
const mostCharacters = 1024;
/** One input that keeps the worker for longer than this is a hang. */
const hangMilliseconds = 60_000;

/**
 * Many inputs for one target, in a thread of its own: V8's block coverage slows code down several times, and is on in the
 * main thread only; a parser that hangs is ended from outside.
 */
export function tryFast(task: Task): Promise<Made> {
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  return new Promise((resolve, reject) => {
    let inputs = 0;
    let alive = Date.now();
    const watch = setInterval(() => {
      if (Date.now() - alive < hangMilliseconds) return;
      void worker.terminate();
      finish({ inputs, slowest: hangMilliseconds, failure: `${task.name}: hangs, after ${inputs} inputs of seed ${task.seed}` });
    }, 1000);
    const finish = (made: Made): void => {
      clearInterval(watch);
      resolve(made);
    };
    worker.on('message', (message: number | Made) => {
      alive = Date.now();
      if (typeof message === 'number') inputs = message;
      else finish(message);
    });
    worker.on('error', (thrown) => {
      clearInterval(watch);
      reject(thrown);
    });
  });
}

function work({ name, corpus, seed, count, milliseconds }: Task): Made {
  const target = targets.find((each) => each.name === name);
  if (target === undefined) throw new Error(`no target ${name}`);
  // A refusal in archxen's own words is no failure, and its stack is not looked at.
  Error.stackTraceLimit = 0;
  let tried = 0;
  return tryMany(target, {
    corpus,
    random: randomOf(seed),
    count,
    most: mostCharacters,
    until: performance.now() + milliseconds,
    tried: () => {
      tried += 1;
      if (tried % 1000 === 0) parentPort?.postMessage(tried);
    },
  });
}

if (!isMainThread) parentPort?.postMessage(work(workerData));
