import { stateFile } from '../core/state.ts';
import { type Command, done, failed, type World } from '../core/world.ts';

/** Keys that were fetched, by user. */
const keyring = (user: string) => stateFile<readonly string[]>(`/var/cache/archxen/simulation-keys-${user}.json`, []);

export const hasKey = async ({ files }: World, user = 'root', key: string): Promise<boolean> =>
  (await keyring(user).get(files)).includes(key);

export const gpg: Command = async ({ args, options }, world) => {
  const user = options.user ?? 'root';
  const key = args.at(-1) ?? '';
  const short = key.slice(-16);
  if (args.includes('--recv-keys')) {
    if (!world.model.online) return failed(2, 'gpg: keyserver receive failed: No data\n');
    const ring = keyring(user);
    await ring.set(world.files, [...new Set([...(await ring.get(world.files)), key])].sort());
    return {
      ...done(),
      stderr: `gpg: key ${short}: public key imported\ngpg: Total number processed: 1\ngpg:               imported: 1\n`,
    };
  }
  if (args.includes('--list-keys')) {
    return (await hasKey(world, user, key))
      ? done(`pub   rsa2048 2013-10-18 [SC]\n      ${key}\n`)
      : failed(2, 'gpg: error reading key: No public key\n');
  }
  return undefined;
};
