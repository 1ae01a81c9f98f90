import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { listRuns, readRun } from '../../src/engine/index.ts';
import { recordedHost } from '../../src/road/rehearsal.ts';
import { plantHost } from '../../src/system/recorded.ts';
import { rootedSystem } from '../../src/system/rooted.ts';
import { randomOf } from '../fuzz/mutate.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    dir: { type: 'string', default: tmpdir() },
    /** A defect put in, which must be found: `journal-cut` cuts bytes out of a journal. */
    plant: { type: 'string' },
  },
});
const wanted = values.quick ? 1e9 : Number(values.kills);
const begun = Date.now();
const budget = values.quick ? 75_000 : Number.POSITIVE_INFINITY;
const random = randomOf(Number(values.seed));
const hosts = ['plain-uefi-systemd-boot', 'plain-bios-grub'];
const mostKillsAWay = 10;

const top = mkdtempSync(join(values.dir, 'archxen-kill-'));
const program = join(top, 'child.mjs');
const bad: string[] = [];
let kills = 0;
let ways = 0;

await build({
  entryPoints: [new URL('child.ts', import.meta.url).pathname],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'error',
});

interface Start {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly killed: boolean; readonly output: string }>;
}

function start(root: string, host: string, way: string): Start {
  const child = spawn(process.execPath, [program, root, host, way, `${root}.busy`, join(top, `${host}.plan.json`)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const pipe of [child.stdout, child.stderr]) pipe?.on('data', (chunk) => (output += chunk));
  const ended = new Promise<{ killed: boolean; output: string }>((resolve) =>
    child.on('close', (_, signal) => resolve({ killed: signal === 'SIGKILL', output })),
  );
  return { child, ended };
}

/** Kills the whole process group, unless pacman is at work: then a moment later. */
async function kill({ child }: Start, busy: string): Promise<void> {
  const group = -(child.pid ?? 0);
  for (;;) {
    try {
      process.kill(group, 'SIGSTOP');
      if (!existsSync(busy)) return void process.kill(group, 'SIGKILL');
      process.kill(group, 'SIGCONT');
    } catch {
      // It came to its end in the meantime.
      return;
    }
    await sleep(20);
  }
}

/** All paths with kind, mode and bytes, but what is archxen's own and what a boot clears. */
function hashOf(root: string): string {
  const hash = createHash('sha256');
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/^(run|proc|tmp)(\/|$)|^sys\/(?!firmware)|^var\/(lib|log|cache)\/\.?archxen|^\.archxen|^boot\/archxen-restore/.test(path)) continue;
    const stat = lstatSync(join(root, path));
    const content = stat.isFile() ? readFileSync(join(root, path)) : stat.isSymbolicLink() ? readlinkSync(join(root, path)) : '';
    hash.update(`${path}\0${stat.mode}\0`).update(content);
  }
  return hash.digest('hex');
}

async function checkJournal(root: string, what: string): Promise<void> {
  const system = rootedSystem(root, { ownership: 'as-root' });
  for (const id of await listRuns(system)) await readRun(system, id).catch((thrown) => bad.push(`${what}: ${String(thrown)}`));
}

async function walk(root: string, host: string, way: string, usual: number, end: string): Promise<void> {
  ways += 1;
  for (let nth = 0; ; nth += 1) {
    const what = `${host} ${way}, start ${nth + 1}`;
    const started = start(root, host, way);
    if (nth < mostKillsAWay) {
      const moment = Math.floor((random.to(1000) / 1000) * 1.1 * usual);
      await Promise.race([sleep(moment), started.ended]);
      await kill(started, `${root}.busy`);
    }
    const { killed, output } = await started.ended;
    if (killed) kills += 1;
    if (values.plant === 'journal-cut') {
      const path = join(root, 'var/lib/archxen/journal/0001.jsonl');
      if (existsSync(path) && lstatSync(path).size > 400) {
        const { writeFileSync } = await import('node:fs');
        const bytes = readFileSync(path);
        writeFileSync(path, Buffer.concat([bytes.subarray(0, 200), bytes.subarray(230)]));
      }
    }
    await checkJournal(root, what);
    if (killed) continue;
    if (!/applied|rolled-back|nothing to do/.test(output)) return void bad.push(`${what} ended: ${output.slice(0, 400)}`);
    const hash = hashOf(root);
    if (hash !== end) bad.push(`${what}: the end is not the same (${root} is kept)`);
    return;
  }
}

const template: Record<string, { first: string; last: string; usual: Record<string, number>; from: string }> = {};
for (const host of hosts) {
  const from = join(top, host);
  await plantHost(await recordedHost(host), rootedSystem(from, { ownership: 'as-root' })).catch(async () => {
    const { mkdirSync } = await import('node:fs');
    mkdirSync(from, { recursive: true });
    await plantHost(await recordedHost(host), rootedSystem(from, { ownership: 'as-root' }));
  });
  const first = hashOf(from);
  const root = join(top, `${host}.whole`);
  cpSync(from, root, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  const usual: Record<string, number> = {};
  let last = '';
  for (const way of ['on', 'back']) {
    const at = Date.now();
    const { output } = await start(root, host, way).ended;
    usual[way] = Date.now() - at;
    if (!/applied|rolled-back/.test(output)) throw new Error(`${host} ${way} without a kill ended: ${output}`);
    if (way === 'on') last = hashOf(root);
  }
  if (hashOf(root) !== first) throw new Error(`${host}: the way back does not lead to the first state`);
  rmSync(root, { recursive: true });
  template[host] = { first, last, usual, from };
}

for (let nth = 0; kills < wanted && Date.now() - begun < budget && bad.length < 5; nth += 1) {
  const host = hosts[nth % hosts.length] ?? '';
  const { first = '', last = '', usual = {}, from = '' } = template[host] ?? {};
  const root = join(top, `run-${nth}`);
  cpSync(from, root, { recursive: true, verbatimSymlinks: true });
  await walk(root, host, 'on', usual['on'] ?? 1000, last);
  if (bad.length === 0) await walk(root, host, 'back', usual['back'] ?? 1000, first);
  if (bad.length === 0) rmSync(root, { recursive: true });
  if (nth % 10 === 9) console.log(`${kills} kills, ${ways} ways, ${bad.length} bad, ${Math.round((Date.now() - begun) / 1000)} s`);
}
for (const line of bad) console.log(`BAD  ${line}`);
if (bad.length === 0) rmSync(top, { recursive: true });
if (values.plant !== undefined) {
  console.log(`planted ${values.plant}: ${bad.length > 0 ? 'found' : 'NOT found'}`);
  console.log(bad.length > 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exit(bad.length > 0 ? 0 : 1);
}
console.log(
  `${kills} SIGKILLs to the process group over ${ways} ways on ${hosts.length} hosts (seed ${values.seed}), ${Math.round((Date.now() - begun) / 1000)} s, ${bad.length} bad`,
);
console.log(`${ways - Math.min(ways, bad.length)} passed, ${bad.length} failed`);
process.exit(bad.length === 0 ? 0 : 1);
