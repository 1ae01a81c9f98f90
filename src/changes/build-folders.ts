import type { BuildChange } from '../core/change.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import { packagesDirectory } from './built.ts';
import { runQuiet } from './run-command.ts';
import { makeParents } from './state-paths.ts';

/** The ordinary user that makepkg runs as. */
export interface Builder {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Who builds; root is refused, whatever its name. */
export async function builder(name: string, system: System): Promise<Builder> {
  const uid = await number(['id', '-u', name], name, system);
  const gid = await number(['id', '-g', name], name, system);
  if (uid !== 0 && name !== 'root') return { name, uid, gid };
  throw new ArchxenError('build-failed', 'Packages are never built as root: a PKGBUILD could then change anything on this host.', {
    hint: 'Choose an ordinary user (build.user).',
  });
}

/** The folder of the build and what makepkg needs in it, owned by the builder. */
export async function buildFolders({ directory }: BuildChange, who: Builder, system: System): Promise<void> {
  await makeParents(system, directory);
  for (const folder of [directory, packagesDirectory(directory), `${directory}/sources`]) {
    await system.makeDirectory(folder, { mode: 0o755, uid: who.uid, gid: who.gid });
    const owner = (await system.stat(folder))?.uid;
    if (owner === who.uid) continue;
    throw new ArchxenError('build-failed', `${folder} belongs to another user than ${who.name}, who builds.`, {
      path: folder,
      hint: `It is only a cache: remove it with "rm -r ${directory}", or give it away with "chown -R ${who.name}: ${directory}". Then run archxen again.`,
    });
  }
}

async function number(argv: readonly string[], name: string, system: System): Promise<number> {
  const { exit, stdout, stderr } = await runQuiet(system, argv);
  const value = Number(stdout.trim());
  if (exit === 0 && stdout.trim() !== '' && Number.isInteger(value)) return value;
  throw new ArchxenError('build-failed', `There is no user ${name} on this host to build as.`, {
    hint: `Make one with "useradd -m ${name}", or choose another (build.user).`,
    lines: [stderr.trim()].filter(Boolean),
  });
}
