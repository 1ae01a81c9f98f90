import { readText, writeText } from '../core/files.ts';
import { type Command, done, failed, type World } from '../core/world.ts';

const passwd = '/etc/passwd';

const accounts = async ({ files }: World): Promise<readonly string[]> =>
  ((await readText(files, passwd)) ?? '').split('\n').filter((line) => line !== '');

/** useradd --system … NAME: the highest free number below 1000, as shadow takes it. */
export const useradd: Command = async ({ args }, world) => {
  const name = args.at(-1) ?? '';
  const lines = await accounts(world);
  if (lines.some((line) => line.startsWith(`${name}:`))) return failed(9, `useradd: user '${name}' already exists\n`);
  const taken = new Set(lines.map((line) => Number(line.split(':')[2])));
  let uid = 999;
  while (taken.has(uid)) uid -= 1;
  const value = (option: string): string => args[args.indexOf(option) + 1] ?? '';
  const line = [name, 'x', uid, uid, value('--comment'), value('--home-dir'), value('--shell')].join(':');
  await writeText(world.files, passwd, `${[...lines, line].join('\n')}\n`);
  return done();
};

export const userdel: Command = async ({ args }, world) => {
  const name = args.at(-1) ?? '';
  const lines = await accounts(world);
  const left = lines.filter((line) => !line.startsWith(`${name}:`));
  if (left.length === lines.length) return failed(6, `userdel: user '${name}' does not exist\n`);
  await writeText(world.files, passwd, `${left.join('\n')}\n`);
  return done();
};

/** Nothing of a simulated host goes on running. */
export const pkill: Command = async () => failed(1, '');

/** Owners are not kept apart below the folder that is named. */
export const chown: Command = async ({ args }, { files }) => {
  const path = args.at(-1) ?? '';
  return (await files.stat(path)) === undefined ? failed(1, `chown: cannot access '${path}': No such file or directory\n`) : done();
};
