import { join, relative } from 'node:path/posix';
import type { Facts } from '../../core/facts.ts';
import { parseSyslinuxCfg, type SyslinuxCfg } from '../../formats/syslinux-cfg.ts';

/** The label that is tried, and that becomes the default. */
export const xenLabel = 'archxen-xen';

/** The folder that the installed Syslinux works in. */
export const syslinuxFolder = (facts: Facts): string => facts.boot.syslinux?.folder ?? '/boot/syslinux';

/** Its configuration: of several in one folder Syslinux reads extlinux.conf (core/fs/lib/loadconfig.c). */
export function configPath(facts: Facts): string {
  const folder = syslinuxFolder(facts);
  return [`${folder}/extlinux.conf`, `${folder}/syslinux.cfg`].find((path) => facts.files[path] !== undefined) ?? `${folder}/syslinux.cfg`;
}

/** Undefined: there is none, or it could not be read. */
export function config(facts: Facts): SyslinuxCfg | undefined {
  const text = facts.files[configPath(facts)]?.text;
  return text === undefined ? undefined : parseSyslinuxCfg(text);
}

/** `/boot/xen.gz` as the configuration names it: from its own folder. Undefined: it is not on that volume. */
export const nameOf = (facts: Facts, path: string): string | undefined =>
  path.startsWith('/boot/') ? relative(syslinuxFolder(facts), path) : undefined;

/** The host's path of a file that the configuration names, from its folder or, with a slash, from the volume's root. */
export function hostPath(facts: Facts, name: string): string {
  if (!name.startsWith('/')) return join(syslinuxFolder(facts), name);
  const mount = facts.boot.bootFs?.mount ?? '/';
  return mount === '/' ? join('/', name) : join(mount, name);
}
