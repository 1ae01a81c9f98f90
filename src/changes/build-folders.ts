import type { BuildChange } from '../core/change-packages.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import { packagesDirectory, readBuilt } from './built.ts';
import type { DoContext } from './doer.ts';
import { runLogged, runQuiet } from './run-command.ts';
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

/** gpg wants its own folder closed to others. */
const folders = { '': 0o755, packages: 0o755, sources: 0o755, home: 0o755, gnupg: 0o700 } as const;

/** The folder of the build and what makepkg needs in it, owned by the builder. */
export async function buildFolders({ directory }: BuildChange, who: Builder, context: DoContext): Promise<void> {
  const { system } = context;
  await makeParents(system, directory);
  // What a temporary user built is root's by now.
  if ((await system.stat(directory))?.uid === 0)
    await runLogged(context, ['chown', '--recursive', '--no-dereference', `${who.uid}:${who.gid}`, directory]);
  for (const [name, mode] of Object.entries(folders)) {
    const folder = name === '' ? directory : `${directory}/${name}`;
    await system.makeDirectory(folder, { mode, uid: who.uid, gid: who.gid });
    const owner = (await system.stat(folder))?.uid;
    if (owner === who.uid) continue;
    throw new ArchxenError('build-failed', `${folder} belongs to another user than ${who.name}, who builds.`, {
      path: folder,
      hint: `It is only a cache: remove it with "rm -r ${directory}", or give it away with "chown -R ${who.name}: ${directory}". Then run archxen again.`,
    });
  }
}

/** The packages that were built before and that this build links against, whole. */
export async function builtFilesFor({ needs, base }: BuildChange, system: System): Promise<readonly string[]> {
  const files: string[] = [];
  for (const { directory, packages } of needs?.built ?? []) {
    const built = await readBuilt(system, directory);
    for (const name of packages) {
      const file = built?.files.find((each) => each.name === name)?.file;
      if (file !== undefined) files.push(file);
      else {
        throw new ArchxenError('build-failed', `${base} needs ${name}, which is not in ${packagesDirectory(directory)}, or not whole.`, {
          path: packagesDirectory(directory),
          hint: 'Run archxen again: it makes a new plan that builds what is missing.',
        });
      }
    }
  }
  return files;
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
