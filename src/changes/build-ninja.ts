import type { BuildChange } from '../core/change-packages.ts';
import type { System } from '../system/port.ts';

/** A folder that stands first in the search path of a build. */
export const shims = ({ directory }: Pick<BuildChange, 'directory'>): string => `${directory}/bin`;

const meta = { mode: 0o755, uid: 0, gid: 0 };

/**
 * A `ninja` that minds the number of jobs: it does not read MAKEFLAGS, and xen-qemu calls it without a number, which is all
 * CPUs and two more. A number that it is called with goes over this one.
 */
export async function writeNinja(change: BuildChange, system: System): Promise<void> {
  const path = `${shims(change)}/ninja`;
  const jobs = /(?:^|\s)(?:-j|--jobs=)\s*(\d+)(?!\S)/.exec(change.environment['MAKEFLAGS'] ?? '')?.[1];
  await system.makeDirectory(shims(change), meta);
  if (jobs === undefined) await system.remove(path);
  else await system.write(path, Buffer.from(`#!/bin/sh\nexec /usr/bin/ninja -j${jobs} "$@"\n`), meta);
}
