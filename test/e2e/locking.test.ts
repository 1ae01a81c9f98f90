import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from '@jest/globals';

const program = new URL('../../dist/archxen.mjs', import.meta.url).pathname;
const top = mkdtempSync(join(tmpdir(), 'archxen-locking-'));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(top, { recursive: true, force: true });
});

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [program, ...args], { input: '{}', encoding: 'utf8', timeout: 300_000 });

function start(root: string): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, [program, 'apply', '--answers', '-', '--yes', '--root', root], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin?.end('{}');
  started.push(child);
  return { child, ended: new Promise((resolve) => child.on('close', resolve)) };
}

/** All that the journal says, or nothing yet. */
function journalOf(root: string): string {
  const directory = join(root, 'var/lib/archxen/journal');
  if (!existsSync(directory)) return '';
  return readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('');
}

async function untilBegun(root: string): Promise<void> {
  for (let tries = 0; !journalOf(root).includes('"type":"begin"'); tries += 1) {
    if (tries > 3000) throw new Error('nothing was begun within five minutes');
    await sleep(100);
  }
}

it('a second archxen and the boot unit of the first leave a run alone; a killed one leaves no lock', async () => {
  const root = join(top, 'host');
  expect(run('rehearse', 'plain-uefi-systemd-boot', '--no-input', '--root', root).status).toBe(0);
  const first = start(root);
  await untilBegun(root);
  // Stopped, so that it certainly holds its lock while the others are tried.
  first.child.kill('SIGSTOP');
  const before = journalOf(root);
  for (const words of [['apply', '--answers', '-', '--yes'], ['rollback', '--yes'], ['confirm']]) {
    const { status, stderr } = run(...words, '--root', root);
    expect([words[0], status, stderr]).toEqual([words[0], 75, expect.stringContaining('already-running')]);
  }
  // What archxen-verify.service starts: it judges, and writes nothing into the run of another.
  expect([0, 40]).toContain(run('verify', '--record', '--root', root).status);
  expect(journalOf(root)).toBe(before);

  first.child.kill('SIGKILL');
  await first.ended;
  const { status, stderr } = run('apply', '--answers', '-', '--yes', '--root', root);
  expect([status, stderr]).toEqual([10, expect.anything()]);
  expect(run('rollback', '--yes', '--root', root).status).toBe(0);
}, 600_000);
