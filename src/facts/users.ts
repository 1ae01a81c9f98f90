import type { BuilderFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { exists, names, readText } from './reading.ts';

export interface Account {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

/** passwd(5). */
export const parsePasswd = (text: string): readonly Account[] =>
  text.split('\n').flatMap((line) => {
    const [user, , uid, gid, , home, shell] = line.split(':');
    return user === undefined || uid === undefined || gid === undefined || home === undefined
      ? []
      : [{ user, uid: Number(uid), gid: Number(gid), home, shell: shell ?? '' }];
  });

/** group(5): the named groups of a user, without their own. */
export const groupsOf = (text: string, user: string): readonly string[] =>
  text.split('\n').flatMap((line) => {
    const [group, , , members] = line.split(':');
    return group !== undefined && members?.trim().split(',').includes(user) ? [group] : [];
  });

const administrators = ['wheel', 'sudo'];

/** Users and groups (`%wheel`) that sudoers(5) lets run anything. */
export const sudoersOf = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => /^\s*(%?[A-Za-z_][\w.-]*)\s+ALL\s*=\s*(\([^)]*\))?\s*(NOPASSWD:\s*)?ALL\s*$/.exec(line)?.[1] ?? []);

async function readSudoers(system: System): Promise<readonly string[]> {
  const paths = ['/etc/sudoers', ...(await names(system, '/etc/sudoers.d')).map((name) => `/etc/sudoers.d/${name}`)];
  // Only root may read them: without root the groups have to do.
  const texts = await Promise.all(paths.map((path) => readText(system, path)));
  return texts.flatMap((text) => sudoersOf(text ?? ''));
}

/** A person's account that can build: a real shell, a home, not root, not a service. */
export const canBuild = ({ uid, shell }: Account): boolean =>
  uid >= 1000 && uid < 60000 && shell !== '' && !/\/(nologin|false|git-shell)$/.test(shell);

/** Who called first, then who may use sudo, then by number. */
export const bestFirst = (builders: readonly BuilderFacts[], invokedBy: string | undefined): readonly BuilderFacts[] => {
  const rank = ({ user, sudo }: BuilderFacts): number => (user === invokedBy ? 0 : sudo ? 1 : 2);
  return builders.toSorted((a, b) => rank(a) - rank(b) || a.uid - b.uid);
};

export async function readAccounts(system: System, notes: Notes): Promise<readonly Account[]> {
  return parsePasswd((await readText(system, '/etc/passwd', notes, 'builders')) ?? '');
}

export async function readBuilders(
  system: System,
  notes: Notes,
  accounts: readonly Account[],
  invokedBy: string | undefined,
): Promise<readonly BuilderFacts[]> {
  const groups = (await readText(system, '/etc/group', notes, 'builders')) ?? '';
  const sudoers = await readSudoers(system);
  const builders = await Promise.all(
    accounts.filter(canBuild).map(async ({ user, uid, gid, home }): Promise<readonly BuilderFacts[]> => {
      if (!(await exists(system, home))) return [];
      const own = groupsOf(groups, user);
      const sudo = sudoers.includes(user) || own.some((group) => administrators.includes(group) || sudoers.includes(`%${group}`));
      return [{ user, uid, gid, home, groups: own, ...(sudo && { sudo }) }];
    }),
  );
  return bestFirst(builders.flat(), invokedBy);
}
