import type { Note } from '../core/facts.ts';

/** Collects what could not be found out, with the reason. */
export interface Notes {
  readonly add: (fact: string, reason: string) => void;
  readonly all: () => readonly Note[];
}

export function makeNotes(): Notes {
  const notes: Note[] = [];
  return {
    add: (fact, reason) => {
      if (!notes.some((note) => note.fact === fact && note.reason === reason)) notes.push({ fact, reason });
    },
    // Readers run side by side: sorted, the same host gives the same facts.
    all: () => notes.toSorted((a, b) => order(a.fact, b.fact) || order(a.reason, b.reason)),
  };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
