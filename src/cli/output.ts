import type { Json } from '../core/json.ts';

/** How a verb ended, for the last line of --json. */
export interface Result {
  readonly changed: boolean;
  readonly failed: boolean;
  readonly msg: string;
  readonly reboot_required?: boolean;
  readonly plan_sha256?: string;
  readonly rollback_id?: string;
  readonly warnings?: readonly string[];
  readonly [key: string]: Json | undefined;
}

/**
 * Where a verb's words go. Human: text on standard output. `--json`: JSON lines on standard output, the human text on
 * standard error; the last line is always the `result`.
 */
export interface Output {
  readonly json: boolean;
  /** A line for people. */
  readonly say: (line: string) => void;
  /** A JSON line; nothing without --json. */
  readonly event: (type: string, data: { readonly [key: string]: Json | undefined }) => void;
  readonly result: (result: Result) => void;
  readonly finished: () => boolean;
}

export interface Streams {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

export function makeOutput(json: boolean, streams: Streams): Output {
  let seq = 0;
  let done = false;
  const event: Output['event'] = (type, data) => {
    if (!json) return;
    seq += 1;
    streams.stdout(`${JSON.stringify({ v: 1, seq, type, ...data })}\n`);
  };
  return {
    json,
    say: (line) => (json ? streams.stderr : streams.stdout)(`${line}\n`),
    event,
    result: (result) => {
      if (done) return;
      done = true;
      event('result', result);
    },
    finished: () => done,
  };
}
