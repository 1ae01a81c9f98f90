import { dirname } from 'node:path/posix';
import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../../src/bootloaders/boot-loader.ts';
import { bootLoaders } from '../../src/bootloaders/index.ts';
import type { Answers } from '../../src/core/answers.ts';
import type { Change } from '../../src/core/change.ts';
import { failures } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { type BootLoaderId, bootLoaderIds } from '../../src/core/facts-boot.ts';
import { makePlan } from '../../src/core/plan.ts';
import { isWatched } from '../../src/core/watched.ts';
import { wayBack } from '../../src/engine/way-back.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupRun } from '../../src/road/runs.ts';
import { firstBytes } from '../../src/system/magic.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { linuxLinePath } from '../../src/xen/linux-line.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { hosts } from '../hosts/index.ts';
import { differences, hostState } from '../support/recording.ts';
import { applied, factsOf, freshTree, host, started } from '../support/simulated.ts';

/** Every boot loader on every recorded host, with every way to answer: most are refused, and none may do harm. */
const names = Object.keys(hosts).filter((name) => name !== 'hundred-thousand-line-build');

/** What the package xen brings, so that the boot path is all that is missing. */
function treeWithXen(name: string): Tree {
  const tree = freshTree(host(name));
  const file = { type: 'file', mode: 0o644, uid: 0, gid: 0, size: 2_000_000 } as const;
  tree.set('/boot/xen.gz', { ...file, content: firstBytes('gzip') });
  for (const place of ['/boot', '/efi', '/boot/efi'])
    if (tree.has(place)) tree.set(`${place}/xen.efi`, { ...file, content: firstBytes('pe') });
  return tree;
}

function variants(facts: Facts, loader: BootLoaderId): readonly (readonly [string, Answers])[] {
  const answers = defaultAnswers(facts);
  const boot = { ...answers.boot, loader, trial: bootLoaders[loader].whyNotOnce(facts) === undefined ? 'once' : 'by-hand' } as const;
  const other = facts.kernels.find(({ name }) => name !== boot.kernel)?.name;
  return [
    ['defaults', { ...answers, boot }],
    ['by hand', { ...answers, boot: { ...boot, trial: 'by-hand' } }],
    ['without rescue', { ...answers, boot: { ...boot, rescue: false } }],
    ['more options', { ...answers, boot: { ...boot, xenOptions: 'iommu=no-igfx', kernelOptions: 'nomodeset' } }],
    ...(other === undefined ? [] : ([['another kernel', { ...answers, boot: { ...boot, kernel: other } }]] as const)),
  ];
}

const writes = (change: Change): readonly string[] =>
  change.kind === 'file' ? [change.path] : change.kind === 'command' ? change.writes : [];

/** The lines of a text that must still be there: all but those that name the default. */
const kept = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '' && !/default/i.test(line));

const planOf = (answers: Answers, changes: readonly Change[]) => makePlan({ purpose: 'setup', answers, changes, reboot: { needed: true } });

async function goBack(system: System): Promise<void> {
  const run = await setupRun(system);
  if (run === undefined) throw new Error('no run to go back from');
  expect((await applied(system, wayBack(run))).outcome).toBe('rolled-back');
}

const tried = new Set<BootLoaderId>();

