import type { Answers } from './answers.ts';
import type { Change } from './change.ts';
import { digestOf, type Sha256 } from './digest.ts';

/** What will be done to a host, exactly. Preview, apply, verify, undo, export and tests interpret it. */
export interface Plan {
  readonly v: 1;
  /**
   * Why there is this plan: the set-up of a host, making Xen the default, a guest, the way back; after packages changed,
   * making current what the entries boot (`refresh`); keeping the set that verified green (`keep`).
   */
  readonly purpose: 'setup' | 'confirm' | 'guest' | 'rollback' | 'refresh' | 'keep';
  readonly answers: Answers | null;
  readonly changes: readonly Change[];
  /** Set when the host must boot anew before the result can be verified. */
  readonly reboot: { readonly needed: boolean; readonly entry?: string | undefined };
  /** Mount points beside /boot that the host boots from (an ESP that is elsewhere): restore.sh is kept there too. */
  readonly bootVolumes?: readonly string[] | undefined;
  /** Digest of all the above: the name by which a plan is agreed to. */
  readonly sha256: Sha256;
}

/** Makes a plan; changes must have unique ids (a duplicate is a bug of a step). */
export function makePlan(parts: Omit<Plan, 'v' | 'sha256'>): Plan {
  const ids = new Set<string>();
  for (const change of parts.changes) {
    if (ids.has(change.id)) throw new Error(`two changes have the id ${change.id}`);
    ids.add(change.id);
  }
  const body = { v: 1 as const, ...parts };
  return { ...body, sha256: digestOf(body) };
}

/** Plans that nobody walks: they keep a finished set-up as it is, and one that failed is simply made anew the next time. */
export const isUpkeep = ({ purpose }: Plan): boolean => purpose === 'refresh' || purpose === 'keep';
