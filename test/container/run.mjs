import { runScenarios } from '../scenarios.mjs';
import { base } from '../vm/lab/base.mjs';
import { installMissing, neededFor } from '../vm/lab/host-packages.mjs';
import { buildBounds } from './build-bounds.mjs';
import { buildFails, shortFaults } from './build-fails.mjs';
import { buildVariables } from './build-variables.mjs';
import { networkFaults } from './faults.mjs';
import { network } from './network.mjs';
import { all, networks, ofNetctl, shortList } from './networks.mjs';
import { buildUser, packageUndo } from './package-undo.mjs';
import { packages, resume } from './packages.mjs';
import { realXen } from './real-xen.mjs';
import { speed } from './speed.mjs';

/** By name, with the seconds that each takes at most where nothing else runs. These run unasked, as far as the budget goes. */
const scenarios = {
  packages: { run: packages, seconds: 90 },
  'networks-networkd': { run: networks('systemd-networkd', shortList), seconds: 150 },
  'networks-manager': { run: networks('NetworkManager', shortList), seconds: 150 },
  network: { run: network, seconds: 240 },
  resume: { run: resume, seconds: 200 },
  'build-bounds': { run: buildBounds, seconds: 60 },
  'build-user': { run: buildUser, seconds: 60 },
  'build-fails': { run: buildFails(shortFaults), seconds: 300 },
  'build-variables': { run: buildVariables, seconds: 180 },
};
/** Too long to run unasked: by name. */
const byName = {
  'package-undo': { run: packageUndo, seconds: 300 },
  'all-build-failures': { run: buildFails(), seconds: 900 },
  'real-xen': { run: realXen, seconds: 900 },
  'all-networks-networkd': { run: networks('systemd-networkd'), seconds: 600 },
  'all-networks-manager': { run: networks('NetworkManager', [...all, 'profile gone']), seconds: 600 },
  'all-networks-netctl': { run: networks('netctl', [...ofNetctl, 'no word', 'both enabled', 'guest']), seconds: 400 },
  'faults-networkd': { run: networkFaults('systemd-networkd'), seconds: 3600 },
  'faults-netctl': { run: networkFaults('netctl'), seconds: 3600 },
  'faults-manager': { run: networkFaults('NetworkManager'), seconds: 3600 },
};
/** Figures for the README, run by name only: a machine's speed passes no verdict. */
const benchmarks = { speed: { run: speed, seconds: 400 } };
const known = { ...scenarios, ...byName, ...benchmarks };

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
