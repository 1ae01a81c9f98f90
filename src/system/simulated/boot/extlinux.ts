import { advMenuSave, advOnce, setAdv } from '../../../formats/syslinux-adv.ts';
import { type Command, done, failed } from '../core/world.ts';
import { readAdv, writeAdv } from './syslinux.ts';

/** extlinux --once=LABEL | --clear-once | --menu-save=LABEL | --reset-adv DIRECTORY, on an installed Syslinux. */
export const extlinux: Command = async ({ args }, { files }) => {
  const folder = args.find((arg) => !arg.startsWith('-'));
  if (folder === undefined) return failed(64, 'Usage: extlinux [options] directory\n');
  const core = `${folder}/ldlinux.sys`;
  const adv = await readAdv(files, core);
  if (adv === undefined) return failed(1, `${core}: cannot write auxiliary data (need --update)?\n`);
  let values = adv;
  for (const option of args.filter((arg) => arg.startsWith('-'))) {
    const [, name = '', value = ''] = /^--([a-z-]+)(?:=(.*))?$/.exec(option) ?? [];
    if (name === 'once') values = setAdv(values, advOnce, value);
    else if (name === 'clear-once') values = setAdv(values, advOnce, '');
    else if (name === 'menu-save') values = setAdv(values, advMenuSave, value);
    else if (name === 'reset-adv') values = new Map();
    else return undefined;
  }
  await writeAdv(files, core, values);
  return done();
};
