/** A variable that a PKGBUILD takes from makepkg's environment. */
export interface Switch {
  readonly name: string;
  readonly otherwise: string;
}

/** `_stubdom=${build_stubdom:-false}`: lower-case names with a default are meant for the person; the others are makepkg's. */
export function switchesOf(pkgbuild: string): readonly Switch[] {
  const code = pkgbuild.replaceAll(/^\s*#.*$/gm, '');
  const found = new Map<string, string>();
  for (const [, name, otherwise] of code.matchAll(/\$\{([a-z][a-z0-9_]*):?-([^}"$`]*)\}/g)) {
    if (name !== undefined && !found.has(name)) found.set(name, otherwise ?? '');
  }
  return [...found].map(([name, otherwise]) => ({ name, otherwise }));
}
