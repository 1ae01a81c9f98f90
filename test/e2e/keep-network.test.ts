import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keys, openTerminal, type TerminalProgram } from './terminal.ts';

const program = new URL('../../dist/archxen.mjs', import.meta.url).pathname;
let directory: string;
let terminal: TerminalProgram | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'archxen-keep-'));
});
afterEach(async () => {
  terminal?.kill('SIGKILL');
  await terminal?.exited;
  rmSync(directory, { recursive: true, force: true });
});

/** `archxen apply` on a recorded host, agreed to, while the first changes are made. */
async function applying(): Promise<TerminalProgram> {
  const root = join(directory, 'host');
  const answers = join(directory, 'answers.json');
  writeFileSync(answers, '{"network":{"mode":"bridge"}}');
  spawnSync(process.execPath, [program, 'rehearse', 'static-address-networkd', '--no-input', '--root', root], { timeout: 60_000 });
  terminal = openTerminal(process.execPath, [program, 'apply', '--root', root, '--answers', answers], { columns: 160, rows: 60 });
  await terminal.waitFor('[Y/n]');
  terminal.press(keys.enter);
  await terminal.waitFor('[1/');
  return terminal;
}

const asked = /Keep it\?.*Type y to keep it, n to take it back/;
const again = /That is neither\. Type y to keep it, n to take it back/;

describe('the question whether the network is kept, of archxen apply on a terminal', () => {
  it('is not answered by what was typed before it, nor by Enter alone', async () => {
    const open = await applying();
    // Lines, and one without an end: that one waits in the terminal for its Enter.
    open.press(`yes${keys.enter}${keys.enter}y`);
    expect(open.output()).not.toMatch(/Keep it/);
    await open.waitFor(asked);
    open.press(keys.enter);
    await open.waitFor(again);
    expect(open.output().match(/That is neither/g)).toHaveLength(1);
    open.press(`y${keys.enter}`);
    expect(await open.exited).toBe(10);
  });

  it('takes the network back on n, though y was typed before', async () => {
    const open = await applying();
    open.press(`y${keys.enter}`);
    await open.waitFor(asked);
    open.press(`n${keys.enter}`);
    expect(await open.exited).toBe(30);
    expect(open.output()).toContain('The network was put back as it was');
  });
});
