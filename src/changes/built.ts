import * as z from 'zod/mini';
import type { BuildChange } from '../core/change-packages.ts';
import type { Sha256 } from '../core/digest.ts';
import { canonicalJson } from '../core/json.ts';
import type { System } from '../system/port.ts';
import { digestOfFile } from './file-digest.ts';

const schema = z.object({
  commit: z.string(),
  environment: z.record(z.string(), z.string()),
  files: z.array(z.object({ name: z.string(), version: z.string(), file: z.string(), sha256: z.string() })),
});

/** What a build left behind: packages/built.json in its folder. */
export interface Built {
  readonly commit: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly files: readonly BuiltPackage[];
}

export interface BuiltPackage {
  readonly name: string;
  /** With the release: `4.21.2-1`. */
  readonly version: string;
  /** Absolute path. */
  readonly file: string;
  readonly sha256: Sha256;
}

export const packagesDirectory = (directory: string): string => `${directory}/packages`;
const builtPath = (directory: string): string => `${packagesDirectory(directory)}/built.json`;

/** What an earlier build left; undefined when there is none, or its packages are not whole (a power cut after the build). */
export async function readBuilt(system: System, directory: string): Promise<Built | undefined> {
  const bytes = await system.read(builtPath(directory));
  const built = bytes === undefined ? undefined : parseBuilt(Buffer.from(bytes).toString('utf8'));
  if (built === undefined) return undefined;
  for (const { file, sha256: expected } of built.files) {
    if ((await digestOfFile(system, file)) !== expected) return undefined;
  }
  return built;
}

export async function writeBuilt(system: System, directory: string, built: Built): Promise<void> {
  const meta = { mode: 0o644, uid: 0, gid: 0 };
  await system.write(builtPath(directory), Buffer.from(`${JSON.stringify(built, undefined, 2)}\n`), meta);
}

/** Was just this built? */
export function isBuilt(built: Built | undefined, change: BuildChange): built is Built {
  return (
    built !== undefined &&
    built.commit === change.commit &&
    canonicalJson(built.environment) === canonicalJson(change.environment) &&
    change.packages.every((name) => built.files.some((file) => file.name === name))
  );
}

/** `xen-4.21.2-1-x86_64.pkg.tar.zst` as name and version; undefined: not a package (a signature, a log). */
export function parsePackageFile(file: string): { readonly name: string; readonly version: string } | undefined {
  const match = /^(.+)-([^-]+-[^-]+)-[^-]+\.pkg\.tar(\.[a-z0-9]+)?$/.exec(file);
  const [, name, version] = match ?? [];
  if (name === undefined || version === undefined || match?.[3] === '.sig') return undefined;
  return { name, version };
}

function parseBuilt(text: string): Built | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Cut off or from elsewhere: the same as nothing built.
    return undefined;
  }
}
