import { makeParents } from '../changes/state-paths.ts';
import type { Facts, SelfFacts } from '../core/facts.ts';
import { isUpkeep } from '../core/plan.ts';
import { gatherFacts } from '../facts/gather.ts';
import { makeNotes } from '../facts/notes.ts';
import { readPackages } from '../facts/pacman.ts';
import { catalogue } from '../packages/catalogue.ts';
import type { System } from '../system/port.ts';
import { setupRun } from './runs.ts';

export interface GatherRequest {
  /**
   * `needed`: package bases are fetched unless the host is set up already; `all`: there too; `none`: they are not. Else where one of
   * these packages is not installed: a host that is set up needs none of them for what it has.
   */
  readonly bases: 'needed' | 'all' | 'none' | { readonly unlessInstalled: readonly string[] };
  /** Where the package bases come from. */
  readonly url: string;
  readonly branch: string;
  /** Package bases that were fetched before in this process; the plan binds their commit. */
  readonly known?: Facts['bases'] | undefined;
  /** `boot`: only what the boot entries are made and judged by, so that a pacman hook costs next to nothing. */
  readonly scope: 'all' | 'boot';
  /** Names of the disks, for showing; nothing is decided by them. */
  readonly disks: boolean;
  readonly onTopic: (topic: string) => void;
}

interface Host {
  readonly system: System;
  readonly self: SelfFacts;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
}

const cacheDirectory = '/var/cache/archxen';

export const aur = { url: 'https://aur.archlinux.org', branch: 'master' } as const;

/** Reads a host; the AUR package bases only where a plan will need them, and once in a process. */
export async function gatherHost({ system, self, environment, uid }: Host, request: Partial<GatherRequest>): Promise<Facts> {
  const fetchBases = request.known === undefined && (await needsBases(system, request.bases ?? 'needed'));
  const directory =
    uid === 0 ? `${cacheDirectory}/aur` : `${environment['XDG_CACHE_HOME'] ?? `${environment['HOME'] ?? '/tmp'}/.cache`}/archxen/aur`;
  if (fetchBases) await makeParents(system, `${directory}/.`);
  const packages = Object.keys(catalogue);
  const bases = { url: request.url ?? aur.url, branch: request.branch ?? aur.branch, packages, directory };
  const facts = await gatherFacts(system, {
    environment,
    self,
    onTopic: request.onTopic,
    disks: request.disks ?? false,
    scope: request.scope ?? 'all',
    ...(fetchBases ? { bases } : {}),
  });
  return request.known === undefined || request.bases === 'none' ? facts : { ...facts, bases: request.known };
}

async function needsBases(system: System, asked: GatherRequest['bases']): Promise<boolean> {
  if (asked === 'none' || asked === 'all') return asked === 'all';
  if (asked === 'needed') return !(await isSetUp(system));
  const { installed } = await readPackages(system, makeNotes());
  return asked.unlessInstalled.some((name) => installed[name] === undefined);
}

/** A finished set-up needs no package bases to be judged. */
async function isSetUp(system: System): Promise<boolean> {
  const last = (await setupRun(system))?.plans.findLast(({ plan }) => !isUpkeep(plan));
  return last?.end?.outcome === 'applied';
}
