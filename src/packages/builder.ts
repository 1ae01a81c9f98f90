import type { Answers } from '../core/answers.ts';
import type { UserChange } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';

/** Made for the build and removed after it. A system user: nobody can log in as it. */
export const temporaryUser = 'archxen-build';
const home = '/var/cache/archxen/build';

/**
 * Who builds: a person who may become root anyway. Whoever builds could put anything into packages that root installs,
 * so another person's account is no choice unless it is asked for.
 */
export const defaultBuilder = ({ builders, session }: Facts): string =>
  builders.find(({ user, sudo }) => sudo === true || user === session.invokedBy)?.user ?? temporaryUser;

export const isTemporary = ({ build }: Pick<Answers, 'build'>): boolean => build.user === temporaryUser;

export function temporaryUserChange(answers: Answers, present: boolean): readonly UserChange[] {
  if (!isTemporary(answers)) return [];
  const [id, title] = present
    ? ['build.user', `Make the user ${temporaryUser} for the build`]
    : ['build.user.remove', `Remove the user ${temporaryUser}`];
  const why = present ? 'makepkg refuses to run as root, and no user here may use sudo' : 'it was made for the build';
  return [{ kind: 'user', id, title, why, user: temporaryUser, present, home }];
}
