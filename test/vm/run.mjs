import { runScenarios } from '../scenarios.mjs';
import { fallback } from './fallback.mjs';
import { guestLife } from './guest-life.mjs';
import { guests } from './guests.mjs';
import { installMissing, neededFor } from './lab/host-packages.mjs';
import { image } from './lab/image.mjs';
import { network } from './network.mjs';
import { networkLinks } from './network-links.mjs';
import { powerCuts, quickPowerCut, readyForCuts } from './power-cuts.mjs';
import { restore } from './restore.mjs';
import { road } from './road.mjs';
import { speed } from './speed.mjs';
import { upgrade } from './upgrade.mjs';

/** Name of a scenario: its image, what is done there, and what it takes, in seconds. Those that run unasked, as far as the budget goes. */
const scenarios = {
  'uefi-systemd-boot': { variant: 'uefi-systemd-boot', run: road, seconds: 1000 },
  'bios-grub': { variant: 'bios-grub', run: road, seconds: 1000 },
  // As many cuts as there is time for, ten at most; before the first it walks both ways without one.
  powercut: { variant: 'uefi-systemd-boot', run: powerCuts, seconds: 3000, atLeast: 900 },
  'uefi-grub': { variant: 'uefi-grub', run: road, seconds: 1000 },
  'uefi-efistub': { variant: 'uefi-efistub', run: road, seconds: 1000 },
  'bios-syslinux': { variant: 'bios-syslinux', run: road, seconds: 1000 },
  'uefi-refind': { variant: 'uefi-refind', run: road, seconds: 1000 },
  'upgrade-uefi-systemd-boot': { variant: 'uefi-systemd-boot', run: upgrade, seconds: 1500 },
  'network-static': { variant: 'uefi-systemd-boot', run: network('static'), seconds: 1200 },
  'network-manager': { variant: 'uefi-systemd-boot', run: network('manager'), seconds: 1200 },
  'network-nat': { variant: 'uefi-systemd-boot', run: network('nat'), seconds: 1200 },
};

/** Too long to run unasked, or of what the others show already: by name. */
const byName = {
  'fallback-uefi-systemd-boot': { variant: 'uefi-systemd-boot', run: fallback, seconds: 1800 },
  'fallback-bios-grub': { variant: 'bios-grub', run: fallback, seconds: 1800 },
  'guest-life': { variant: 'uefi-systemd-boot', run: guestLife, seconds: 1800 },
  guests: { variant: 'uefi-systemd-boot', run: guests, seconds: 1800 },
  'network-links': { variant: 'uefi-systemd-boot', run: networkLinks, seconds: 1200 },
  'powercut-ready': { variant: 'uefi-systemd-boot', run: readyForCuts, seconds: 600 },
  'powercut-quick': { variant: 'uefi-systemd-boot', run: quickPowerCut, seconds: 600 },
  'powercut-bios-grub': { variant: 'bios-grub', run: powerCuts, seconds: 3000 },
  restore: { variant: 'uefi-systemd-boot', run: restore, seconds: 1000 },
};

/** Figures for the README, run by name only: a machine's speed passes no verdict. */
const benchmarks = { speed: { variant: 'uefi-systemd-boot', run: speed, seconds: 1500 } };
const known = { ...scenarios, ...byName, ...benchmarks };

/** In virtual machines; two at once are slower than one by one. */
export const runVm = ({ keep, ...asked }) =>
  runScenarios(asked, {
    known,
    unasked: Object.keys(scenarios),
    prepare: () => installMissing(neededFor.vm, { tier: 'vm' }),
    run: async (name, score, secondsLeft) => known[name].run(await image(known[name].variant), score, { keep, secondsLeft }),
  });
