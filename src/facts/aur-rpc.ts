import type { System } from '../system/port.ts';

/** What the AUR says of a package (https://aur.archlinux.org/rpc, version 5). */
export interface AurPackage {
  readonly base: string;
  readonly outOfDate: boolean;
}

interface Result {
  readonly Name: string;
  readonly PackageBase: string;
  readonly OutOfDate?: number | null;
}

/**
 * In which package base each of these packages is now; one that was renamed is looked for by what it is provided as.
 * A mirror that is only git has no such service, nor has a host without network: what is not known is not in the map.
 */
export async function lookUpPackages(system: System, url: string, names: readonly string[]): Promise<ReadonlyMap<string, AurPackage>> {
  if (!/^https?:/.test(url)) return new Map();
  const service = `${url.replace(/\/+$/, '')}/rpc/v5`;
  const results = await ask(system, `${service}/info?${names.map((name) => `arg[]=${name}`).join('&')}`);
  if (results === undefined) return new Map();
  const known = new Map(results.map((result) => [result.Name, packageOf(result)]));
  for (const name of names.filter((each) => !known.has(each))) {
    const [provider] = (await ask(system, `${service}/search/${name}?by=provides`)) ?? [];
    if (provider !== undefined) known.set(name, packageOf(provider));
  }
  return known;
}

const packageOf = ({ PackageBase, OutOfDate }: Result): AurPackage => ({ base: PackageBase, outOfDate: typeof OutOfDate === 'number' });

async function ask(system: System, address: string): Promise<readonly Result[] | undefined> {
  // --globoff: the brackets of arg[] are meant.
  const argv = ['curl', '--globoff', '--fail', '--silent', '--show-error', '--location', '--max-time', '10', address];
  const { ended, exit, stdout } = await system.run(argv, { timeoutSeconds: 15 });
  if (ended !== 'exit' || exit !== 0) return undefined;
  try {
    const answer = JSON.parse(stdout) as { readonly results?: unknown };
    return Array.isArray(answer.results) ? answer.results.filter(isResult) : undefined;
  } catch {
    // A mirror that answers everything with a page.
    return undefined;
  }
}

/** Names become parts of addresses and paths. */
const isResult = (value: unknown): value is Result =>
  typeof value === 'object' && value !== null && ['Name', 'PackageBase'].every((key) => isName(Reflect.get(value, key)));

const isName = (value: unknown): boolean => typeof value === 'string' && /^[a-z0-9@_+][a-z0-9@._+-]*$/.test(value);
