import { bootLoaders } from '../../src/bootloaders/index.ts';
import { needsNewTrial } from '../../src/bootloaders/one-time.ts';
import type { Answers } from '../../src/core/answers.ts';
import type { Change } from '../../src/core/change.ts';
import type { Facts } from '../../src/core/facts.ts';
import { fileChange } from '../../src/core/file-change.ts';
import { fallBackService, fallBackServiceText, fallBackTimer, fallBackTimerText, watchdogService, watchdogText } from './trial-units.ts';
import { isEnabled, type WantedUnit } from './wanted-unit.ts';

const path = (unit: string): string => `/etc/systemd/system/${unit}`;

/**
 * What leads a trial boot back to Linux when nobody judges it green: systemd's own timer, independent of archxen and Node,
 * and Xen's watchdog on dom0. There only until Xen is confirmed; a boot that somebody else set up is no trial of ours.
 */
export function trialGuardFiles(facts: Facts, answers: Answers): readonly Change[] {
  if (!isTrial(facts, answers)) return [];
  const { watchdog } = answers.boot;
  const dog = watchdog === 'off' ? [] : watch(facts, watchdog === 'always');
  return [
    ...fileChange(facts, {
      id: 'services.fall-back.service',
      title: `Know how to restart into Linux by itself (${fallBackService})`,
      why: 'a trial boot of Xen that is judged red, or not at all, must not keep the host away from you',
      path: path(fallBackService),
      text: fallBackServiceText,
    }),
    ...fileChange(facts, {
      id: 'services.fall-back.timer',
      title: `Do so when a trial boot was not judged in time (${fallBackTimer})`,
      path: path(fallBackTimer),
      text: fallBackTimerText,
    }),
    ...dog,
  ];
}

export function trialGuardUnits(facts: Facts, answers: Answers): readonly WantedUnit[] {
  if (!isTrial(facts, answers)) return [];
  const dog = { unit: watchdogService, why: 'has Xen restart the host when dom0 hangs' };
  return [
    { unit: fallBackTimer, why: 'leads a trial boot that nobody judged back to Linux' },
    ...(answers.boot.watchdog === 'off' ? [] : [dog]),
  ];
}

function isTrial(facts: Facts, answers: Answers): boolean {
  if (answers.boot.loader === 'none') return false;
  const loader = bootLoaders[answers.boot.loader];
  return loader.xenIsDefault(facts, answers) ? needsNewTrial(loader, facts, answers) : !facts.xen.running;
}

/** Xen is confirmed: the next red verdict is for a person to judge. */
export function endOfTrialChanges(facts: Facts, answers: Answers): readonly Change[] {
  const gone = [
    ...units(facts, fallBackTimer, fallBackService),
    ...(answers.boot.watchdog === 'always' ? [] : units(facts, watchdogService)),
  ];
  const enabled = gone.filter((unit) => isEnabled(facts, unit));
  return [
    ...(enabled.length === 0
      ? []
      : [{ kind: 'unit', id: 'trial.off', title: 'Disable what led the trial back', units: enabled, enabled: false } as const]),
    ...(gone.includes(watchdogService) ? [quietDog] : []),
    ...gone.flatMap((unit) => fileChange(facts, { id: `trial.${unit}`, title: `Remove ${unit}`, path: path(unit), text: null })),
  ];
}

/**
 * By its unit, while that is there: its signal is what disarms Xen's watchdog (xenwatchdogd ends on others with it armed).
 * No way back starts it again: that may be gone under Linux, where there is no such watchdog.
 */
const quietDog: Change = {
  kind: 'command',
  id: 'trial.watchdog-stopped',
  title: `Stop ${watchdogService}`,
  why: 'a dom0 that is busy for a minute shall not restart the host with all its guests',
  argv: ['systemctl', 'stop', watchdogService],
  writes: [],
  timeoutSeconds: 60,
};

const units = (facts: Facts, ...names: readonly string[]): readonly string[] =>
  names.filter((unit) => facts.files[path(unit)] !== undefined);

const watch = (facts: Facts, always: boolean): readonly Change[] => [
  ...fileChange(facts, {
    id: 'services.watchdog.unit',
    title: `Let Xen restart the host when dom0 hangs (${watchdogService})`,
    why: always ? 'as answered, also after the trial' : 'for the time of the trial; nobody has to be at the machine then',
    path: path(watchdogService),
    text: watchdogText,
  }),
];