describe.each(names)('on %s', (name) => {
  const plain = treeWithXen(name);
  const look = factsOf(started(host(name), new Map(plain)));

  it.each(bootLoaderIds)('%s says why not, or writes only what it may, and keeps what is there', async (id) => {
    const facts = await look;
    for (const [variant, answers] of variants(facts, id)) {
      const setup = bootLoaders[id].setup(facts, answers);
      const changes = bootStep.changes(facts, answers);
      if (isRefusal(setup)) {
        expect([variant, setup.refused, setup.hint]).toEqual([variant, expect.stringMatching(/\.$/), expect.stringMatching(/\S/)]);
        expect(changes).toEqual([]);
        continue;
      }
      expect(changes).toEqual(bootStep.changes(structuredClone(facts), answers));
      const written = changes.flatMap(writes);
      expect(written.filter((path) => !isWatched(path))).toEqual([]);
      expect([...bootLoaders[id].paths(facts), linuxLinePath]).toEqual(expect.arrayContaining(written));
      for (const change of changes) {
        if (change.kind !== 'file' || change.content === null || !('text' in change.content)) continue;
        const lines = new Set(change.content.text.split('\n'));
        expect(kept(facts.files[change.path]?.text ?? '').filter((line) => !lines.has(line))).toEqual([]);
      }
    }
  });

  it('what is applied holds, is done but once, leaves all else alone, and comes back byte by byte', async () => {
    const facts = await look;
    const first = hostState(plain);
    for (const id of bootLoaderIds) {
      for (const [variant, answers] of variants(facts, id)) {
        const changes = bootStep.changes(facts, answers);
        if (changes.length === 0 || cannotInstall(facts, changes)) continue;
        const tree = new Map(plain);
        const system = started(host(name), tree);
        expect([id, variant, (await applied(system, planOf(answers, changes))).outcome]).toEqual([id, variant, 'applied']);
        const after = await factsOf(system);
        expect([id, variant, bootStep.changes(after, answers)]).toEqual([id, variant, []]);
        expect(bootLoaders[id].xenIsDefault(after, answers)).toBe(bootLoaders[id].xenIsDefault(facts, answers));
        // No false alarm: with the loader that started this host, all links hold.
        if (facts.boot.loaders.some((loader) => loader.id === id && loader.booted))
          expect([id, variant, failures(bootLoaders[id].chain(after, answers))]).toEqual([id, variant, []]);
        const written = [...bootLoaders[id].paths(facts), ...changes.flatMap(writes)];
        const may = new Set([...written, ...written.map((path) => dirname(path))]);
        const touched = differences(first, hostState(tree)).map((line) => line.slice(0, line.indexOf(': ')));
        expect(touched.filter((path) => !may.has(path) && !ownMemory.test(path))).toEqual([]);
        await goBack(system);
        expect([id, variant, differences(first, hostState(tree))]).toEqual([id, variant, []]);
      }
    }
  });

  it('a trial is Xen once, then Linux again, and the way back from there leaves no trace', async () => {
    const facts = await look;
    const first = hostState(plain);
    for (const id of bootLoaderIds.filter((each) => facts.boot.loaders.some((loader) => loader.id === each && loader.booted))) {
      const [[, answers] = ['', defaultAnswers(facts)]] = variants(facts, id);
      const changes = bootStep.changes(facts, answers);
      if (!changes.some(({ kind }) => kind === 'boot-once') || cannotInstall(facts, changes)) continue;
      const tree = new Map(plain);
      const system = started(host(name), tree);
      await applied(system, planOf(answers, changes));
      await system.run(['systemctl', 'reboot']);
      expect([id, tree.has('/sys/hypervisor/type')]).toEqual([id, true]);
      tried.add(id);
      expect(bootLoaders[id].isArmed(await factsOf(system), answers)).toBe(false);
      await system.run(['systemctl', 'reboot']);
      expect([id, tree.has('/sys/hypervisor/type')]).toEqual([id, false]);
      await goBack(system);
      expect([id, differences(first, hostState(tree)).filter((line) => !bootLeaves.test(line))]).toEqual([id, []]);
    }
  });
});

it('each boot loader was tried on a host of its own', () => {
  expect([...tried].toSorted()).toEqual([...bootLoaderIds].toSorted());
});

/** A package that is missing for the boot path, and no way to get it. */
const cannotInstall = (facts: Facts, changes: readonly Change[]): boolean =>
  changes.some(({ kind }) => kind === 'package') && (facts.pacman.locked || facts.network.uplink === undefined);

/** What a boot itself writes anew. */
const bootLeaves = /^\/(proc|sys)\//;

/** Where loaders and firmware remember a one-time boot, or a new entry; what packages bring; the way back that the engine lays down. */
const ownMemory =
  /^\/sys\/firmware\/efi\/efivars\/(LoaderEntryOneShot|BootNext|Boot[0-9A-F]{4})-|\/ldlinux\.sys$|\/grubenv$|^\/var\/lib\/pacman|^\/usr\/|\/archxen-restore\.sh$/;
