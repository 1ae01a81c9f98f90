import { basename } from 'node:path/posix';
import type { System } from '../system/port.ts';
import { type BuiltPackage, readBuilt } from './built.ts';
import { runLogged, runQuiet } from './run-command.ts';
import { makeParents } from './state-paths.ts';

const buildFolder = '/var/cache/archxen/build';

/** The packages that were built on this host and are whole, by their checksums. */
export async function keptPackages(system: System): Promise<readonly BuiltPackage[]> {
  const kept: BuiltPackage[] = [];
  for (const base of (await system.list(buildFolder)) ?? [])
    kept.push(...((await readBuilt(system, `${buildFolder}/${base}`))?.files ?? []));
  return kept;
}

/** Writes packages into a folder as a pacman repository, with SHA256SUMS beside them; signed where a secret key is there. */
export async function publish(
  system: System,
  packages: readonly BuiltPackage[],
  directory: string,
  log: (line: string) => void,
): Promise<{ readonly database: string; readonly signedBy?: string | undefined }> {
  const hands = { system, log };
  const signedBy = await secretKey(system);
  const database = `${directory}/archxen.db.tar.gz`;
  await makeParents(system, `${directory}/.`);
  const copies = packages.map(({ file }) => `${directory}/${basename(file)}`);
  await runLogged(hands, ['install', '-m', '0644', '-t', directory, ...packages.map(({ file }) => file)], { timeoutSeconds: 600 });
  if (signedBy !== undefined) {
    for (const copy of copies)
      await runLogged(hands, ['gpg', '--batch', '--yes', '--local-user', signedBy, '--detach-sign', copy], { timeoutSeconds: 120 });
  }
  const sums = packages.map(({ sha256 }, nth) => `${sha256}  ${copies[nth]?.slice(directory.length + 1)}\n`).join('');
  await system.write(`${directory}/SHA256SUMS`, Buffer.from(sums), { mode: 0o644, uid: 0, gid: 0 });
  const signing = signedBy === undefined ? [] : ['--sign', '--key', signedBy];
  await runLogged(hands, ['repo-add', ...signing, database, ...copies], { timeoutSeconds: 600 });
  return { database, signedBy };
}

/** The fingerprint of a key that this user can sign with. Without `--no-options` gpg(1) makes its folder where there is none. */
async function secretKey(system: System): Promise<string | undefined> {
  const { stdout } = await runQuiet(system, ['gpg', '--batch', '--no-options', '--with-colons', '--list-secret-keys']);
  return /^fpr:+([0-9A-F]{40,64}):/m.exec(stdout)?.[1];
}
