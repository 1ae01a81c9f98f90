import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keys, type OpenOptions, openTerminal, type TerminalProgram } from './terminal.ts';

const program = new URL('../../dist/archxen.mjs', import.meta.url).pathname;
let root: string;
const open: TerminalProgram[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'archxen-e2e-'));
});
afterEach(async () => {
  for (const each of open.splice(0)) {
    each.kill('SIGKILL');
    await each.exited;
  }
  await rm(root, { recursive: true, force: true });
});

function rehearse(args: readonly string[] = [], options: OpenOptions = {}): TerminalProgram {
  const terminal = openTerminal(
    process.execPath,
    [program, 'rehearse', 'plain-uefi-systemd-boot', '--root', join(root, 'host'), ...args],
    options,
  );
  open.push(terminal);
  return terminal;
}

const stages = ['Check', 'Guests', 'Build', 'dom0', 'Network', 'Boot', 'Review'];

async function enterThrough(terminal: TerminalProgram): Promise<void> {
  for (const [index, _] of stages.entries()) {
    await terminal.waitFor(`${index + 1}/8`);
    terminal.press(keys.enter);
  }
}

describe('the wizard on a recorded host, on a real terminal', () => {
  it('leads by Enter alone from the check to a verified and confirmed dom0', async () => {
    const terminal = rehearse();
    await enterThrough(terminal);
    await terminal.waitFor('CAN YOU READ THIS');
    terminal.press(keys.enter);
    await terminal.waitFor(/reboot now/i);
    terminal.press(keys.enter);
    const verdict = await terminal.waitFor('Domain-0');
    expect(verdict).toContain('PASS');
    expect(verdict).not.toContain('FAIL');
    expect(verdict).toContain('Rehearsal');
    terminal.press(keys.enter);
    await terminal.waitFor(/make xen the default/i);
    terminal.press(keys.enter);
    await terminal.waitFor(/xen is the default/i);
    terminal.press(keys.enter);
    expect(await terminal.exited).toBe(0);
  });

  it('loses nothing to a killed terminal: the next start offers to go on', async () => {
    const first = rehearse();
    await enterThrough(first);
    await first.waitFor('compile');
    first.kill('SIGKILL');
    await first.exited;
    const second = rehearse();
    await second.waitFor('was interrupted on this host');
    second.press(keys.enter);
    await second.waitFor('CAN YOU READ THIS');
    second.press(keys.enter);
    await second.waitFor(/reboot now/i);
  });

  it('asks before Ctrl-C stops it, and goes on when the answer is no', async () => {
    const terminal = rehearse();
    await enterThrough(terminal);
    await terminal.waitFor('8/8');
    terminal.press(keys.ctrlC);
    await terminal.waitFor(/stop after this change/i);
    terminal.press(keys.escape);
    await terminal.waitFor('CAN YOU READ THIS');
  });

  it('agrees to nothing that is pasted, and leaves the terminal without the mode for it, after a crash too', async () => {
    const terminal = rehearse();
    await terminal.waitFor('1/8');
    for (const [index, _] of stages.slice(1).entries()) {
      terminal.press(keys.enter);
      await terminal.waitFor(`${index + 2}/8`);
    }
    terminal.press('\x1b[200~one\rtwo\r\r\x1b[201~');
    terminal.press('s');
    await terminal.waitFor('Saved as');
    expect(terminal.screen()).toContain('[Review]');
    terminal.press('q');
    expect(await terminal.exited).toBe(0);
    const lastOf = (output: string): string | undefined => output.match(/\x1b\[\?2004[hl]/g)?.at(-1);
    expect(terminal.output()).toContain('\x1b[?2004h');
    expect(lastOf(terminal.output())).toBe('\x1b[?2004l');

    const crashes = join(root, 'crashes.mjs');
    await writeFile(crashes, "process.on('SIGUSR2', () => { throw new Error('as if it crashed'); });");
    const second = rehearse([], { environment: { NODE_OPTIONS: `--import=${crashes}` } });
    await second.waitFor('1/8');
    second.kill('SIGUSR2');
    expect(await second.exited).not.toBe(0);
    expect(lastOf(second.output())).toBe('\x1b[?2004l');
    expect(second.output()).toContain('\x1b[?1049l');
  });

  it('leaves by q with the terminal as it was', async () => {
    const terminal = rehearse();
    await terminal.waitFor('1/8');
    terminal.press('q');
    expect(await terminal.exited).toBe(0);
    expect(terminal.screen()).not.toContain('1/8');
  });

  it('asks for a larger terminal at 40x12, and goes on when it gets one', async () => {
    const terminal = rehearse([], { columns: 40, rows: 12 });
    await terminal.waitFor('60x20');
    terminal.resize(80, 24);
    await terminal.waitFor('1/8');
  });

  it('leads by Enter alone line by line on a terminal that can do no more', async () => {
    const terminal = rehearse([], { environment: { TERM: 'dumb', LANG: 'C' } });
    const prompts = (): number => terminal.output().split('leaves: ').length - 1;
    // Check, five questions, review, keep the network, reboot, verify, confirm, leave.
    for (let answered = 0; answered < 12; answered += 1) {
      await terminal.waitFor(() => prompts() > answered);
      terminal.press(keys.enter);
    }
    expect(await terminal.exited).toBe(0);
    expect(terminal.output()).toContain('PASS  xl list: Domain-0');
    expect(terminal.output()).not.toMatch(/[^\n\r\x20-\x7e]/);
  });

  it('draws ASCII only on request, at 60x20 too', async () => {
    const terminal = rehearse(['--ascii'], { columns: 60, rows: 20 });
    const screen = await terminal.waitFor('1/8');
    expect([...screen].filter((character) => character.charCodeAt(0) > 126)).toEqual([]);
  });

  it('writes nothing outside its scratch root', async () => {
    const terminal = rehearse();
    await terminal.waitFor('1/8');
    terminal.press('q');
    await terminal.exited;
    expect(await readdir(root)).toEqual(['host']);
  });
});
