import type { PackageBaseFacts } from '../core/facts-packages.ts';

type Srcinfo = Pick<PackageBaseFacts, 'base' | 'version' | 'packages' | 'depends' | 'makedepends' | 'pgpKeys'>;

/**
 * .SRCINFO (makepkg --printsrcinfo): `key = value` lines, first of the base, then of each package.
 * Dependencies of the split packages count too, but not those on each other.
 */
export function parseSrcinfo(text: string): Srcinfo | undefined {
  const values = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const match = /^\s*([a-z0-9_]+) = (.*\S)\s*$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined || line.trimStart().startsWith('#')) continue;
    values.set(match[1], [...(values.get(match[1]) ?? []), match[2]]);
  }
  const all = (key: string): readonly string[] => [...new Set([...(values.get(key) ?? []), ...(values.get(`${key}_x86_64`) ?? [])])];
  const first = (key: string): string | undefined => values.get(key)?.[0];
  const base = first('pkgbase');
  const packages = all('pkgname');
  if (base === undefined || first('pkgver') === undefined) return undefined;
  const epoch = first('epoch');
  const withoutOwn = (names: readonly string[]): readonly string[] =>
    names.filter((name) => !packages.includes(name.replace(/[<>=].*$/, '')));
  return {
    base,
    version: `${epoch === undefined ? '' : `${epoch}:`}${first('pkgver')}-${first('pkgrel') ?? '1'}`,
    packages,
    depends: withoutOwn(all('depends')),
    makedepends: withoutOwn([...new Set([...all('makedepends'), ...all('checkdepends')])]),
    pgpKeys: all('validpgpkeys'),
  };
}
