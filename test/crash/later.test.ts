import { expect, it } from '@jest/globals';
import { setupRun } from '../../src/road/runs.ts';
import { applied, freshTree } from '../support/simulated.ts';
import { knownWays } from './known-ways.ts';
import { again, laterLife } from './later.ts';
import { modelledHost } from './model/host.ts';
import { goldenPlans } from './plans.ts';
import { goBackFrom } from './walks.ts';

// All states of all hosts are `npm run test:crash`'s; here are those that it found something in, and some of the others.
const found = 'fsync /boot/EFI/refind';

it.each(['refind', 'esp-at-efi', 'plain-bios-grub'])(
  'on %s, what keeps, confirms and refreshes is done again or taken back after a power cut',
  async (name) => {
    const [planned] = await goldenPlans([name]);
    if (planned === undefined) throw new Error(`no plan for ${name}`);
    const { system, disk } = modelledHost(planned.recorded, freshTree(planned.recorded), () => undefined);
    await applied(system, planned.plan);
    const acts = await laterLife(planned, disk.all());
    expect(acts.map((act) => act.name)).toEqual(['keep', 'confirm', 'refresh']);
    for (const act of acts)
      for (const [nth, state] of act.states.entries()) {
        if (nth % 15 !== 0 && state.boundary !== found) continue;
        const standing = () => {
          const host = modelledHost(planned.recorded, state.tree, () => undefined);
          return { system: host.system, tree: () => host.disk.all() };
        };
        const [on, back] = [standing(), standing()];
        expect([state.boundary, await again(act, on)]).toEqual([state.boundary, []]);
        expect([state.boundary, await goBackFrom(knownWays(), back, await setupRun(back.system), act.first)]).toEqual([state.boundary, []]);
      }
  },
);
