import { logDirectory, makePrivateDirectory, stateDirectory } from '../changes/state-paths.ts';
import { sha256 } from '../core/digest.ts';
import { asArchxenError } from '../core/error.ts';
import type { Facts } from '../core/facts.ts';
import type { Json } from '../core/json.ts';
import { redactJson } from '../core/redact.ts';
import { listRuns, readRun } from '../engine/journal.ts';
import type { System } from '../system/port.ts';

/** How much of the end of each log is in a bundle. */
const logBytes = 64 * 1024;

/**
 * What a person who helps needs to see, as one value: facts, runs, logs and the last report, without secrets and without
 * the content of files. Nothing is sent anywhere.
 */
export async function makeBundle(system: System, facts: Facts, version: string): Promise<Json> {
  return redactJson({
    v: 1,
    version,
    at: system.now(),
    facts,
    runs: await runs(system),
    logs: await logs(system),
    report: await text(system, `${stateDirectory}/reports/last.json`),
  });
}

/** Writes a bundle where only root finds it; gives the path. */
export async function keepBundle(system: System, bundle: Json): Promise<string> {
  const directory = `${stateDirectory}/bundles`;
  await makePrivateDirectory(system, directory);
  const path = `${directory}/archxen-bundle-${system.now()}.json`;
  await system.write(path, Buffer.from(`${JSON.stringify(bundle, null, 2)}\n`), { mode: 0o600, uid: 0, gid: 0 });
  return path;
}

/** A journal that cannot be read is a reason for a bundle, not against it. */
async function runs(system: System): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const id of await listRuns(system)) {
    try {
      const { plans, marks, torn } = await readRun(system, id);
      const told = plans.map(({ plan, begun, done, end, at }) => ({ plan, at, end, begun: Object.fromEntries(begun), done: [...done] }));
      found.push({ id, torn, marks, plans: JSON.parse(JSON.stringify(told, withoutContent)) });
    } catch (thrown) {
      const { code, message } = asArchxenError(thrown);
      found.push({ id, code, message });
    }
  }
  return found;
}

/** What a file shall hold is told by size and digest. */
function withoutContent(key: string, value: unknown): unknown {
  if (key === 'shown') return undefined;
  if ((key !== 'text' && key !== 'base64') || typeof value !== 'string') return value;
  return { bytes: Buffer.byteLength(value, key === 'text' ? 'utf8' : 'base64'), sha256: sha256(value) };
}

async function logs(system: System): Promise<Readonly<Record<string, string | undefined>>> {
  const found: Record<string, string | undefined> = {};
  for (const name of (await system.list(logDirectory)) ?? []) {
    const size = (await system.stat(`${logDirectory}/${name}`))?.size ?? 0;
    found[name] = await text(system, `${logDirectory}/${name}`, { offset: Math.max(0, size - logBytes), length: logBytes });
  }
  return found;
}

async function text(
  system: System,
  path: string,
  range?: { readonly offset: number; readonly length: number },
): Promise<string | undefined> {
  const bytes = await system.read(path, range);
  return bytes && Buffer.from(bytes).toString('utf8');
}
