import type { BuildChange } from '../core/change-packages.ts';
import { ArchxenError } from '../core/error.ts';
import type { Builder } from './build-folders.ts';
import { cloneDirectory } from './build-sources.ts';
import { keyring } from './build-variables.ts';
import type { DoContext } from './doer.ts';
import { runQuiet } from './run-command.ts';

const servers = [[], ['--keyserver', 'hkps://keyserver.ubuntu.com'], ['--keyserver', 'hkps://keys.openpgp.org']] as const;

/** `CEAC C9E1 5534 …`: as gpg prints it, so that it can be compared with what the signer publishes. */
export const fingerprintInWords = (key: string): string => key.replace(/(.{4})(?=.)/g, '$1 ');

/** Short ids can be made to order: anybody can have a key that ends alike. */
const isFingerprint = (key: string): boolean => /^([0-9A-F]{40}|[0-9A-F]{64})$/.test(key);

/** The keys that the sources are signed with, in a keyring of the build: from the package base if it brings them, else from servers. */
export async function importKeys(change: BuildChange, who: Builder, context: DoContext): Promise<void> {
  const { system, phase, signal, log } = context;
  const run = { user: who.name, environment: { GNUPGHOME: keyring(change) } };
  const gpg = async (words: readonly string[]): Promise<boolean> => {
    log(`$ gpg ${words.join(' ')}`);
    const { exit, ended } = await system.run(['gpg', '--batch', ...words], { ...run, signal, timeoutSeconds: 60, onLine: log });
    return ended === 'exit' && exit === 0;
  };
  for (const key of change.pgpKeys) {
    if (!isFingerprint(key)) throw shortKey(change, key);
    const known = async (): Promise<boolean> => (await runQuiet(system, ['gpg', '--batch', '--list-keys', key], run)).exit === 0;
    if (await known()) continue;
    phase('fetch the key of the sources');
    const brought = `${cloneDirectory(change)}/keys/pgp/${key}.asc`;
    const ways = [
      ...((await system.stat(brought)) === undefined ? [] : [['--import', brought]]),
      ...servers.map((server) => [...server, '--recv-keys', key]),
    ];
    for (const way of ways) if (!signal.aborted && (await gpg(way)) && (await known())) break;
    if (!(await known())) throw unknownKey(change, key);
  }
}

const shortKey = ({ base }: BuildChange, key: string): ArchxenError =>
  new ArchxenError('build-failed', `The PKGBUILD of ${base} names the key ${key}, which is not a whole fingerprint.`, {
    hint: 'Anybody can make a key that ends alike. Ask the maintainer of the package base for the whole fingerprint.',
  });

const unknownKey = (change: BuildChange, key: string): ArchxenError =>
  new ArchxenError('build-failed', `The key ${key}, which the sources of ${change.base} are signed with, could not be fetched.`, {
    hint: `Import it as ${change.user}: gpg --homedir ${keyring(change)} --recv-keys ${key}. Then run archxen again.`,
  });
