import type { ExitCode } from '../core/error.ts';
import type { Facts, SelfFacts } from '../core/facts.ts';
import type { GatherRequest } from '../road/gather-host.ts';
import type { HostRoad } from '../road/host-road.ts';
import type { System } from '../system/port.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** What a verb works with. */
export interface Context {
  readonly system: System;
  /** This computer as it is, whatever --root or a rehearsal says: answers files are read from it. */
  readonly outside: System;
  readonly self: SelfFacts;
  readonly road: HostRoad;
  /** The host, read once; what is asked for the first time decides which package bases are fetched. */
  readonly facts: (request?: Partial<GatherRequest>) => Promise<Facts>;
  readonly options: Options;
  /** Words after the verb. */
  readonly words: readonly string[];
  readonly out: Output;
  /** Standard input and output are a terminal, and asking is allowed. */
  readonly interactive: boolean;
  readonly readInput: () => Promise<string>;
  /** Asks on the terminal; the answer without its line end, or undefined when there was none before the signal. */
  readonly ask: (question: string, lapsed?: AbortSignal) => Promise<string | undefined>;
  /** Throws away what was typed and nobody has read yet, for a question that it may not answer. */
  readonly forgetTyped: () => void;
  readonly signal: AbortSignal;
}

/** One verb of the command line, one file each in this folder. */
export interface Verb {
  readonly name: string;
  readonly usage: string;
  /** One line for --help. */
  readonly summary: string;
  /** How many words may follow it; none unless told. */
  readonly takes?: number;
  readonly run: (context: Context) => Promise<ExitCode>;
}
