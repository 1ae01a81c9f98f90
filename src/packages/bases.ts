import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import { catalogue } from './catalogue.ts';
import { packageName } from './dependencies.ts';
import { type Wanted, wantedPackages } from './wanted.ts';

/** An AUR package base that the answers ask for, and those of its packages that are wanted. */
export interface WantedBase {
  readonly base: string;
  readonly packages: readonly string[];
  /** What its programs leave behind: PackageChange.leavings. */
  readonly leavings?: readonly string[];
  /** For the plan: what it is for. */
  readonly why: string;
}

/** libxl's own record of dom0, written when xl or xen-init-dom0 runs; guests' records and data are their owner's and stay. */
export const dom0Record = ['/var/lib/xen/userdata-d.0.00000000-0000-0000-0000-000000000000.libxl-json'];

interface Found extends Wanted {
  readonly base: string;
}

/** The package bases in the order in which they must be built. */
export function wantedBases(facts: Facts, answers: Answers): readonly WantedBase[] {
  const found = wantedPackages(answers).map((wanted) => find(facts, wanted));
  return [...new Set(found.map(({ base }) => base))].map((base) => {
    const own = found.filter((each) => each.base === base);
    return {
      base,
      packages: own.map(({ name }) => name),
      why: own.map(({ why }) => why).join('; '),
      ...(own.some(({ name }) => name === 'xen') && { leavings: dom0Record }),
    };
  });
}

/** The package with that name in any base, else the one that provides it: it was renamed, or split off. */
function find({ bases }: Facts, wanted: Wanted): Found {
  const there = Object.values(bases).flatMap((base) => base ?? []);
  const named = there.find(({ packages }) => packages.includes(wanted.name));
  if (named !== undefined) return { ...wanted, base: named.base };
  for (const { base, provides = {} } of there) {
    const name = Object.keys(provides).find((each) => provides[each]?.map(packageName).includes(wanted.name));
    if (name !== undefined) return { ...wanted, name, base };
  }
  // The stub domain is a package of xen only while it is asked for.
  return { ...wanted, base: catalogue[wanted.name] ?? 'xen' };
}

/** Those of which a package is not installed yet; one that can wait is left out without its facts. */
export function basesToBuild(facts: Facts, answers: Answers): readonly WantedBase[] {
  const waiting = outOfReach(facts, answers).map(({ name }) => name);
  return wantedBases(facts, answers).filter(
    ({ packages }) => !packages.every((name) => facts.pacman.installed[name] !== undefined || waiting.includes(name)),
  );
}

/** What is wanted and can wait, and whose package base could not be read. */
export const outOfReach = (facts: Facts, answers: Answers): readonly Wanted[] =>
  wantedPackages(answers).filter(({ name, canWait }) => {
    const base = catalogue[name];
    const known = Object.values(facts.bases).some((each) => each?.packages.includes(name));
    return canWait && !known && base !== undefined && facts.bases[base] === undefined && facts.pacman.installed[name] === undefined;
  });

/** Where a package base is built; its packages stay there until the cache is cleaned. */
export const buildDirectory = (base: string): string => `/var/cache/archxen/build/${base}`;
