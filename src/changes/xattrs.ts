import type { FileChange } from '../core/change.ts';
import type { System, Xattrs } from '../system/port.ts';

/** Those that a new content may keep: the others are signatures of the old one (integrity measurement, evmctl(1)). */
export function lasting(xattrs: Xattrs | undefined): Xattrs | undefined {
  return xattrs && Object.fromEntries(Object.entries(xattrs).filter(([name]) => name !== 'security.ima' && name !== 'security.evm'));
}

/** Does the file have all attributes that it shall have? */
export async function hasXattrs(system: System, { path, xattrs = {} }: Pick<FileChange, 'path' | 'xattrs'>): Promise<boolean> {
  if (Object.keys(xattrs).length === 0) return true;
  const now = (await system.xattrs(path)) ?? {};
  return Object.entries(xattrs).every(([name, value]) => now[name] === value);
}

export const lostXattrs = (path: string, xattrs: Xattrs | undefined): string =>
  `the extended attributes of ${path} could not be set: ${Object.keys(xattrs ?? {}).join(', ')}; "setfattr" of the package attr sets them`;

export const unreadXattrs = (path: string): string =>
  `the extended attributes of ${path}, if it had any, are not kept: "getfattr" of the package attr is not on this host`;
