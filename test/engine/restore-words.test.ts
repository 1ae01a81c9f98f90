import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Change } from '../../src/core/change.ts';
import { currentRun } from '../../src/engine/index.ts';
import { bootRestorePath, restorePath } from '../../src/engine/restore/keep.ts';
import { restoreScript } from '../../src/engine/restore/restore-script.ts';
import { applyAll, rollBackAll } from './drive.ts';
import { everyKind, setup } from './plans.ts';
import { changes, host, meta, onDisk } from './restore-host.ts';
import { firstTree, state, text, world } from './world.ts';

let top = '';
beforeAll(() => {
  top = mkdtempSync(`${tmpdir()}/archxen-restore-`);
});
afterAll(() => rmSync(top, { recursive: true }));

describe('restore.sh', () => {
  it('is there before the first change, in both places, and holds no private content', async () => {
    const { system } = host();
    const seen: unknown[] = [];
    const watched = {
      ...system,
      write: async (...args: Parameters<typeof system.write>) => {
        if (args[0] === '/etc/a.conf') seen.push((await system.stat(restorePath))?.mode, (await system.stat(bootRestorePath))?.type);
        return system.write(...args);
      },
    };
    await applyAll(watched, setup(changes));
    expect(seen.slice(0, 2)).toEqual([0o700, 'file']);
    const script = Buffer.from((await system.read(bootRestorePath)) ?? []).toString();
    expect(script).not.toContain('a secret');
    expect(script).toContain("put '/etc/private' 0600 ");
  });

  it('takes away the links that start a unit at boot, and no other', () => {
    const root = `${top}/units`;
    const wants = `${root}/etc/systemd/system/multi-user.target.wants`;
    mkdirSync(wants, { recursive: true });
    for (const unit of ['mine.service', 'other.service']) symlinkSync(`/etc/systemd/system/${unit}`, `${wants}/${unit}`);
    const back = { kind: 'unit', id: 'u', title: 'u', units: ['mine.service', 'none.service'], enabled: false } as const;
    const run = () => spawnSync('sh', ['-c', restoreScript([back]), 'restore.sh', root], { encoding: 'utf8' });
    expect(run()).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('disabled mine.service') });
    expect(readdirSync(wants)).toEqual(['other.service']);
    expect(run().status).toBe(0);
  });

  it('is on an ESP that is not /boot too, until all is taken back', async () => {
    const { system, tree } = host();
    tree.set('/efi', { type: 'directory', mode: 0o755, uid: 0, gid: 0 });
    await applyAll(system, setup(changes, { bootVolumes: ['/efi'] }));
    expect(text(tree, '/efi/archxen-restore.sh')).toBe(text(tree, restorePath));
    await rollBackAll(system);
    expect([...tree.keys()].filter((path) => /restore\.sh/.test(path))).toEqual([]);
  });

  it('says what only the running host can do, and cannot be talked into anything by it', () => {
    const back: readonly Change[] = [
      ...everyKind.filter(({ kind }) => kind !== 'file'),
      { kind: 'unit', id: 'u', title: 'u', units: ['a.service'], enabled: false, active: false },
      { kind: 'package', id: 'p', title: 'p', action: 'remove', names: ['xen'], from: { source: 'repository' }, asDependencies: false },
      { kind: 'command', id: 'c', title: 'c', argv: ['x', "\nEND\ntouch owned\n'"], writes: [], timeoutSeconds: 1 },
      { kind: 'directory', id: 'd', title: 'd', path: '/made', present: true, mode: 0o750, uid: 0, gid: 0 },
    ];
    const root = onDisk(host().tree, `${top}/by-hand`);
    mkdirSync(`${root}/etc/xen`);
    const { stdout, status, stderr } = spawnSync('sh', ['-c', restoreScript(back), 'restore.sh', root], { encoding: 'utf8', cwd: top });
    expect([status, stderr]).toEqual([0, '']);
    for (const words of ['pacman -Rn xen', 'systemctl stop a.service', 'systemctl disable a.service', "bootctl set-oneshot ''"])
      expect(stdout).toContain(`  ${words}`);
    expect(stdout).toContain('archxen rollback');
    expect(lstatSync(`${root}/made`).mode & 0o777).toBe(0o750);
    expect(readdirSync(top)).not.toContain('owned');
  });

  it('sets extended attributes, or says how', () => {
    const root = onDisk(host().tree, `${top}/xattrs`);
    const file: Change = {
      kind: 'file',
      id: 'x',
      title: 'x',
      path: '/etc/x',
      content: { text: '' },
      ...meta,
      xattrs: { 'user.a': 'YWI=' },
    };
    const { status, stderr } = spawnSync('sh', ['-c', restoreScript([file]), 'restore.sh', root], { encoding: 'utf8' });
    if (status === 0) expect(execFileSync('getfattr', ['-n', 'user.a', '--only-values', `${root}/etc/x`], { encoding: 'utf8' })).toBe('ab');
    else expect(stderr).toContain('by hand: setfattr -n user.a -v 0sYWI= /etc/x');
  });

  it('on a boot volume that takes nothing more is told of, and the plan goes on', async () => {
    const { system, tree } = world();
    const { ArchxenError } = await import('../../src/core/error.ts');
    const full = {
      ...system,
      write: async (...args: Parameters<typeof system.write>) => {
        if (args[0] === bootRestorePath) throw new ArchxenError('no-space', 'There is no space left.');
        return system.write(...args);
      },
    };
    const events = await applyAll(full, setup());
    expect(events.find(({ type }) => type === 'warn')).toMatchObject({ message: expect.stringContaining(restorePath) });
    expect(events.at(-1)).toEqual({ type: 'end', outcome: 'applied' });
    expect(text(tree, restorePath)).toContain('put ');
  });

  it('that cannot be removed leaves the way back unfinished', async () => {
    const { system, tree } = world();
    const { ArchxenError } = await import('../../src/core/error.ts');
    await applyAll(system, setup());
    const stuck = {
      ...system,
      remove: async (path: string) => {
        if (path === bootRestorePath) throw new ArchxenError('write-failed', 'Read-only.');
        return system.remove(path);
      },
    };
    expect((await rollBackAll(stuck)).at(-1)).toEqual({ type: 'end', outcome: 'rollback-incomplete' });
    expect(await currentRun(system)).toBeDefined();
    expect((await rollBackAll(system)).at(-1)).toEqual({ type: 'end', outcome: 'rolled-back' });
    expect(state(tree)).toEqual(state(firstTree()));
  });
});
