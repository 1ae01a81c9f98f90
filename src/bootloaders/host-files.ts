import { dirname } from 'node:path/posix';
import type { Facts, FileFacts } from '../core/facts.ts';

/** A file of the host by its path; on FAT, upper and lower case do not matter. Links are followed once. */
export function hostFile(facts: Facts, path: string): FileFacts | undefined {
  const clean = path.replace(/\/{2,}/g, '/');
  const found = facts.files[clean] ?? (isOnFat(facts, clean) ? byAnyCase(facts, clean) : undefined);
  if (found?.type !== 'link' || found.target === undefined) return found;
  const target = found.target.startsWith('/') ? found.target : `${dirname(clean)}/${found.target}`;
  return facts.files[target];
}

function byAnyCase(facts: Facts, path: string): FileFacts | undefined {
  const wanted = path.toLowerCase();
  const name = Object.keys(facts.files).find((each) => each.toLowerCase() === wanted);
  return name === undefined ? undefined : facts.files[name];
}

const isOnFat = (facts: Facts, path: string): boolean => {
  const esp = facts.boot.esp;
  return esp?.fstype === 'vfat' && path.startsWith(`${esp.mount}/`);
};

/** `/boot/vmlinuz-linux` under `/boot` is `vmlinuz-linux`; undefined: it is elsewhere. */
export function pathBelow(directory: string, path: string): string | undefined {
  const prefix = directory.endsWith('/') ? directory : `${directory}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
