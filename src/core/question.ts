import type { Json } from './json.ts';

interface QuestionBase {
  /** Where the answer goes, dotted: `dom0.memoryMiB`, or a whole step: `dom0`. */
  readonly path: string;
  readonly title: string;
  /** What `?` shows: what it decides, what is normal, how to change it later. Plain text, at most 12 lines of 72. */
  readonly help: string;
  /** Shown only after "Other values…" was chosen. */
  readonly advanced?: boolean | undefined;
}

/** One choice of a select or multiselect question. */
export interface Option {
  readonly label: string;
  /** Why one would take it, or what it costs; one line. */
  readonly detail?: string | undefined;
  readonly value: Json;
  /** Set: cannot be chosen on this host, and this is why. */
  readonly unavailable?: string | undefined;
}

export type Question =
  | (QuestionBase & { readonly kind: 'select'; readonly options: readonly Option[]; readonly value: Json })
  | (QuestionBase & { readonly kind: 'multiselect'; readonly options: readonly Option[]; readonly value: readonly Json[] })
  | (QuestionBase & {
      readonly kind: 'number';
      readonly minimum: number;
      readonly maximum: number;
      readonly unit: string;
      readonly value: number;
    })
  | (QuestionBase & { readonly kind: 'text'; readonly pattern: string; readonly example: string; readonly value: string })
  | (QuestionBase & { readonly kind: 'confirm'; readonly value: boolean });
