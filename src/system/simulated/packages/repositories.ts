import { readText } from '../core/files.ts';
import type { World } from '../core/world.ts';

export interface RepositoryPackage {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly depends: readonly string[];
}

/** What a few packages of the repositories need in turn; of the others no dependencies are known. */
const depends: Readonly<Record<string, readonly string[]>> = {
  'lib32-gcc-libs': ['lib32-glibc'],
  spice: ['libjpeg-turbo', 'pixman', 'openssl'],
  sdl2: ['libx11'],
  seabios: [],
  'qemu-img': ['qemu-common'],
  wine: ['lib32-glibc'],
};

/** Repositories that pacman.conf switches on, and whose list of packages has been fetched. */
export async function repositories({ files, model }: World): Promise<readonly string[]> {
  const conf = (await readText(files, '/etc/pacman.conf')) ?? '';
  const on = [...conf.matchAll(/^\s*\[([^\]]+)\]\s*$/gm)].map((match) => match[1] ?? '').filter((name) => name in model.repositories);
  const fetched = await Promise.all(on.map(async (name) => !(name === 'multilib' && (await files.stat(listPath(name))) === undefined)));
  return on.filter((_, index) => fetched[index]);
}

/** Every repository that is switched on, fetched or not. */
export async function switchedOn({ files, model }: World): Promise<readonly string[]> {
  const conf = (await readText(files, '/etc/pacman.conf')) ?? '';
  return [...conf.matchAll(/^\s*\[([^\]]+)\]\s*$/gm)].map((match) => match[1] ?? '').filter((name) => name in model.repositories);
}

export const listPath = (repository: string): string => `/var/lib/pacman/sync/${repository}.db`;

export async function findPackage(world: World, name: string): Promise<RepositoryPackage | undefined> {
  for (const repository of await repositories(world)) {
    const version = world.model.repositories[repository]?.[name];
    if (version !== undefined) return { name, version, repository, depends: depends[name] ?? [] };
  }
  return undefined;
}
