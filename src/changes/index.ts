import type { Change, ChangeKind } from '../core/change.ts';
import type { System } from '../system/port.ts';
import { bootOnceDoer } from './boot-once-change.ts';
import { buildDoer } from './build-change.ts';
import { commandDoer } from './command-change.ts';
import { directoryDoer } from './directory-change.ts';
import type { Description, DoContext, Doer } from './doer.ts';
import { fileDoer } from './file-change.ts';
import { networkDoer } from './network-change.ts';
import { packageDoer } from './package-change.ts';
import { repositoryDoer } from './repository-change.ts';
import { syncDoer } from './sync-change.ts';
import { unifiedImageDoer } from './unified-image-change.ts';
import { unitDoer } from './unit-change.ts';
import { userDoer } from './user-change.ts';

/** One doer for each kind of change. */
export const doers: { readonly [K in ChangeKind]: Doer<Extract<Change, { kind: K }>> } = {
  file: fileDoer,
  directory: directoryDoer,
  package: packageDoer,
  build: buildDoer,
  user: userDoer,
  sync: syncDoer,
  repository: repositoryDoer,
  unit: unitDoer,
  command: commandDoer,
  'boot-once': bootOnceDoer,
  network: networkDoer,
  'unified-image': unifiedImageDoer,
};

/** A change with the doer of its kind. */
export interface BoundDoer {
  readonly describe: () => Description;
  readonly inverse: (system: System) => Promise<readonly Change[]>;
  readonly apply: (context: DoContext) => Promise<boolean>;
  readonly verify: (system: System) => Promise<string | undefined>;
}

export function bind(change: Change): BoundDoer {
  switch (change.kind) {
    case 'file':
      return bound(doers.file, change);
    case 'directory':
      return bound(doers.directory, change);
    case 'package':
      return bound(doers.package, change);
    case 'build':
      return bound(doers.build, change);
    case 'sync':
      return bound(doers.sync, change);
    case 'repository':
      return bound(doers.repository, change);
    case 'user':
      return bound(doers.user, change);
    case 'unit':
      return bound(doers.unit, change);
    case 'command':
      return bound(doers.command, change);
    case 'boot-once':
      return bound(doers['boot-once'], change);
    case 'network':
      return bound(doers.network, change);
    case 'unified-image':
      return bound(doers['unified-image'], change);
  }
}

/** How a change looks to a person, exactly as it will be done. */
export const describe = (change: Change): Description => bind(change).describe();

const bound = <C extends Change>(doer: Doer<C>, change: C): BoundDoer => ({
  describe: () => doer.describe(change),
  inverse: (system) => doer.inverse(change, system),
  apply: (context) => doer.apply(change, context),
  verify: (system) => doer.verify(change, system),
});
