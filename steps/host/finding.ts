import type { Check, CheckState } from '../../src/core/check.ts';

type More = Pick<Check, 'reason' | 'hint' | 'evidence'>;

const finding =
  (state: CheckState) =>
  (id: string, title: string, detail: string, more: More = {}): Check => ({ id, title, state, detail, ...more });

/** Short ways to write a check. Titles have at most 14 characters, details 46: a row fits 80 columns. */
export const pass = finding('pass');
export const warn = finding('warn');
export const fail = finding('fail');
export const unknown = finding('unknown');

/** Cuts a text of foreign length (a CPU's name) to a width. */
export const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 2).trimEnd()}..`);

/** `31.2 GiB` of MiB. */
export const gib = (mib: number): string => `${(mib / 1024).toFixed(mib < 102400 ? 1 : 0)} GiB`;

/** Why a fact is unknown, in the words of whoever read it. */
export const noteOf = (
  facts: { readonly notes: readonly { readonly fact: string; readonly reason: string }[] },
  fact: string,
): string | undefined => facts.notes.find((note) => note.fact === fact || note.fact.startsWith(`${fact}.`))?.reason;
