import { dirname } from 'node:path/posix';
import type { PackageBaseFacts } from '../core/facts-packages.ts';
import { catalogue } from '../packages/catalogue.ts';
import type { Meta, RunResult, System } from '../system/port.ts';
import { lookUpPackages } from './aur-rpc.ts';
import type { Notes } from './notes.ts';
import { exists, messageOf, readText, whyFailed } from './reading.ts';
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
    return { ...facts, url, branch, commit: head.stdout.trim(), pkgbuild };
  } catch (error) {
    return undone(messageOf(error));
  }
}

/** Makes a folder and those above it, for whom the nearest one that is there belongs to: archxen may run without root here. */
async function makeFolders(system: System, path: string): Promise<Meta> {
  const found = await system.stat(path);
  if (found !== undefined) return found;
  const { uid, gid } = await makeFolders(system, dirname(path));
  const meta = { mode: 0o755, uid, gid };
  await system.makeDirectory(path, meta);
  return meta;
}

/** A clone of the branch's tip in the folder, new or brought up to date; else why not. */
async function bring(
  system: System,
  { url, branch, directory }: { readonly url: string; readonly branch: string; readonly directory: string },
): Promise<string | undefined> {
  if (await exists(system, `${directory}/.git`)) {
    const fetched = await git(system, ['-C', directory, 'fetch', '--quiet', '--depth', '50', url, branch]);
    if (!done(fetched)) return whyUnreachable(url, fetched);
    const reset = await git(system, ['-C', directory, 'reset', '--quiet', '--hard', 'FETCH_HEAD']);
    return done(reset) ? undefined : whyFailed(['git', 'reset'], reset);
  }
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
