import { fs } from 'zx';
import { ScenarioEnded, Score } from '../check.mjs';
import { base } from '../vm/lab/base.mjs';
import { installMissing, neededFor } from '../vm/lab/host-packages.mjs';
import { bundle, say } from '../vm/lab/settings.mjs';
import { buildBounds } from './build-bounds.mjs';
import { buildFails, shortFaults } from './build-fails.mjs';
import { buildVariables } from './build-variables.mjs';
import { networkFaults } from './faults.mjs';
import { network } from './network.mjs';
import { networks, shortList } from './networks.mjs';
import { buildUser, packageUndo } from './package-undo.mjs';
import { packages, resume } from './packages.mjs';
import { realXen } from './real-xen.mjs';
import { speed } from './speed.mjs';

const scenarios = {
  packages,
  'networks-networkd': networks('systemd-networkd', shortList),
  'networks-manager': networks('NetworkManager', shortList),
  network,
  resume,
};
/** Too long to run unasked, or not yet seen to pass from beginning to end: run by name. */
const byName = {
  'package-undo': packageUndo,
  'build-user': buildUser,
  'build-fails': buildFails(shortFaults),
  'all-build-failures': buildFails(),
  'build-bounds': buildBounds,
  'build-variables': buildVariables,
  'real-xen': realXen,
  'all-networks-networkd': networks('systemd-networkd'),
  'all-networks-manager': networks('NetworkManager'),
  'faults-networkd': networkFaults('systemd-networkd'),
  'faults-manager': networkFaults('NetworkManager'),
};
/** Figures for the README, run by name only: a machine's speed passes no verdict. */
const benchmarks = { speed };
const known = { ...scenarios, ...byName, ...benchmarks };
/** What a scenario takes at most where nothing else runs, in seconds. */
const usual = { packages: 90, resume: 120, 'networks-networkd': 150, 'networks-manager': 150, network: 240 };
const usualOf = (name) => usual[name] ?? 600;

/** Runs the named scenarios (none named: all that were seen to pass) in containers. A container that cannot be booted here is a failure. */
export async function runContainer({ names, budget }) {
  const score = new Score();
  const wanted = names.length === 0 ? Object.keys(scenarios) : names;
  const unknown = wanted.filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(`no scenario ${unknown.join(', ')}; there are: ${Object.keys(known).join(', ')}`);
  if (!(await fs.exists(bundle))) throw new Error(`${bundle} is missing: run npm run build first.`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
  const end = Date.now() + budget * 1000;
  await installMissing(neededFor.container, { tier: 'container' });
  const made = await base();
  for (const name of wanted) {
    const left = Math.round((end - Date.now()) / 1000);
    if (usualOf(name) > left) {
      score.skip(name, `budget (it takes up to ${usualOf(name)} s, ${Math.max(left, 0)} s are left)`);
      continue;
    }
    say(`== ${name}`);
    try {
      await known[name](made, score);
    } catch (error) {
      if (!(error instanceof ScenarioEnded)) await score.look(`${name} could be run`, () => Promise.reject(error));
    }
  }
  return score;
}
