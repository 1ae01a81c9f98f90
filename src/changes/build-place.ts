import type { BuildChange } from '../core/change-packages.ts';
import type { RunOptions } from '../system/port.ts';
import { chroot } from './build-chroot.ts';
import { container } from './build-container.ts';
import type { Builder } from './build-folders.ts';
import { inPlace } from './build-in-place.ts';
import type { DoContext } from './doer.ts';

/** Where makepkg runs. All else of a build is the same everywhere. */
export interface BuildPlace {
  /** Commands that make it ready, for reading. */
  readonly describe: (change: BuildChange) => readonly (readonly string[])[];
  /** Makes it ready; what is there already is used again. */
  readonly prepare: (change: BuildChange, site: BuildSite) => Promise<void>;
  /** The command that runs makepkg there with these options, and how it is run. */
  readonly makepkg: (change: BuildChange, site: Omit<BuildSite, 'context'>, options: readonly string[]) => Command;
}

export interface BuildSite {
  readonly who: Builder;
  /** Packages of ours that the build links against, by file. */
  readonly built: readonly string[];
  readonly context: DoContext;
}

export interface Command {
  readonly argv: readonly string[];
  readonly run: Pick<RunOptions, 'user' | 'cwd' | 'environment'>;
}

const places: Readonly<Record<NonNullable<BuildChange['where']>, BuildPlace>> = { 'in-place': inPlace, chroot, container };

export const placeOf = ({ where = 'in-place' }: BuildChange): BuildPlace => places[where];
