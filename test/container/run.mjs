import { runScenarios } from '../scenarios.mjs';
import { base } from '../vm/lab/base.mjs';
import { installMissing, neededFor } from '../vm/lab/host-packages.mjs';
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
/** What those that run unasked take at most where nothing else runs, in seconds. */
const usual = { packages: 90, resume: 120, 'networks-networkd': 150, 'networks-manager': 150, network: 240 };
const known = Object.fromEntries(
  Object.entries({ ...scenarios, ...byName, ...benchmarks }).map(([name, run]) => [name, { run, seconds: usual[name] ?? 600 }]),
);

/** In containers. One that cannot be booted here is a failure. */
export function runContainer(asked) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
  let made;
  return runScenarios(asked, {
    known,
    unasked: Object.keys(scenarios),
    prepare: async () => {
      await installMissing(neededFor.container, { tier: 'container' });
      made = await base();
    },
    run: (name, score) => known[name].run(made, score),
  });
}
