import type { RunOptions, RunResult, System } from '../../port.ts';
import type { HostModel, RecordedHost } from '../../recorded-host.ts';
import type { Resizable } from '../../resizable.ts';

/** What a simulated command has to work with. All that changes is in files, so that any other process can go on from it. */
export interface World {
  readonly host: RecordedHost;
  readonly model: HostModel;
  readonly files: System & Resizable;
  /** Milliseconds between two lines of a build. */
  readonly pace: number;
  /** Runs another simulated command, as a script or a unit would. */
  readonly run: (argv: readonly string[]) => Promise<RunResult>;
}

/** One call of a command. */
export interface Call {
  /** Without the program's name. */
  readonly args: readonly string[];
  readonly options: RunOptions;
  /** Prints a line at once; lines of the result come after it. */
  readonly say: (line: string) => void;
}

/** Undefined: this program does not know such arguments here; a recorded answer may. */
export type Command = (call: Call, world: World) => Promise<RunResult | undefined>;

export const done = (stdout = ''): RunResult => ({ exit: 0, stdout, stderr: '', ended: 'exit' });
export const failed = (exit: number, stderr: string, stdout = ''): RunResult => ({ exit, stdout, stderr, ended: 'exit' });
export const missing: RunResult = { exit: 127, stdout: '', stderr: '', ended: 'missing' };
export const hung: RunResult = { exit: 124, stdout: '', stderr: '', ended: 'timeout' };

/** Lines as a program prints them; nothing for none. */
export const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
