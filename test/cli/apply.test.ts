import { describe, expect, it } from '@jest/globals';
import { applyVerb } from '../../src/cli/apply.ts';
import { rollbackVerb } from '../../src/cli/rollback.ts';
import { ArchxenError } from '../../src/core/error.ts';
import { setupRun } from '../../src/road/runs.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { differences, hostState } from '../support/recording.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';
import { runVerb } from './verb-on.ts';

const name = 'plain-uefi-systemd-boot';
const yes = ['--answers', '-', '--yes'];

function fresh(): { readonly tree: Tree; readonly system: System } {
  const tree = freshTree(host(name));
  return { tree, system: started(host(name), tree) };
}

/** A host that takes no boot entry any more. */
const withoutEntries = (system: System): System => ({
  ...system,
  write: async (path, ...rest) => {
    if (path.includes('xen') && path.startsWith('/boot/') && !path.endsWith('restore.sh'))
      throw new ArchxenError('no-space', 'There is no space left.', { path });
    return system.write(path, ...rest);
  },
});

async function confirmed() {
  const made = fresh();
  expect(await runVerb(applyVerb, made.system, yes)).toMatchObject({ exit: 10 });
  const road = roadOn(made.system);
  await road.reboot();
  const { facts } = await road.verify({ record: true });
  expect((await outcomeOf(road.confirm(willing()))).outcome).toBe('applied');
  const answers = await road.runAnswers();
  const others = JSON.stringify({ ...answers, dom0: { ...answers?.dom0, memoryMiB: (answers?.dom0.memoryMiB ?? 0) + 256 } });
  return { ...made, road, facts, others };
}

describe('an unattended apply that fails', () => {
  it('is taken back where it was the first', async () => {
    const { tree, system } = fresh();
    const first = hostState(tree);
    const { exit, result } = await runVerb(applyVerb, withoutEntries(system), yes);
    expect({ exit, result }).toMatchObject({ exit: 30, result: { failed: true, changed: false, msg: 'There is no space left.' } });
    expect(await setupRun(system)).toBeUndefined();
    expect(differences(first, hostState(tree))).toEqual([]);
  });

  it('leaves what was set up before, where it was not the first, and can be gone on with', async () => {
    const { system, road, others } = await confirmed();
    const { exit, text, result } = await runVerb(applyVerb, withoutEntries(system), yes, others);
    expect(text).toContain('FAIL  There is no space left.');
    expect({ exit, result }).toMatchObject({ exit: 31, result: { failed: true, changed: true, msg: 'There is no space left.' } });
    expect(text).toContain('archxen goes on where it stopped; archxen rollback takes back all');
    const facts = await road.gather(() => undefined);
    expect(facts.pacman.installed['xen']).toBeDefined();
    expect(await road.stage(facts)).toMatchObject({ at: 'interrupted', rollback: false, failed: true });
    expect((await outcomeOf(road.resume(willing()))).outcome).toBe('applied');
    expect((await road.stage(await road.gather(() => undefined))).at).toBe('armed');
    expect(await runVerb(rollbackVerb, system, ['--yes'])).toMatchObject({ exit: 10 });
  });

  it('ends with 31 where its way back is refused, for the host was changed', async () => {
    const { system } = fresh();
    let wasTried = false;
    const failing: System = {
      ...withoutEntries(system),
      // The journal, once the way back begins.
      append: async (path, content) => {
        wasTried ||= Buffer.from(content).toString().includes('"outcome":"failed"');
        if (Buffer.from(content).toString().includes('"purpose":"rollback"'))
          throw new ArchxenError('preflight-refused', 'Guests are running: web.', { hint: 'Stop them first.' });
        return system.append(path, content);
      },
    };
    const { exit, text, result } = await runVerb(applyVerb, failing, yes);
    expect(wasTried).toBe(true);
    expect({ exit, result }).toMatchObject({ exit: 31, result: { failed: true, changed: true } });
    expect(text).toContain('Guests are running: web.');
    expect(text).toContain('run archxen rollback again');
    expect(await setupRun(system)).toBeDefined();
  });
});

describe('an unattended apply that is done', () => {
  it('says that the next start is Xen only where it set that', async () => {
    expect((await runVerb(applyVerb, fresh().system, yes)).text).toContain('Reboot to start Xen once, on trial');
    const byHand = await runVerb(applyVerb, fresh().system, yes, JSON.stringify({ boot: { trial: 'by-hand' } }));
    expect(byHand.text).toContain('Choose the Xen entry in the boot menu');
    expect(byHand.text).not.toContain('Reboot to start Xen once');
  });
});
