import { describe, expect, it } from '@jest/globals';
import { makeNotes } from '../../src/facts/notes.ts';
import { readPacman } from '../../src/facts/pacman.ts';
import { sudoersOf } from '../../src/facts/users.ts';
import { memorySystem, treeOf } from '../../src/system/memory.ts';
import type { RunResult } from '../../src/system/port.ts';

const result = (stdout: string, exit = 0, stderr = ''): RunResult => ({ exit, stdout, stderr, ended: 'exit' });
const databases = '/var/cache/archxen/sync';

/** A host whose own lists are old: only the fresh ones know of an upgrade. */
function host(syncs: boolean) {
  const ran: string[] = [];
  const run = async (argv: readonly string[]): Promise<RunResult> => {
    ran.push(argv.join(' '));
    if (argv[1] === '-Sy') return syncs ? result('') : result('', 1, 'error: failed to synchronize all databases');
    if (argv[1] === '-Qu') return argv.includes(databases) ? result('glibc 2.42-1 -> 2.43-1\n') : result('', 1);
    if (argv[1] === '-Qdttq') return result('left-over\n');
    return result('glibc 2.42-1\n');
  };
  return { system: memorySystem(treeOf({ '/var/cache/keep': '', '/var/lib/pacman/sync/core.db': 'old' }), { run }), ran };
}

describe('pending upgrades', () => {
  it("are looked for in lists of their own: pacman's stay as they are", async () => {
    const { system, ran } = host(true);
    const notes = makeNotes();
    const facts = await readPacman(system, notes, '6', { databases });
    expect(facts).toMatchObject({ pendingUpgrades: ['glibc'], orphans: ['left-over'] });
    expect(ran).toContain(`pacman -Sy --dbpath ${databases} --logfile /dev/null --noconfirm`);
    expect((await system.stat(`${databases}/local`))?.target).toBe('/var/lib/pacman/local');
    expect(Buffer.from((await system.read('/var/lib/pacman/sync/core.db')) ?? []).toString()).toBe('old');
    expect(notes.all().filter(({ fact }) => fact === 'pacman.pendingUpgrades')).toEqual([]);
  });

  it('are those known before where no fresh lists can be had, with a note', async () => {
    const { system } = host(false);
    const notes = makeNotes();
    expect((await readPacman(system, notes, '6', { databases })).pendingUpgrades).toEqual([]);
    expect(notes.all().find(({ fact }) => fact === 'pacman.pendingUpgrades')?.reason).toContain('could not be brought up to date');
  });

  it('are not asked the network for where nothing will be built', async () => {
    const { system, ran } = host(true);
    await readPacman(system, makeNotes(), '6', undefined);
    expect(ran.filter((line) => line.includes('-Sy'))).toEqual([]);
  });
});

describe('sudoers', () => {
  it.each([
    ['%wheel ALL=(ALL:ALL) ALL', ['%wheel']],
    ['ada ALL=(ALL:ALL) NOPASSWD: ALL', ['ada']],
    ['root ALL=(ALL) ALL', ['root']],
    ['# %wheel ALL=(ALL:ALL) ALL', []],
    ['ada ALL=(ALL) /usr/bin/systemctl', []],
    ['Defaults env_reset', []],
  ])('%j lets %j run anything', (line, names) => {
    expect(sudoersOf(`${line}\n`)).toEqual(names);
  });
});
