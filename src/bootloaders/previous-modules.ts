import { basename } from 'node:path/posix';
import type { FileChange } from '../core/change.ts';
import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { fail, pass } from './chain-checks.ts';
import { previousSet } from './previous-set.ts';

/** The modules of kernels that were kept: hard links, so they must be on the file system of /usr/lib/modules. */
export const keptModulesFolder = '/usr/lib/archxen/modules';

export const modulesPath = (release: string): string => `/usr/lib/modules/${release}`;
export const keptModulesPath = (release: string): string => `${keptModulesFolder}/${release}`;

/** pacman took the modules of the kept kernel away: a link makes them known by their release again. */
export function keptModulesLink(facts: Facts): readonly FileChange[] {
  const release = previousSet(facts)?.kernel.release;
  if (release === undefined || facts.files[modulesPath(release)] !== undefined) return [];
  return [
    {
      kind: 'file',
      id: 'boot.previous.modules',
      title: `Give the kept kernel its modules (${release})`,
      why: 'Its package was upgraded, which removed them; the previous entry needs them.',
      path: modulesPath(release),
      content: { link: keptModulesPath(release) },
      before: null,
      mode: 0o777,
      uid: 0,
      gid: 0,
    },
  ];
}

/** Does the kept kernel have its modules, and are its files those that were verified? */
export function previousLinks(facts: Facts): readonly Check[] {
  const kept = previousSet(facts);
  if (kept === undefined) return [];
  const { release } = kept.kernel;
  const link = { id: 'boot.previous.modules', title: 'Kept modules' };
  const found = facts.files[modulesPath(release)];
  const modules =
    found?.type === 'directory' || (found?.type === 'link' && facts.files[keptModulesPath(release)] !== undefined)
      ? pass(link, { detail: modulesPath(release) })
      : fail(link, {
          detail: `${modulesPath(release)} is missing`,
          reason: 'The kept kernel could load no modules.',
          hint: 'Make the link: archxen refresh',
        });
  return [modules, ...Object.values(kept.files).flatMap((file) => changedLink(facts, file))];
}

function changedLink(facts: Facts, { path, bytes }: { readonly path: string; readonly bytes: number }): readonly Check[] {
  const now = facts.files[path]?.size;
  if (now === undefined || now === bytes) return [];
  const link = { id: `boot.previous.file.${basename(path)}`, title: 'Kept file' };
  const hint = 'The next green archxen verify --record keeps a set anew.';
  const detail = `${path} has ${now} bytes, ${bytes} were kept`;
  return [fail(link, { detail, reason: 'It is not what last verified green.', hint, evidence: [path] })];
}
