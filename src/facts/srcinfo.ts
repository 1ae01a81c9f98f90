import type { PackageBaseFacts } from '../core/facts-packages.ts';

type Srcinfo = Pick<PackageBaseFacts, 'base' | 'version' | 'packages' | 'provides' | 'depends' | 'makedepends' | 'pgpKeys'>;

/**
 * .SRCINFO (makepkg --printsrcinfo): `key = value` lines, first of the base, then of each package.
 * Dependencies of the split packages count too, but not those on each other.
 */
export function parseSrcinfo(text: string): Srcinfo | undefined {
  const values = new Map<string, string[]>();
  const provides: Record<string, readonly string[]> = {};
  let section: string | undefined;
  for (const line of text.split('\n')) {
    const match = /^\s*([a-z0-9_]+) = (.*\S)\s*$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined || line.trimStart().startsWith('#')) continue;
    if (match[1] === 'pkgname') section = match[2];
    if (match[1] === 'provides' && section !== undefined) provides[section] = [...(provides[section] ?? []), match[2]];
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
    ...(Object.keys(provides).length > 0 && { provides }),
    depends: withoutOwn(all('depends')),
    makedepends: withoutOwn([...new Set([...all('makedepends'), ...all('checkdepends')])]),
    pgpKeys: all('validpgpkeys'),
  };
}
