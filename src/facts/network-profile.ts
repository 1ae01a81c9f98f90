import type { ProfileFacts } from '../core/facts-network.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { output, readText } from './reading.ts';

const argv = ['nmcli', '-t', '-f', 'UUID,FILENAME', 'connection', 'show'];

/** Where the profiles with these UUIDs lie, and what they say, in their order; undefined: NetworkManager does not tell. */
export async function readProfiles(
  system: System,
  notes: Notes,
  uuids: readonly (string | undefined)[],
): Promise<readonly (ProfileFacts | undefined)[]> {
  if (uuids.every((uuid) => uuid === undefined)) return uuids.map(() => undefined);
  const terse = (await output(system, notes, 'network.profile', argv, { timeoutSeconds: 15 })) ?? '';
  return Promise.all(
    uuids.map(async (uuid) => {
      const path = uuid === undefined ? undefined : profilePath(terse, uuid);
      if (uuid === undefined || path === undefined) return undefined;
      const text = await readText(system, path, notes, 'network.profile');
      return { uuid, path, ...(text !== undefined && { text: withoutSecrets(text) }) };
    }),
  );
}

/** Terse output of nmcli: fields parted by colons; a colon or backslash in a field has a backslash before it. */
export const profilePath = (terse: string, uuid: string): string | undefined =>
  terse
    .split('\n')
    .find((line) => line.startsWith(`${uuid}:`))
    ?.slice(uuid.length + 1)
    .replaceAll(/\\(.)/g, '$1') || undefined;

/** Keys of nm-settings-keyfile(5) whose values nobody but NetworkManager should see. */
const secret = /^\s*[^=]*(password|psk|secret|pin|wep-key|private-key|passphrase|token\b)[^=]*=/i;

/** Secrets belong in no journal, plan or report: their lines are left out. */
export const withoutSecrets = (text: string): string =>
  text
    .split('\n')
    // An interface identifier of IPv6 is called token too, and is no secret.
    .filter((line) => !secret.test(line) || /^\s*(token|ip6-?token)\s*=\s*::/i.test(line))
    .join('\n');
