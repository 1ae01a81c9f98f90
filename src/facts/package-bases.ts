import type { PackageBaseFacts } from '../core/facts-packages.ts';
import { buildDirectory } from '../packages/bases.ts';
import { catalogue } from '../packages/catalogue.ts';
import type { RunResult, System } from '../system/port.ts';
import { lookUpPackages } from './aur-rpc.ts';
import { makeFolders } from './folders.ts';
import type { Notes } from './notes.ts';
import { exists, messageOf, names, readText, whyFailed } from './reading.ts';
import { parseSrcinfo } from './srcinfo.ts';

/** The bases of these packages, as the AUR names them now, else where they were when this was written. */
export async function readWantedBases(system: System, notes: Notes, { packages, ...options }: WantedOptions): Promise<Bases> {
  const known = await lookUpPackages(system, options.url, packages);
  const baseOf = (name: string): string => known.get(name)?.base ?? catalogue[name] ?? name;
  const bases = await readPackageBases(system, notes, { ...options, bases: [...new Set(packages.map(baseOf))] });
  const flagged = new Set([...known.values()].filter(({ outOfDate }) => outOfDate).map(({ base }) => base));
  return Object.fromEntries(
    Object.entries(bases).map(([name, base]) => [name, base !== undefined && flagged.has(name) ? { ...base, outOfDate: true } : base]),
  );
}

export type WantedOptions = Omit<BasesOptions, 'bases'> & { readonly packages: readonly string[] };

export interface BasesOptions {
  /** Where the bases' repositories are: `<url>/<base>.git`. */
  readonly url: string;
  readonly branch: string;
  readonly bases: readonly string[];
  /** Folder for the clones, one a base; made where it is missing. */
  readonly directory: string;
}

export type Bases = Readonly<Record<string, PackageBaseFacts | undefined>>;

/** git must not ask for a password: there is none to give, and nobody could see the question. */
const environment = { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '/bin/true' };

/** The package bases as they are now in their repositories; one that cannot be had is undefined, with the reason as a note. */
export async function readPackageBases(system: System, notes: Notes, options: BasesOptions): Promise<Bases> {
  try {
    await makeFolders(system, options.directory);
  } catch (error) {
    for (const base of options.bases) notes.add(`bases.${base}`, messageOf(error));
    return Object.fromEntries(options.bases.map((base) => [base, undefined]));
  }
  const bases = await Promise.all(options.bases.map(async (base) => [base, await readBase(system, notes, options, base)] as const));
  return Object.fromEntries(bases);
}

async function readBase(system: System, notes: Notes, options: BasesOptions, base: string): Promise<PackageBaseFacts | undefined> {
  const { branch } = options;
  const url = `${options.url.replace(/\/+$/, '')}/${base}.git`;
  const directory = `${options.directory}/${base}`;
  const undone = (reason: string): undefined => {
    notes.add(`bases.${base}`, reason);
    return undefined;
  };
  try {
    const problem = await bring(system, { url, branch, directory });
    if (problem !== undefined) return undone(problem);
    const head = await git(system, ['-C', directory, 'rev-parse', 'HEAD']);
    if (!done(head)) return undone(whyFailed(['git', 'rev-parse'], head));
    const [pkgbuild, srcinfo] = await Promise.all([readText(system, `${directory}/PKGBUILD`), readText(system, `${directory}/.SRCINFO`)]);
    const facts = parseSrcinfo(srcinfo ?? '');
    if (pkgbuild === undefined || facts === undefined) return undone(`${url} has no PKGBUILD with a .SRCINFO`);
    const scripts = await readScripts(system, directory);
    const lastBuilt = await readLastBuilt(system, base, directory, head.stdout.trim());
    return { ...facts, url, branch, commit: head.stdout.trim(), pkgbuild, ...scripts, ...lastBuilt };
  } catch (error) {
    return undone(messageOf(error));
  }
}

async function readScripts(system: System, directory: string): Promise<Pick<PackageBaseFacts, 'scripts'>> {
  const found = (await names(system, directory)).filter((name) => name.endsWith('.install'));
  const texts = await Promise.all(found.map(async (name) => [name, (await readText(system, `${directory}/${name}`)) ?? ''] as const));
  return texts.length === 0 ? {} : { scripts: Object.fromEntries(texts) };
}

/** What the last build on this host was made of, by its built.json. */
async function readLastBuilt(
  system: System,
  base: string,
  directory: string,
  commit: string,
): Promise<Pick<PackageBaseFacts, 'lastBuilt'>> {
  const built = /"commit":\s*"([0-9a-f]{7,64})"/.exec((await readText(system, `${buildDirectory(base)}/packages/built.json`)) ?? '')?.[1];
  if (built === undefined) return {};
  if (built === commit) return { lastBuilt: { commit: built, diff: '' } };
  const diff = await git(system, ['-C', directory, 'diff', '--no-color', '--no-ext-diff', built, commit]);
  return { lastBuilt: { commit: built, diff: done(diff) ? diff.stdout : undefined } };
}

/** A clone of the branch's tip in the folder, new or brought up to date; else why not. */
async function bring(
  system: System,
  { url, branch, directory }: { readonly url: string; readonly branch: string; readonly directory: string },
): Promise<string | undefined> {
  if ((await exists(system, `${directory}/.git`)) && done(await git(system, ['-C', directory, 'rev-parse', '--git-dir']))) {
    const fetched = await git(system, ['-C', directory, 'fetch', '--quiet', '--depth', '50', url, branch]);
    if (!done(fetched)) return whyUnreachable(url, fetched);
    const reset = await git(system, ['-C', directory, 'reset', '--quiet', '--hard', 'FETCH_HEAD']);
    return done(reset) ? undefined : whyFailed(['git', 'reset'], reset);
  }
  // What a killed clone left is no repository, and git does not clone into a folder that has something in it.
  if ((await system.stat(directory)) !== undefined) await system.run(['rm', '-rf', directory]);
  const cloned = await git(system, ['clone', '--quiet', '--depth', '50', '--branch', branch, url, directory]);
  return done(cloned) ? undefined : whyUnreachable(url, cloned);
}

const git = (system: System, words: readonly string[]): Promise<RunResult> =>
  system.run(['git', ...words], { timeoutSeconds: 60, environment });

const done = (result: RunResult): boolean => result.ended === 'exit' && result.exit === 0;

/** In words, for what a person meets: no network, no such repository, no such branch. */
export function whyUnreachable(url: string, result: RunResult): string {
  if (result.ended === 'timeout') return `${url} did not answer within a minute`;
  if (/Could not resolve host|Name or service not known|Temporary failure in name resolution/i.test(result.stderr)) {
    return `no network: the name of ${url} cannot be resolved`;
  }
  if (/Failed to connect|Couldn't connect|Network is unreachable|Connection (refused|timed out)/i.test(result.stderr)) {
    return `no network: ${url} cannot be reached`;
  }
  if (/Remote branch .* not found|couldn't find remote ref/i.test(result.stderr)) return `${url} has no such branch`;
  return `${url}: ${whyFailed(['git', 'clone'], result)}`;
}
