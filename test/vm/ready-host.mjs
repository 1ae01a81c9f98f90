import { fs, path } from 'zx';
import { expectNone } from '../check.mjs';
import { bringBuilt, isBuilt, keepBuilt } from './built.mjs';
import { archxen, bringIn, hostState } from './host.mjs';
import { compareStates, extent } from './host-state.mjs';
import { removeOthers } from './lab/base.mjs';
import { digestOf } from './lab/digest.mjs';
import { bundle, labDir, sources } from './lab/settings.mjs';
import { Machine } from './machine.mjs';

/** The two ways that are gone without a question. */
export const apply = 'apply --answers - --yes';
export const rollback = 'rollback --yes';
export const withTime = { seconds: 1800, input: '{}' };
/** Under Linux the way back needs no reboot. */
const wantedExit = { [apply]: 10, [rollback]: 0 };

/**
 * Machines that are up, with archxen and what it builds, kept with their memory: `host` before an apply, `applied` after it. With
 * them the state of the host before (`first`, with the `index` of its files), and the seconds that each way takes. Cached for this image and this archxen.
 */
export async function readyHost(image) {
  const digest = await digestOf({
    files: [bundle, ...['ready-host.mjs', 'machine.mjs', 'inside/host-state.py'].map((name) => path.join(sources, '..', name))],
    words: [image.disk],
  });
  const prefix = `ready-${image.variant}-`;
  const home = path.join(labDir, `${prefix}${digest}`);
  const file = path.join(home, 'ready.json');
  if (!(await fs.exists(file))) {
    await removeOthers(prefix, home);
    await fs.emptyDir(home);
    await fs.writeJson(file, await makeReady(image, home));
  }
  return fs.readJson(file);
}

async function makeReady(image, home) {
  if (!(await isBuilt(image))) await withMachine(image, image, build);
  const index = path.join(home, 'host-state-index.json');
  const host = await withMachine(image, image, async (machine) => {
    await bringIn(machine);
    await bringBuilt(machine, image);
    await hurryBoots(machine);
    return machine.freeze(path.join(home, 'host'));
  });
  // Not in the machine that is kept: reading every file once would fill its memory.
  const first = await withMachine(image, host, (machine) => hostState(machine, { index }));
  const { applied, forth } = await withMachine(image, host, async (machine) => ({
    forth: await timed(machine, apply),
    applied: await machine.freeze(path.join(home, 'applied')),
  }));
  const back = await withMachine(image, applied, async (machine) => {
    const took = await timed(machine, rollback);
    await machine.reboot();
    expectNone(compareStates(first, await hostState(machine, { index })), 'after the way back without a cut');
    return took;
  });
  return { host, applied, first, index, seconds: { [apply]: forth, [rollback]: back }, extent: extent(first) };
}

/** Neither menu nor kernel messages: some seconds less of each boot. */
async function hurryBoots(machine) {
  await machine.ssh(
    "cd /boot/loader 2>/dev/null || exit 0; sed -i 's/^timeout .*/timeout 0/' loader.conf; sed -i '/^options/s/$/ quiet/' entries/arch.conf; sync",
  );
}

async function build(machine, image) {
  await bringIn(machine);
  await archxen(machine, apply, { ...withTime, exit: 10 });
  await keepBuilt(machine, image);
}

async function withMachine(image, from, body) {
  const machine = await Machine.of(from, `ready-${image.variant}`);
  try {
    await machine.firstBoot();
    return await body(machine, image);
  } finally {
    await machine.destroy();
  }
}

async function timed(machine, words) {
  const start = Date.now();
  await archxen(machine, words, { ...withTime, exit: wantedExit[words] });
  return Math.round((Date.now() - start) / 1000);
}
