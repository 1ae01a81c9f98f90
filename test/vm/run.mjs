import { fs, path } from 'zx';
import { MachineFailure, ScenarioEnded, Score } from '../check.mjs';
import { fallback } from './fallback.mjs';
import { guests } from './guests.mjs';
import { installMissing, neededFor } from './lab/host-packages.mjs';
import { image } from './lab/image.mjs';
import { bundle, labDir, say } from './lab/settings.mjs';
import { network } from './network.mjs';
import { networkLinks } from './network-links.mjs';
import { powerCuts } from './power-cuts.mjs';
import { road } from './road.mjs';
import { speed } from './speed.mjs';
import { upgrade } from './upgrade.mjs';

/** Name of a scenario: its image, what is done there, and what it takes, in seconds. Those that run unasked, as far as the budget goes. */
const scenarios = {
  'uefi-systemd-boot': { variant: 'uefi-systemd-boot', run: road, seconds: 1000 },
  'bios-grub': { variant: 'bios-grub', run: road, seconds: 1000 },
  'uefi-grub': { variant: 'uefi-grub', run: road, seconds: 1000 },
  'uefi-efistub': { variant: 'uefi-efistub', run: road, seconds: 1000 },
  'bios-syslinux': { variant: 'bios-syslinux', run: road, seconds: 1000 },
};

/** Not seen to pass from beginning to end since the several boot entries came: run by name, until they were. */
const byName = {
  'fallback-uefi-systemd-boot': { variant: 'uefi-systemd-boot', run: fallback, seconds: 1800 },
  'fallback-bios-grub': { variant: 'bios-grub', run: fallback, seconds: 1800 },
  guests: { variant: 'uefi-systemd-boot', run: guests, seconds: 1800 },
  'network-manager': { variant: 'uefi-systemd-boot', run: network('manager'), seconds: 1200 },
  'network-static': { variant: 'uefi-systemd-boot', run: network('static'), seconds: 1200 },
  'network-links': { variant: 'uefi-systemd-boot', run: networkLinks, seconds: 1200 },
  'network-nat': { variant: 'uefi-systemd-boot', run: network('nat'), seconds: 1200 },
  powercut: { variant: 'uefi-systemd-boot', run: powerCuts, seconds: 3000 },
  'powercut-bios-grub': { variant: 'bios-grub', run: powerCuts, seconds: 3000 },
  'upgrade-uefi-systemd-boot': { variant: 'uefi-systemd-boot', run: upgrade, seconds: 1500 },
};

/** Figures for the README, run by name only: a machine's speed passes no verdict. */
const benchmarks = { speed: { variant: 'uefi-systemd-boot', run: speed, seconds: 1500 } };
const known = { ...scenarios, ...byName, ...benchmarks };

const attempts = 2;

/** Runs the named scenarios (none named: all that were seen to pass), one after the other; two machines at once are slower than one by one. */
export async function runVm({ names, budget, keep }) {
  const score = new Score();
  const wanted = names.length === 0 ? Object.keys(scenarios) : names;
  const unknown = wanted.filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(`no scenario ${unknown.join(', ')}; there are: ${Object.keys(known).join(', ')}`);
  if (!(await fs.exists(bundle))) throw new Error(`${bundle} is missing: run npm run build first.`);
  const end = Date.now() + budget * 1000;
  await installMissing(neededFor.vm, { tier: 'vm' });
  const took = await lastTimes();
  for (const name of wanted) {
    const needed = took[name] ?? known[name].seconds;
    const left = Math.round((end - Date.now()) / 1000);
    if (needed > left) {
      score.skip(name, `budget (it takes about ${needed} s, ${Math.max(left, 0)} s are left)`);
      continue;
    }
    const started = Date.now();
    say(`== ${name}`);
    const part = await attempt(name, { keep });
    score.add(part);
    if (part.failed === 0) await keepTime(name, Math.round((Date.now() - started) / 1000));
  }
  return score;
}

/** A scenario; once more when the machine under it failed, never on a failed expectation. */
async function attempt(name, options) {
  for (let i = 1; ; i++) {
    const score = new Score();
    try {
      await known[name].run(await image(known[name].variant), score, options);
      return score;
    } catch (error) {
      if (error instanceof ScenarioEnded) return score;
      if (error instanceof MachineFailure && i < attempts) {
        say(`the machine failed, not the test; once more: ${error.message}`);
        continue;
      }
      await score.look(`${name} could be run`, () => Promise.reject(error instanceof MachineFailure ? new Error(error.message) : error));
      return score;
    }
  }
}

const timesFile = path.join(labDir, 'times.json');
const lastTimes = async () => (await fs.readJson(timesFile).catch(() => ({}))) ?? {};
async function keepTime(name, seconds) {
  await fs.writeJson(timesFile, { ...(await lastTimes()), [name]: Math.round(seconds * 1.2) });
}
