import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const program = new URL('../../dist/archxen.mjs', import.meta.url).pathname;
const directory = mkdtempSync(join(tmpdir(), 'archxen-cli-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (args: readonly string[], input = '') => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { input, encoding: 'utf8', timeout: 60_000 });
  return { status, stdout, stderr };
};
const lastLine = (stdout: string): unknown => JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null');

/** The exit code and standard error of a run whose standard output nobody reads. */
async function unread(args: readonly string[], input = ''): Promise<readonly unknown[]> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdout.destroy();
  child.stdin.end(input);
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const [code] = await once(child, 'close');
  return [code, said.join('')];
}

describe('the command line', () => {
  it('does its work to the end when whoever reads it leaves', async () => {
    const root = join(directory, 'unread');
    expect(run(['rehearse', 'plain-uefi-systemd-boot', '--no-input', '--root', root]).status).toBe(0);
    expect(await unread(['plan', '--root', root])).toEqual([0, '']);
    expect(await unread(['apply', '--answers', '-', '--yes', '--root', root], '{}')).toEqual([10, '']);
    expect(run(['status', '--json', '--root', root]).stdout).toContain('"armed"');
  }, 120_000);

  it('prints its version and its verbs', () => {
    expect(run(['--version']).stdout).toMatch(/^archxen \d+\.\d+\.\d+\n$/);
    const help = run(['--help']);
    for (const verb of ['facts', 'questions', 'plan', 'apply', 'verify', 'confirm', 'rollback', 'status', 'domu', 'rehearse'])
      expect(help.stdout).toContain(`archxen ${verb}`);
    expect(help.status).toBe(0);
  });

  it.each([
    ['/no/such/file', 'There is no such answers file'],
    ['/dev/null', 'not in a regular file'],
    ['/', 'not in a regular file'],
  ])('does not read answers from %s', (path, message) => {
    const { status, stderr } = run(['plan', '--answers', path]);
    expect([status, stderr]).toEqual([78, expect.stringContaining(message)]);
    expect(stderr).toContain('hint: ');
  });

  it.each([
    [['frobnicate'], 64, 'There is no verb "frobnicate"'],
    [['constructor'], 64, 'There is no verb "constructor"'],
    [['--frobnicate'], 64, "Unknown option '--frobnicate'"],
    [['facts', 'cpu'], 64, '"cpu" is too much'],
    [['packages', '/tmp', 'more'], 64, '"more" is too much'],
    [['rehearse', 'one', 'two'], 64, '"two" is too much'],
    [[], 64, 'The wizard needs a terminal'],
    [['rehearse', 'no-such-host'], 64, 'needs a terminal'],
    [['facts', '--root', '/no/such/root'], 64, 'This root is not a directory'],
    [['apply'], 64, 'archxen apply needs --answers'],
  ])('%j exits with %i and a hint, and prints nothing else', (args, status, message) => {
    const result = run(args);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(message);
    expect(result.stderr).toContain('hint: ');
    expect(result.stdout).toBe('');
  });

  it('ends --json with a result, errors included', () => {
    const result = run(['apply', '--json']);
    expect(result.status).toBe(64);
    expect(lastLine(result.stdout)).toMatchObject({ type: 'result', failed: true, changed: false, code: 'usage' });
  });

  it('names an answers file that is not there', () => {
    const path = join(directory, 'none.json');
    const result = run(['plan', '--answers', path]);
    expect(result.status).toBe(78);
    expect(result.stderr).toContain(`path: ${path}`);
  });

  it('names path and reason of every wrong answer', () => {
    const path = join(directory, 'wrong.json');
    writeFileSync(path, JSON.stringify({ dom0: { memoryMiB: 12, vcpu: 2 }, boot: { loader: 'lilo' }, nonsense: 1 }));
    const result = run(['plan', '--answers', path]);
    expect(result.status).toBe(78);
    for (const found of ['dom0.memoryMiB', 'dom0.vcpu', 'boot.loader', 'nonsense']) expect(result.stderr).toContain(found);
  });

  it('says so when the answers are no JSON', () => {
    const result = run(['plan', '--answers', '-'], '{"dom0": ');
    expect(result.status).toBe(78);
    expect(result.stderr).toContain('hint: ');
  });
});
