import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bootRestorePath, restorePath } from '../../src/engine/restore/keep.ts';
import { shellContent, shellWord } from '../../src/engine/restore/shell-content.ts';
import { cutBefore } from './cut.ts';
import { applyAll, rollBackAll } from './drive.ts';
import { setup } from './plans.ts';
import { changes, host, listing, onDisk } from './restore-host.ts';

/** Those of the usual shells that this computer has. */
const shells = [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'ash']].filter(
  ([program = '', ...rest]) => spawnSync(program, [...rest, '-c', 'exit 7']).status === 7,
);

let top = '';
beforeAll(() => {
  top = mkdtempSync(`${tmpdir()}/archxen-restore-`);
});
afterAll(() => rmSync(top, { recursive: true }));

describe.each(shells)('restore.sh under %s %s', (...shell: string[]) => {
  const [program = '', ...rest] = shell.filter((word) => word !== undefined && word !== '');
  const name = shell.filter(Boolean).join('-');
  // Each run starts hundreds of programs: ARCHXEN_RESTORE_STEP=1 is every cut.
  const step = Number(process.env['ARCHXEN_RESTORE_STEP'] ?? (program === 'busybox' || shells.length === 1 ? 9 : 30));

  it('leads to the first state from a cut before any effect, from both of its places', async () => {
    const first = listing(onDisk(host().tree, `${top}/${name}.first`));
    for (let at = 0, whole = false; !whole; at += 1) {
      const { tree, system } = host();
      whole = await applyAll(cutBefore(system, at).system, setup(changes)).then(
        () => true,
        () => false,
      );
      if (!whole && at % step !== 0) continue;
      const root = onDisk(tree, `${top}/${name}.${at}`);
      const script = at % 2 === 0 ? restorePath : bootRestorePath;
      if (!tree.has(script)) {
        // No script yet means that nothing was done yet.
        expect([at, listing(root)]).toEqual([at, first]);
        continue;
      }
      for (const time of ['once', 'again']) {
        const { status, stderr } = spawnSync(program, [...rest, root + script, root], { encoding: 'utf8', cwd: top });
        expect([at, time, status, stderr, listing(root)]).toEqual([at, time, 0, '', first]);
      }
      rmSync(root, { recursive: true });
      await rollBackAll(system);
      expect([tree.has(restorePath), tree.has(bootRestorePath)]).toEqual([false, false]);
    }
    expect(readdirSync(top).filter((entry) => entry.startsWith('owned'))).toEqual([]);
  }, 120_000);

  it('brings back a file of which a cut in its write left only the temporary name, as FAT may', async () => {
    const { tree, system } = host();
    const first = listing(onDisk(tree, `${top}/${name}.whole`));
    await applyAll(system, setup(changes.slice(0, 1)));
    const root = onDisk(tree, `${top}/${name}.torn`);
    execFileSync('mv', [`${root}/etc/a.conf`, `${root}/etc/.a.conf.archxen-tmp`]);
    expect(spawnSync(program, [...rest, root + bootRestorePath, root]).status).toBe(0);
    expect(listing(root)).toEqual(first);
  });

  it('keeps what somebody edited since, and does not follow a link out of the root', async () => {
    const { tree, system } = host();
    await applyAll(system, setup(changes.slice(0, 1)));
    const root = onDisk(tree, `${top}/${name}.edited`);
    writeFileSync(`${root}/etc/a.conf`, 'mine');
    expect(spawnSync(program, [...rest, root + restorePath, root]).status).toBe(0);
    expect(readFileSync(`${root}/var/lib/archxen/drifted/restore/etc/a.conf`, 'utf8')).toBe('mine');
    execFileSync('mv', [`${root}/etc`, `${top}/${name}.outside`]);
    symlinkSync(`${top}/${name}.outside`, `${root}/etc`);
    writeFileSync(`${top}/${name}.outside/a.conf`, 'not of this host');
    const { status, stderr } = spawnSync(program, [...rest, root + restorePath, root], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringContaining("leads out of the host's root")]);
    expect(readFileSync(`${top}/${name}.outside/a.conf`, 'utf8')).toBe('not of this host');
  });

  it('says when a file system is not mounted, and refuses a copy that is not whole', async () => {
    const { tree, system } = host();
    await applyAll(system, setup(changes.slice(0, 2)));
    const root = onDisk(tree, `${top}/${name}.unmounted`);
    execFileSync('mv', [`${root}/etc`, `${root}/etc.away`]);
    const [kept = ''] = readdirSync(`${root}/var/lib/archxen/backups`);
    writeFileSync(`${root}/var/lib/archxen/backups/${kept}`, 'damaged');
    const { status, stderr } = spawnSync(program, [...rest, root + restorePath, root], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('Is its file system mounted?');
    expect(stderr).toContain('/boot/large could not be written whole');
    expect(readFileSync(`${root}/boot/large`)).toEqual(Buffer.from([0, 1, 2]));
  });

  it('prints any bytes exactly', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        const out = execFileSync(program, [...rest, '-c', shellContent(bytes).join('\n')]);
        expect(out.equals(bytes)).toBe(true);
      }),
      { numRuns: 4 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (word) => {
        fc.pre(!word.includes('\0'));
        expect(execFileSync(program, [...rest, '-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(
          Buffer.from(word).toString(),
        );
      }),
      { numRuns: 4 },
    );
  });
});
