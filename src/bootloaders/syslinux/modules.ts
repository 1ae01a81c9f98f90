import type { FileChange } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import type { Refusal } from '../boot-loader.ts';
import { fail, fileLink, makeAgain, pass, unknown } from '../chain-checks.ts';
import { syslinuxFolder } from './place.ts';

/** What loads Xen, and the library without which it is not loaded: Syslinux would stand at its prompt. */
const names = ['mboot.c32', 'libcom32.c32'] as const;

const packageFolder = '/usr/lib/syslinux/bios';

export const modulePaths = (facts: Facts): readonly string[] => names.map((name) => `${syslinuxFolder(facts)}/${name}`);

/**
 * Copies the modules that are missing from the package. They must be of the version that is installed in the boot sector, which
 * ldlinux.c32 tells: the installer writes it beside ldlinux.sys, and the package has the same file.
 */
export function moduleChanges(facts: Facts): readonly FileChange[] | Refusal {
  const folder = syslinuxFolder(facts);
  const missing = names.filter((name) => facts.files[`${folder}/${name}`] === undefined);
  if (missing.length === 0) return [];
  const absent = missing.find((name) => facts.files[`${packageFolder}/${name}`]?.sha256 === undefined);
  if (absent !== undefined) {
    const hint = `Install it: pacman -S syslinux, or copy ${absent} to ${folder} from the Syslinux that is installed there.`;
    return { refused: `${folder} has no ${absent}, and the package syslinux is not installed.`, hint };
  }
  if (sha256Of(facts, `${folder}/ldlinux.c32`) !== sha256Of(facts, `${packageFolder}/ldlinux.c32`)) {
    const hint = 'Install Syslinux anew: syslinux-install_update -u (extlinux --update and its modules).';
    return { refused: `The Syslinux in ${folder} is of another version than the package, so its modules do not fit.`, hint };
  }
  return missing.flatMap((name) => {
    const from = facts.files[`${packageFolder}/${name}`];
    return from?.sha256 === undefined ? [] : [copy(folder, name, from.sha256)];
  });
}

const sha256Of = (facts: Facts, path: string): string | undefined => facts.files[path]?.sha256;

const copy = (folder: string, name: string, sha256: string): FileChange => ({
  kind: 'file',
  id: `boot.module.${name}`,
  title: `Copy ${name} beside Syslinux`,
  why: 'Syslinux loads Xen by it.',
  path: `${folder}/${name}`,
  content: { copyOf: `${packageFolder}/${name}`, sha256 },
  before: null,
  mode: 0o644,
  uid: 0,
  gid: 0,
});

/** Both modules are there, and of the version that the boot sector loads. */
export function moduleLinks(facts: Facts): readonly Check[] {
  const [module, library] = modulePaths(facts);
  const hint = makeAgain;
  const wanted = { magics: ['elf'], as: 'a module of Syslinux', minimumBytes: 1000, hint } as const;
  return [
    fileLink({ id: 'boot.chain.module', title: 'mboot.c32' }, facts, module, wanted),
    fileLink({ id: 'boot.chain.library', title: 'libcom32.c32' }, facts, library, wanted),
    ...versionLink(facts),
  ];
}

function versionLink(facts: Facts): readonly Check[] {
  const link = { id: 'boot.chain.version', title: 'Syslinux' };
  const folder = syslinuxFolder(facts);
  const own = facts.files[`${folder}/ldlinux.c32`];
  if (own === undefined) {
    const reason = 'Syslinux would not get beyond its first lines.';
    return [fail(link, { detail: `${folder}/ldlinux.c32 is missing`, reason, hint: 'Install Syslinux anew: syslinux-install_update -i' })];
  }
  const isPackages = (name: string): boolean => sha256Of(facts, `${folder}/${name}`) === sha256Of(facts, `${packageFolder}/${name}`);
  if (own.sha256 === undefined || facts.files[`${packageFolder}/ldlinux.c32`] === undefined) {
    return [unknown(link, { detail: 'not compared', reason: 'The package syslinux is not installed to compare with.' })];
  }
  const others = names.filter((name) => facts.files[`${folder}/${name}`] !== undefined && isPackages(name) !== isPackages('ldlinux.c32'));
  if (others.length === 0) return [pass(link, { detail: 'all modules are of one version' })];
  const reason = 'A module of another version than the boot sector is not loaded, and Syslinux stands at its prompt.';
  return [fail(link, { detail: `${others.join(', ')} of another version`, reason, hint: `Copy it from ${packageFolder}.` })];
}
