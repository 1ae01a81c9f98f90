import type { Answers } from '../../src/core/answers.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { basesToBuild, outOfReach, type WantedBase } from '../../src/packages/bases.ts';
import { xenSwitches } from '../../src/packages/build-environment.ts';
import { isTemporary } from '../../src/packages/builder.ts';
import { directories } from './build-directories.ts';
import { pacmanChecks } from './build-pacman-checks.ts';
import { cut, fail, gib, noteOf, pass, unknown, warn } from './finding.ts';

/**
 * Space for the clones, the sources and the objects of xen and xen-qemu. An estimate for planning, from the sizes of
 * their source trees and of builds with debug information. As it is one, having less is a warning: a build that runs out
 * of space changes nothing else and goes on from there.
 */
export const buildSpaceMiB = 6144;

/** With less, not even the sources of xen and of QEMU fit (about 0.5 and 1 GiB unpacked) beside what they depend on. */
export const leastSpaceMiB = 2048;

/** Below this, compilers of several jobs at a time run out of memory. */
const comfortableMemoryMiB = 2048;

/** Can Xen be built here? No questions are asked when all that is wanted is installed. */
export function buildChecks(facts: Facts, answers: Answers): readonly Check[] {
  if (answers.build.source !== 'aur') return [...pacmanChecks(facts), ...elsewhere(answers)];
  const wanted = basesToBuild(facts, answers);
  if (wanted.length === 0) {
    const all = outOfReach(facts, answers).length === 0 ? 'all that is wanted' : 'all else that is wanted';
    return [pass('build.packages', 'Packages', `${all} is installed`), ...leftOut(facts, answers)];
  }
  return [
    ...pacmanChecks(facts),
    ...sources(facts, answers, wanted),
    ...lands(facts, answers),
    ...leftOut(facts, answers),
    builder(facts, answers),
    ...room(facts),
  ];
}

/** The PKGBUILDs: one row when all could be read, else a row for each that could not. */
function sources(facts: Facts, { build }: Answers, wanted: readonly WantedBase[]): readonly Check[] {
  const problems = wanted.flatMap(({ base }) => source(facts, build, base));
  if (problems.length > 0) return problems;
  const found = wanted.flatMap(({ base }) => facts.bases[base] ?? []);
  const old = found.filter(({ outOfDate }) => outOfDate).map(({ base }) => base);
  if (old.length > 0) {
    return [
      warn('build.source', 'AUR', cut(`${old.join(', ')}: flagged as out of date`, 46), {
        reason: 'its maintainer was told that there is a newer version',
        hint: 'It can be built all the same; look at its page in the AUR for why.',
      }),
    ];
  }
  return [
    pass('build.source', 'AUR', cut(found.map(({ base, version }) => `${base} ${version}`).join(', '), 46), {
      evidence: found.map(({ url, commit }) => `${url} ${commit}`),
    }),
  ];
}

/** Packages that another host built. */
function elsewhere(answers: Answers): readonly Check[] {
  const { source, place, signed } = answers.build;
  const fits = source === 'directory' ? place.startsWith('/') : /^(https?|file):/.test(place);
  if (!fits) {
    return [
      fail('build.place', 'Packages', `build.place is not ${source === 'directory' ? 'a folder' : 'an address'}`, {
        reason: `the packages shall come from a ${source}`,
        hint: 'Give build.place, or build from the AUR (build.source aur).',
      }),
    ];
  }
  if (place.startsWith('http:') && !signed) {
    return [
      fail('build.place', 'Packages', 'unsigned packages over plain http', {
        reason: 'anybody on the way could put others in their place, and root installs them',
        hint: 'Use https, or sign them (build.signed).',
      }),
    ];
  }
  return [pass('build.place', 'Packages', cut(`from ${place}`, 46))];
}

