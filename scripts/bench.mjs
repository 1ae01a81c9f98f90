// Speed and size as ratios within one run: absolute times of a shared machine say nothing.
//   npm run bench [-- RUNS]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'dist/archxen.mjs');
const node = process.execPath;
const runs = Number(process.argv[2] ?? 11);
const scratch = mkdtempSync(join(tmpdir(), 'archxen-bench-'));
const { CI: _ci, NO_COLOR: _n, FORCE_COLOR: _f, ...environment } = { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8' };

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const elapsed = (work) => {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
};
const floor = () => elapsed(() => spawnSync(node, ['-e', '0']));
const verb = (args) => () =>
  elapsed(() => {
    const { error, signal } = spawnSync(node, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    if (error || signal) throw error ?? new Error(`${args.join(' ')}: ${signal}`);
  });

/** Milliseconds from the start of a program on a terminal until it has drawn `text`. */
const firstFrame = (args, text) =>
  new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const terminal = spawn(node, [program, ...args], { cols: 80, rows: 24, env: environment });
    let seen = '';
    terminal.onData((data) => {
      seen += data;
      if (!seen.includes(text)) return;
      resolve(Number(process.hrtime.bigint() - start) / 1e6);
      terminal.kill('SIGKILL');
    });
    terminal.onExit(() => reject(new Error(`ended before "${text}": ${seen.slice(-300)}`)));
  });

const interleaved = async (measures) => {
  const times = Object.fromEntries(Object.keys(measures).map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) for (const [name, measure] of Object.entries(measures)) times[name].push(await measure());
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
};

const rows = [];
const row = (what, value, limit, ok) => rows.push([what, value, limit, ok ? 'ok' : 'OVER']);

const host = join(scratch, 'host');
// Plants the scratch root once, so that what is timed is the start of the program.
await firstFrame(['rehearse', 'plain-uefi-systemd-boot', '--root', host], '1/8');

// A host that is set up, where a refresh finds nothing to do: what the pacman hook adds to a transaction.
const setUp = join(scratch, 'set-up');
verb(['rehearse', 'plain-uefi-systemd-boot', '--root', setUp, '--no-input'])();
writeFileSync(join(scratch, 'answers.json'), '{}');
verb(['apply', '--root', setUp, '--answers', join(scratch, 'answers.json'), '--yes', '--no-input'])();

const times = await interleaved({
  floor: async () => floor(),
  frame: () => firstFrame(['rehearse', 'plain-uefi-systemd-boot', '--root', host], 'archxen'),
  version: async () => verb(['--version'])(),
  status: async () => verb(['status', '--root', host])(),
  plan: async () => verb(['plan', '--root', host])(),
  facts: async () => verb(['facts', '--root', host, '--json'])(),
  refresh: async () => verb(['refresh', '--root', setUp])(),
});
const ratio = (name) => times[name] / times.floor;
row('first frame / node -e 0', ratio('frame').toFixed(2), '6', ratio('frame') <= 6);
for (const name of ['version', 'status', 'plan', 'facts'])
  row(`archxen ${name} / node -e 0`, ratio(name).toFixed(2), '3', ratio(name) <= 3);

// Of 0.3 s on a machine where node -e 0 takes 0.04 s.
row('archxen refresh (nothing to do) / node -e 0', ratio('refresh').toFixed(2), '7.5', ratio('refresh') <= 7.5);

const bytes = statSync(program).size;
row('bundle', `${(bytes / 1e6).toFixed(2)} MB`, '1.2 MB', bytes <= 1.2e6);

const flood = await buildFlood();
row('100,000-line build log: peak memory', `${(flood.peakKiB / 1024).toFixed(0)} MiB`, '120 MiB', flood.peakKiB <= 120 * 1024);
row('100,000-line build log: draws a second', flood.drawsPerSecond.toFixed(1), '10', flood.drawsPerSecond <= 10.5);

/** Walks the wizard on a recorded host whose build prints 100,000 lines, and watches it while it builds. */
function buildFlood() {
  return new Promise((resolve, reject) => {
    const terminal = spawn(node, [program, 'rehearse', 'hundred-thousand-line-build', '--root', join(scratch, 'flood')], {
      cols: 80,
      rows: 24,
      env: environment,
    });
    let seen = '';
    let stage = 1;
    let draws = 0;
    let from;
    let peakKiB = 0;
    const watch = setInterval(() => {
      const line = readFileSync(`/proc/${terminal.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/);
      peakKiB = Math.max(peakKiB, Number(line?.[1] ?? 0));
    }, 100);
    terminal.onData((data) => {
      // The floor is what Ink writes for one frame: a synchronised update begins with this.
      if (from !== undefined) draws += data.split('\x1b[?2026h').length - 1;
      seen = (seen + data).slice(-20000);
      if (stage < 8 && seen.includes(`${stage}/8`)) {
        stage += 1;
        seen = '';
        terminal.write('\r');
      } else if (stage === 8 && from === undefined && seen.includes('8/8')) {
        from = Date.now();
        seen = '';
      } else if (from !== undefined && seen.includes('CAN YOU READ THIS')) {
        clearInterval(watch);
        terminal.kill('SIGKILL');
        resolve({ peakKiB, drawsPerSecond: draws / ((Date.now() - from) / 1000) });
      }
    });
    terminal.onExit(() => {
      clearInterval(watch);
      reject(new Error(`ended at stage ${stage}: ${seen.slice(-500)}`));
    });
  });
}

rmSync(scratch, { recursive: true, force: true });
console.log(`node ${process.version}, ${cpus().length} cores, median of ${runs}; node -e 0 took ${times.floor.toFixed(0)} ms`);
const width = Math.max(...rows.map(([what]) => what.length));
for (const [what, value, limit, verdict] of rows)
  console.log(`${what.padEnd(width)}  ${value.padStart(9)}  limit ${limit.padEnd(8)} ${verdict}`);
process.exitCode = rows.some(([, , , verdict]) => verdict !== 'ok') ? 1 : 0;
