/**
 * What it means when the firmware refuses it, by an error or in silence: it is said, and the run goes on, because there is
 * another road. The chain check then names the link that is missing. Undefined: the run stops there.
 */
export type IfRefused = string | undefined;

/** Where no file tells: a command that only asks, and the line that it prints while something is set or there. */
export interface Asks {
  readonly argv: readonly string[];
  readonly line: string;
}

/** A file, such as a firmware variable, that holds a text (`encoding` as it is stored) when something is set. */
export interface ReadBack {
  readonly path: string;
  readonly contains: string;
  readonly encoding: 'utf8' | 'utf16le' | 'hex';
}