/** A variable of the person's own that leads xen away from where the boot entry looks. */
function lands(facts: Facts, answers: Answers): readonly Check[] {
  const wanted = xenSwitches(answers.build, directories(facts, answers));
  return ['boot_dir', 'efi_dir'].flatMap((name) => {
    const own = answers.build.variables[name];
    if (own === undefined || own.replace(/\/+$/, '') === wanted[name]) return [];
    return [
      fail(`build.${name}`, 'Build', cut(`${name} is ${own}, the boot entry needs ${wanted[name]}`, 46), {
        reason: 'the boot entry would not find Xen',
        hint: `Leave build.variables.${name} out, or choose no boot loader (boot.loader none) and write the entry yourself.`,
      }),
    ];
  });
}

/** Extras that cannot be had now; guests' firmware has a row of its own. */
const leftOut = (facts: Facts, answers: Answers): readonly Check[] =>
  outOfReach(facts, answers)
    .filter(({ name }) => name !== 'xen-edk2')
    .map(({ name, why }) =>
      warn(`build.left-out.${name}`, 'AUR', `${name} is out of reach, it is left out`, {
        reason: why,
        hint: 'It can be added later (archxen, "Change the set-up"); all else is set up.',
      }),
    );

function source(facts: Facts, build: Answers['build'], base: string): readonly Check[] {
  const found = facts.bases[base];
  const id = `build.source.${base}`;
  if (found === undefined) {
    return [
      fail(id, 'AUR', `${base} is out of reach`, {
        reason: noteOf(facts, `bases.${base}`) ?? noteOf(facts, 'bases') ?? 'its PKGBUILD could not be read',
        hint: `Try: git ls-remote ${build.url}/${base}.git. A mirror can be given as build.url.`,
      }),
    ];
  }
  const url = `${build.url.replace(/\/+$/, '')}/${base}`;
  if (found.url.replace(/\.git\/?$/, '') === url && found.branch === build.branch) return [];
  return [
    fail(id, 'AUR', `${base} was read from another place`, {
      reason: `read from ${found.url} ${found.branch}, asked for ${url} ${build.branch}`,
      hint: 'Run archxen again, so that the PKGBUILD that you can read is the one that is built.',
    }),
  ];
}

function builder(facts: Facts, answers: Answers): Check {
  const { build } = answers;
  if (isTemporary(answers)) return pass('build.user', 'Builder', 'a user for the build only, removed after it');
  const user = facts.builders.find((each) => each.user === build.user);
  if (user !== undefined) return pass('build.user', 'Builder', `${user.user} runs makepkg`);
  return fail('build.user', 'Builder', cut(`there is no user ${build.user}`, 46), {
    reason: 'makepkg refuses to run as root',
    hint: `Make one: useradd -m ${build.user}. Or choose another user.`,
  });
}

function room({ disk, memory }: Facts): readonly Check[] {
  const space = disk.buildFreeMiB === undefined ? unknownSpace : spaceCheck(disk.buildFreeMiB);
  if (memory.availableMiB >= comfortableMemoryMiB) return [space];
  return [
    space,
    warn('build.memory', 'Memory', `${gib(memory.availableMiB)} available for the build`, {
      reason: 'compilers may run out of memory',
      hint: 'Close programs, choose fewer jobs, or add swap.',
    }),
  ];
}

const unknownSpace = unknown('build.disk', 'Disk', 'the free space could not be read', {
  reason: `the build needs about ${gib(buildSpaceMiB)}`,
  hint: 'See df -h /var/cache.',
});

function spaceCheck(free: number): Check {
  const detail = `${gib(free)} free, the build needs ${gib(buildSpaceMiB)}`;
  if (free >= buildSpaceMiB) return pass('build.disk', 'Disk', detail);
  const more = {
    reason: '/var/cache/archxen/build is on that disk',
    hint: 'Make room: paccache -r, or move /var/cache/archxen to another disk.',
  };
  return free < leastSpaceMiB ? fail('build.disk', 'Disk', detail, more) : warn('build.disk', 'Disk', detail, more);
}
