import type { Step } from '../../src/core/step.ts';
import { baseChanges } from '../../src/packages/base-changes.ts';
import { basesToBuild, wantedBases } from '../../src/packages/bases.ts';
import { defaultBuilder } from '../../src/packages/builder.ts';
import { elsewhereChanges } from '../../src/packages/elsewhere.ts';
import { hostPackageChanges } from '../../src/packages/host-packages.ts';
import { multilibChanges } from '../../src/packages/repository-changes.ts';
import { wantedPackages } from '../../src/packages/wanted.ts';
import { buildChecks } from './build-checks.ts';
import { directories } from './build-directories.ts';
import { aur, buildQuestions } from './build-questions.ts';
import { fail, pass, warn } from './finding.ts';

/** This step: get Xen built and installed. */
export const buildStep: Step<'build'> = {
  id: 'build',
  title: 'Build',
  intro: (facts, answers) =>
    `${basesToBuild(facts, answers)
      .map(({ base }) => base)
      .join(', ')} will be built. By whom, and how?`,
  questions: buildQuestions,
  defaults: (facts) => ({
    source: 'aur',
    place: '',
    signed: false,
    url: facts.bases['xen']?.url.replace(/\/xen(\.git)?\/?$/, '') ?? aur,
    branch: facts.bases['xen']?.branch ?? 'master',
    stubdom: false,
    extras: [],
    tidy: false,
    firmware: 'xen-edk2',
    user: defaultBuilder(facts),
    jobs: Math.max(1, facts.cpu.count),
    where: 'in-place',
    packager: '',
    ccache: facts.pacman.installed['ccache'] !== undefined,
    variables: {},
  }),
  check: buildChecks,
  changes: (facts, answers) => {
    if (answers.build.source !== 'aur') return [...elsewhereChanges(facts, answers), ...hostPackageChanges(facts, answers, [])];
    const wanted = basesToBuild(facts, answers);
    const built =
      wanted.length === 0 ? [] : [...multilibChanges(facts), ...baseChanges(facts, answers, wanted, directories(facts, answers))];
    return [...built, ...hostPackageChanges(facts, answers, wanted)];
  },
  verify: (facts, answers) =>
    wantedBases(facts, answers).flatMap(({ base, packages }) =>
      packages.map((name) => {
        const version = facts.pacman.installed[name];
        const id = `build.installed.${name}`;
        if (version !== undefined) return pass(id, 'Package', `${name} ${version} is installed`);
        // What a plan leaves out must not make the verdict of a trial red.
        const lacks = wantedPackages(answers).some((wanted) => wanted.name === name && wanted.canWait) ? warn : fail;
        return lacks(id, 'Package', `${name} is not installed`, {
          hint: `Run archxen, "Change the set-up": it builds ${base} and installs it.`,
          evidence: ['pacman -Q'],
        });
      }),
    ),
};
