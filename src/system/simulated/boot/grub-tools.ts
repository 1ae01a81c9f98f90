import { parseGrubenv, printGrubenv, setGrubenv } from '../../../formats/grubenv.ts';
import { readText, writeText } from '../core/files.ts';
import { type Command, done, failed, lines } from '../core/world.ts';
import { grubenv } from './grub.ts';

/** grub-editenv FILE create | list | set NAME=VALUE... | unset NAME... */
export const grubEditenv: Command = async ({ args }, { files }) => {
  const [named = '-', verb = '', ...words] = args;
  const path = named === '-' ? grubenv : named;
  let text = await readText(files, path);
  if (verb === 'create') {
    await writeText(files, path, printGrubenv({}));
    return done();
  }
  if (text === undefined) return failed(1, `grub-editenv: error: cannot open \`${path}': No such file or directory.\n`);
  const variables = parseGrubenv(text);
  if (variables === undefined) return failed(1, 'grub-editenv: error: invalid environment block.\n');
  if (verb === 'list') return done(lines(Object.entries(variables).map(([name, value]) => `${name}=${value}`)));
  if (verb !== 'set' && verb !== 'unset') return failed(1, `grub-editenv: error: Unknown command \`${verb}'.\n`);
  try {
    for (const word of words) {
      const equals = word.indexOf('=');
      text = verb === 'unset' ? setGrubenv(text, word, null) : setGrubenv(text, word.slice(0, equals), word.slice(equals + 1));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return failed(1, 'grub-editenv: error: environment block too small.\n');
  }
  await writeText(files, path, text);
  return done();
};

/** grub-reboot ENTRY, grub-set-default ENTRY: a variable of the environment block. */
export const grubSet =
  (variable: 'next_entry' | 'saved_entry'): Command =>
  async ({ args, options, say }, world) => {
    const entry = args.filter((arg) => !arg.startsWith('-')).at(-1);
    if (entry === undefined) return failed(1, 'More than one menu entry?\n');
    return grubEditenv({ args: ['-', 'set', `${variable}=${entry}`], options, say }, world);
  };
