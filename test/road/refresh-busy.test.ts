import { expect, it } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import { ownPacman } from '../../src/changes/pacman.ts';
import { refreshVerb } from '../../src/cli/refresh.ts';
import { hostRoad } from '../../src/road/host-road.ts';
import type { System } from '../../src/system/port.ts';
import { told } from '../changes/context.ts';
import { runVerb } from '../cli/verb-on.ts';
import { world } from '../engine/world.ts';
import { willing } from '../support/simulated.ts';
import { upgradeKernel } from '../support/upgrade.ts';
import { text, verified } from '../support/verified.ts';

const warningPath = '/run/archxen/boot-warning';
const lockPath = '/var/lib/archxen/lock';

/** A host whose kernel was upgraded while another archxen works, until so many pauses have passed. */
async function upgradedBeside(pauses: number) {
  const { system, tree, kernel } = await verified('esp-at-efi');
  upgradeKernel(tree, kernel);
  const lock = await system.lock(lockPath);
  let slept = 0;
  const watched: System = {
    ...system,
    run: async (argv, options) => {
      if (argv[0] !== 'sleep') return system.run(argv, options);
      slept += Number(argv[1]);
      if (slept >= 3 * pauses) await lock?.release();
      return system.run(argv, options);
    },
  };
  return { system: watched, tree, slept: () => slept };
}

const hookOf = (system: System, environment: Readonly<Record<string, string>>) =>
  hostRoad({ system, self: { version: 'test', node: '/usr/bin/node' }, environment, uid: 0, rebootReturns: true });

const current = (tree: Parameters<typeof text>[0]): boolean =>
  text(tree, '/efi/archxen/vmlinuz-linux') === text(tree, '/boot/vmlinuz-linux');

it('the hook waits for another archxen, and then does its work', async () => {
  const { system, tree, slept } = await upgradedBeside(50);
  const { exit, text: said } = await runVerb(refreshVerb, system, ['refresh']);
  expect(said).toContain('another archxen is at work; waiting');
  expect([exit, slept(), current(tree)]).toEqual([0, 150, true]);
  expect(tree.has(warningPath)).toBe(false);
});

it('within the time that the hook has, it gives up and says that the entries are old', async () => {
  const { system, tree, slept } = await upgradedBeside(Number.POSITIVE_INFINITY);
  const { exit, result } = await runVerb(refreshVerb, system, ['refresh']);
  expect([exit, slept(), current(tree)]).toEqual([40, 240, false]);
  expect(result['warnings']).toEqual(expect.arrayContaining([expect.stringMatching(/Another archxen was at work.*archxen refresh/)]));
  expect(text(tree, warningPath)).toMatch(/Another archxen was at work[\s\S]*vmlinuz-linux is stale/);
});

it('in a pacman that archxen runs, it waits for nobody: that archxen waits for it', async () => {
  const { system, tree, slept } = await upgradedBeside(Number.POSITIVE_INFINITY);
  expect(await hookOf(system, { [ownPacman]: '1' }).refresh(willing())).toBeUndefined();
  expect([slept(), tree.has(warningPath)]).toEqual([0, false]);
});

it('each pacman of ours that changes packages says so to its hooks', async () => {
  const { system } = world();
  const marked: string[] = [];
  const watched: System = {
    ...system,
    run: async (argv, options) => {
      if (options?.environment?.[ownPacman] !== undefined) marked.push(argv.slice(0, 2).join(' '));
      return system.run(argv, options);
    },
  };
  const install = {
    kind: 'package',
    id: 'p',
    title: 'Install',
    action: 'install',
    names: ['acpica'],
    from: { source: 'repository' },
  } as const;
  const change = { ...install, asDependencies: true } as const;
  const back = await bind(change).inverse(watched);
  for (const each of [change, ...back]) await bind(each).apply(told(watched).context);
  expect(marked).toEqual(['pacman -S', 'pacman -Rn']);
});
