import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../src/core/change.ts';
import { sha256 } from '../../src/core/digest.ts';
import { makePlan } from '../../src/core/plan.ts';
import { currentRun, wayBack } from '../../src/engine/index.ts';
import { formatRecord, parseJournal } from '../../src/engine/journal-text.ts';
import { restoreScript } from '../../src/engine/restore/restore-script.ts';
import type { System } from '../../src/system/port.ts';
import { applyAll, endOf, rollBackAll } from './drive.ts';
import { file as fileOf, setup } from './plans.ts';
import { onDisk } from './restore-host.ts';
import { fail, firstTree, ok, put, state, text, world } from './world.ts';

const cfg = '/boot/grub/grub.cfg';
const script = '/etc/grub.d/09_archxen';
const defaults = '/etc/default/grub';
const first = 'menu of vmlinuz-old\n';
const file = (id: string, path: string, content: string): Change => fileOf(id, path, content, 0o755);
const menu = (id: string): Change => ({
  kind: 'command',
  id,
  title: 'Write the menu',
  argv: ['grub-mkconfig', '-o', cfg],
  writes: [cfg],
  timeoutSeconds: 9,
});
const other = file('other', '/etc/other.conf', 'other');
const added = setup([other, file('script', script, 'xen'), menu('menu')]);
const confirmed = makePlan({
  purpose: 'confirm',
  answers: null,
  changes: [file('defaults', defaults, 'xen first'), menu('confirm-menu')],
  reboot: { needed: false },
});

/** A host with GRUB, whose menu names its kernel, archxen's entry and the default. */
function grubHost() {
  const tree = firstTree();
  put(tree, cfg, first);
  put(tree, '/boot/vmlinuz', 'vmlinuz-old');
  put(tree, '/etc/grub.d/10_linux', '');
  put(tree, '/etc/default/keep', '');
  const start = state(tree);
  const { system } = world(tree);
  const grub = { does: (): ReturnType<typeof ok> => ok(), made: 0 };
  const run: System['run'] = async (argv, options) => {
    if (argv[0] !== 'grub-mkconfig') return system.run(argv, options);
    const result = grub.does();
    if (argv[1] !== '-o' || result.exit !== 0) return result;
    grub.made += 1;
    const words = ['/boot/vmlinuz', script, defaults].flatMap((path) => text(tree, path) ?? []);
    put(tree, cfg, `menu of ${words.join(', ')}\n`);
    return result;
  };
  return { tree, start, grub, system: { ...system, run } };
}

/** Months later: another kernel, and a menu that names it. */
async function setUpAndLater(plans = [added, confirmed]) {
  const host = grubHost();
  for (const plan of plans) await applyAll(host.system, plan);
  put(host.tree, '/boot/vmlinuz', 'vmlinuz-new');
  await host.system.run(['grub-mkconfig', '-o', cfg]);
  host.grub.made = 0;
  return host;
}

const warnings = (events: Awaited<ReturnType<typeof rollBackAll>>): readonly string[] =>
  events.flatMap((event) => (event.type === 'warn' ? [event.message] : []));
const kept = `/var/lib/archxen/drifted/0001${cfg}`;

