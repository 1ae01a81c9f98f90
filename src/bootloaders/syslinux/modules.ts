import type { FileChange } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import type { Refusal } from '../boot-loader.ts';
import { fail, fileLink, makeAgain, pass, unknown, warn } from '../chain-checks.ts';
import { syslinuxFolder } from './place.ts';

/** What loads Xen, and the library without which it is not loaded: Syslinux would stand at its prompt. */
const names = ['mboot.c32', 'libcom32.c32'] as const;

const packageFolder = '/usr/lib/syslinux/bios';

export const modulePaths = (facts: Facts): readonly string[] => names.map((name) => `${syslinuxFolder(facts)}/${name}`);

/** Copies the modules that are missing from the package. They must be of the version that the boot sector loads. */
export function moduleChanges(facts: Facts): readonly FileChange[] | Refusal {
  const folder = syslinuxFolder(facts);
  const missing = names.filter((name) => facts.files[`${folder}/${name}`] === undefined);
  if (missing.length === 0) return [];
  const absent = missing.find((name) => facts.files[`${packageFolder}/${name}`]?.sha256 === undefined);
  if (absent !== undefined) {
    const hint = `Install it: pacman -S syslinux, or copy ${absent} to ${folder} from the Syslinux that is installed there.`;
    return { refused: `${folder} has no ${absent}, and the package syslinux is not installed.`, hint };
  }
  if (!packageFits(facts)) {
    const hint = 'Bring the boot sector up to date: syslinux-install_update -u';
    return { refused: `${folder} has ${versions(facts)}, so its modules do not fit.`, hint };
  }
  return missing.flatMap((name) => {
    const from = facts.files[`${packageFolder}/${name}`];
    return from?.sha256 === undefined ? [] : [copy(folder, name, from.sha256)];
  });
}

/** ldlinux.sys tells `6.04`, the package is `6.04.pre3.r3.g05ac953c-3`. */
const packageFits = ({ boot, pacman }: Facts): boolean => {
  const version = boot.syslinux?.version;
  return version !== undefined && pacman.installed['syslinux']?.replace(/^\d+:/, '').startsWith(version) === true;
};

const versions = ({ boot, pacman }: Facts): string =>
  `Syslinux ${boot.syslinux?.version ?? 'of an unknown version'}, the package is ${pacman.installed['syslinux'] ?? 'not installed'}`;

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
  if (!packageFits(facts)) {
    const hint = 'Bring the boot sector up to date: syslinux-install_update -u';
    return [unknown(link, { detail: 'not compared', reason: `${folder} has ${versions(facts)}.`, hint })];
  }
  const others = names.filter((name) => {
    const copy = sha256Of(facts, `${folder}/${name}`);
    return copy !== undefined && copy !== sha256Of(facts, `${packageFolder}/${name}`);
  });
  if (others.length === 0) return [pass(link, { detail: `${boot(facts)}, as its modules` })];
  const reason = 'A module of another version than the boot sector is not loaded, and Syslinux stands at its prompt.';
  return [warn(link, { detail: `${others.join(', ')} is not the package's`, reason, hint: `Copy it from ${packageFolder}.` })];
}

const boot = (facts: Facts): string => `Syslinux ${facts.boot.syslinux?.version}`;
