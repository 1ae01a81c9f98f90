import { bootConfigPlaces } from '../domu/finish/boot-config.ts';
import { modulesFile } from '../domu/finish/installed.ts';
import type { GuestTree } from './guest-tree.ts';

/**
 * Where the files lie that are copied out of a guest's /boot or written in it, its links followed as it would itself. A text:
 * what leads out of its tree, or to what is no file.
 */
export async function guestPlaces(tree: GuestTree, copied: readonly string[]): Promise<Readonly<Record<string, string>> | string> {
  const places: Record<string, string> = {};
  for (const path of copied.map((name) => `/boot/${name}`)) {
    const place = await tree.place(path);
    if (place === undefined) return astray(path);
    places[path] = place.path;
  }
  for (const path of [...bootConfigPlaces, modulesFile]) {
    // A link is replaced here, not what it leads to; but what was there is read through it, and by this host.
    const place = await tree.place(path, 'kept');
    const read = place === undefined ? undefined : await tree.place(place.path);
    if (place === undefined || read === undefined || read.absolute) return astray(path);
    if (['other', 'directory'].includes((await tree.look(path))?.type ?? '')) return `its ${path} is no file`;
    places[path] = place.path;
  }
  return places;
}

const astray = (path: string): string => `a link at its ${path} leads out of its own files`;