describe('a boot menu that a program made', () => {
  it('comes back byte for byte where nobody else had it made', async () => {
    const { tree, start, grub, system } = grubHost();
    for (const plan of [added, confirmed]) await applyAll(system, plan);
    grub.made = 0;
    const events = await rollBackAll(system);
    expect([endOf(events), warnings(events), grub.made]).toEqual(['rolled-back', [], 0]);
    expect(state(tree)).toEqual(start);
    expect(tree.has(kept)).toBe(false);
  });

  it('that somebody had made since is kept once, and made anew when what archxen added to it is gone', async () => {
    const { tree, system } = await setUpAndLater();
    const events = await rollBackAll(system);
    expect(endOf(events)).toBe('rolled-back');
    expect(warnings(events)).toEqual([expect.stringMatching(/was edited since .* kept as \S+, and "grub-mkconfig -o \S+" makes it anew/)]);
    expect(text(tree, cfg)).toBe('menu of vmlinuz-new\n');
    expect(text(tree, kept)).toBe('menu of vmlinuz-new, xen, xen first\n');
    expect([...tree.keys()].filter((path) => path.startsWith(kept))).toEqual([kept]);
  });

  it('comes after what it is made from on the way back, and before all else', async () => {
    const { system } = await setUpAndLater();
    const run = await currentRun(system);
    expect(run && wayBack(run).changes.map(({ id }) => id)).toEqual([
      'undo.2.defaults.1',
      'undo.2.confirm-menu.1',
      'undo.1.script.1',
      'undo.1.menu.1',
      'undo.1.other.1',
    ]);
  });

  it('stops the way back while it cannot be made anew, and only the rest is left to do', async () => {
    const { tree, grub, system } = await setUpAndLater([added]);
    grub.does = () => fail('error: no such device');
    expect(endOf(await rollBackAll(system))).toBe('rollback-incomplete');
    expect([text(tree, cfg), text(tree, '/etc/other.conf')]).toEqual(['menu of vmlinuz-new, xen\n', 'other']);
    grub.does = () => ok();
    expect(endOf(await rollBackAll(system))).toBe('rolled-back');
    expect(text(tree, cfg)).toBe('menu of vmlinuz-new\n');
  });

  it('is put back as it was, with a copy, on a host from which the program is gone', async () => {
    const { tree, grub, system } = await setUpAndLater([added]);
    grub.does = () => ({ ...fail(''), ended: 'missing' });
    expect(warnings(await rollBackAll(system))).toEqual([expect.stringMatching(/was edited since .* kept as \S+$/)]);
    expect([text(tree, cfg), text(tree, kept)]).toEqual([first, 'menu of vmlinuz-new, xen\n']);
  });

  it('is put back as it was, with a copy, where an older archxen did not note what the program left', async () => {
    const { tree, system } = await setUpAndLater([added]);
    const path = '/var/lib/archxen/journal/0001.jsonl';
    const { records } = parseJournal(Buffer.from(text(tree, path) ?? ''), path);
    const old = records.map((record) => formatRecord(record.type === 'done' ? { ...record, left: undefined } : record));
    put(tree, path, old.join(''));
    expect(warnings(await rollBackAll(system))).toEqual([expect.stringMatching(/is not what it was before archxen; .* kept as \S+$/)]);
    expect([text(tree, cfg), text(tree, kept)]).toEqual([first, 'menu of vmlinuz-new, xen\n']);
  });

  it('that was not there before, or is none now, is no reason to keep anything', async () => {
    const { tree, start, system } = grubHost();
    tree.delete(cfg);
    await applyAll(system, setup([{ ...menu('menu'), argv: ['grub-mkconfig', '--help'] } as Change]));
    expect(warnings(await rollBackAll(system))).toEqual([]);
    expect(state(tree)).toEqual({ ...start, [cfg]: undefined });
  });

  it('is kept by restore.sh too, unless it is what the program left', async () => {
    const { tree, system } = grubHost();
    await applyAll(system, added);
    const run = await currentRun(system);
    const changes = run === undefined ? [] : wayBack(run).changes;
    const line = (back: readonly Change[]) => restoreScript(back).match(/^put '\/boot\/grub\/grub\.cfg' .*$/m)?.[0];
    expect(line(changes)).toBe(`put '${cfg}' 0644 0 0 ${sha256(text(tree, cfg) ?? '')} ${sha256(first)}`);
    const unknown = changes.map((change) => (change.kind === 'file' ? { ...change, before: undefined } : change));
    expect(line(unknown)).toBe(`put '${cfg}' 0644 0 0 unknown ${sha256(first)}`);

    const root = `${mkdtempSync(`${tmpdir()}/archxen-made-`)}/root`;
    onDisk(tree, root);
    const restored = () => spawnSync('sh', ['-c', restoreScript(changes), 'restore.sh', root], { encoding: 'utf8' }).stdout;
    expect(restored()).not.toContain('grub-mkconfig');
    writeFileSync(root + cfg, 'newer');
    expect(restored()).toContain(`run in the host (arch-chroot): grub-mkconfig -o ${cfg}\n`);
    expect(readFileSync(`${root}/var/lib/archxen/drifted/restore${cfg}`, 'utf8')).toBe('newer');
    expect(readFileSync(root + cfg, 'utf8')).toBe(first);
    rmSync(dirname(root), { recursive: true });
  });
});
