import { fs, path } from 'zx';
import { removeOthers } from './lab/base.mjs';
import { labDir } from './lab/settings.mjs';

const file = (image) => path.join(labDir, `built-${image.base}.tar`);

export const isBuilt = (image) => fs.exists(file(image));

/** Keeps what archxen built in this machine (its build cache), for scenarios that are about something else. */
export async function keepBuilt(machine, image) {
  await machine.ssh('tar -C / -cf /tmp/built.tar var/cache/archxen');
  await removeOthers('built-', file(image));
  await machine.copyOut('/tmp/built.tar', file(image));
  await machine.ssh('rm /tmp/built.tar');
}

/** Puts that build cache into a fresh machine, if there is one: archxen then finds its packages built. Says whether there is. */
export async function bringBuilt(machine, image) {
  if (!(await isBuilt(image))) return false;
  await machine.copyIn([file(image)], '/tmp/built.tar');
  await machine.ssh('tar -C / -xf /tmp/built.tar && rm /tmp/built.tar');
  return true;
}
