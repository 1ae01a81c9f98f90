import { readFile } from 'node:fs/promises';
import { ArchxenError } from '../../core/error.ts';

/**
 * The argv that runs a program as another user: runuser(1) drops the rights, env -i gives it that user's
 * environment and nothing of ours. Its semaphores and shared memory are its own (unshare(1)): systemd-logind removes a
 * user's when their last session ends (RemoveIPC= of logind.conf(5)), and fakeroot, in the middle of a build, needs them.
 */
export async function asUser(
  argv: readonly string[],
  user: string,
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const variables = { HOME: await homeOf(user), USER: user, LOGNAME: user, ...environment };
  const assignments = Object.entries(variables).map(([key, value]) => `${key}=${value}`);
  return ['unshare', '--ipc', '--', 'runuser', '-u', user, '--', 'env', '-i', ...assignments, ...argv];
}

/** Field 6 of passwd(5). */
async function homeOf(user: string): Promise<string> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((each) => each.startsWith(`${user}:`));
  const home = line?.split(':')[5];
  if (home === undefined || home === '') {
    throw new ArchxenError('command-failed', `There is no user "${user}" on this host.`, { hint: 'Choose another user to build as.' });
  }
  return home;
}
