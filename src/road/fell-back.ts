import type { Facts } from '../core/facts.ts';
import type { Json } from '../core/json.ts';
import type { Stage } from '../core/stage.ts';
import type { Run } from '../engine/records.ts';

type FellBack = Extract<Stage, { at: 'fell-back' }>;
type Finding = Pick<FellBack, 'why' | 'evidence'>;

/** Linux came up although Xen was armed. What is known of why, from the boot loader's own traces and the journal. */
export function fellBack(run: Run, facts: Facts): FellBack {
  const since = run.marks.slice(run.marks.findLastIndex(({ name }) => name === 'armed') + 1);
  const noted = since.findLast(({ name }) => name === 'fell-back')?.detail;
  const { why, evidence } = notTaken(run, facts) ?? verdictOf(since, noted) ?? nothingArmed(run) ?? ended(noted);
  return { at: 'fell-back', why, evidence: [...evidence, ...startedBy(facts), ...lastWords(noted)] };
}

/** The one-time choice is still there, or there never was one. */
function notTaken(run: Run, { boot: { efi, grubenv } }: Facts): Finding | undefined {
  const armed = armedEntry(run.plans);
  if (armed !== undefined && efi.loaderEntryOneShot === armed) {
    return {
      why: 'The boot loader did not take the one-time entry; the machine started Linux directly.',
      evidence: [`LoaderEntryOneShot is still "${efi.loaderEntryOneShot}": the boot loader has not read it`],
    };
  }
  if (armed !== undefined && `Boot${efi.bootNext}` === armed) {
    return {
      why: 'The firmware did not take BootNext; it started Linux by BootOrder.',
      evidence: [`BootNext is still ${efi.bootNext}: the firmware has not read it`],
    };
  }
  if (armed !== undefined && grubenv?.variables['next_entry'] === armed) {
    return { why: 'GRUB did not take the one-time entry, or could not clear it.', evidence: [`grubenv still says next_entry=${armed}`] };
  }
  const setup = run.plans.findLast(({ plan }) => plan.purpose === 'setup');
  if (setup?.plan.answers?.boot.trial !== 'by-hand') return undefined;
  return { why: 'Linux was started again: the Xen entry has to be picked by hand in the boot menu.', evidence: [] };
}

/** In dom0 a set-up is changed without a one-time boot. */
function nothingArmed(run: Run): Finding | undefined {
  const changed = run.plans.findLast(({ plan }) => plan.purpose === 'setup' && plan.reboot.needed);
  if (changed === undefined || armedEntry([changed]) !== undefined) return undefined;
  return {
    why: 'Linux was started again: the last change of the set-up set no one-time boot of Xen, so its entry has to be picked by hand in the boot menu.',
    evidence: [],
  };
}

/** What was armed last. A one-time choice of anything else is somebody else's: a firmware update, a boot of another system. */
const armedEntry = (plans: Run['plans']): string | undefined =>
  plans
    .flatMap(({ plan }) => plan.changes)
    .filter((change) => change.kind === 'boot-once')
    .findLast(({ entry }) => entry !== null)?.entry ?? undefined;

/** Xen came up far enough to be judged. */
function verdictOf(since: Run['marks'], noted: Json | undefined): Finding | undefined {
  const verdict = since.findLast(({ name }) => name === 'red' || name === 'verified');
  if (verdict === undefined) return undefined;
  if (verdict.name === 'verified' && member(noted, 'withoutShutdown') === true) {
    return {
      why: 'Xen ran and was verified green, and then ended without a shutdown: it crashed, it lost power, or dom0 hung and the watchdog restarted the machine.',
      evidence: ['the journal of that boot ends before any shutdown'],
    };
  }
  if (verdict.name === 'verified')
    return { why: 'Xen ran and was verified green, but not confirmed, so this start is Linux again.', evidence: [] };
  return {
    why: 'Xen came up, but its verdict was red, so Linux was started again.',
    evidence: texts(verdict.detail).map((line) => `red: ${line}`),
  };
}

function ended(noted: Json | undefined): Finding {
  if (member(noted, 'byItself') === true) {
    return {
      why: 'The trial boot of Xen was not judged in time, so it was restarted into Linux: its services did not come up.',
      evidence: [],
    };
  }
  return {
    why: 'The one-time Xen entry was used up, but Linux is running: Xen or dom0 stopped during its boot and the machine restarted by itself, or Linux was chosen in the boot menu.',
    evidence: [],
  };
}

const startedBy = ({ boot: { efi } }: Facts): readonly string[] =>
  efi.loaderEntrySelected === undefined ? [] : [`this boot was started by the entry "${efi.loaderEntrySelected}"`];

function lastWords(noted: Json | undefined): readonly string[] {
  const lines = texts(member(noted, 'console'));
  return lines.length === 0 ? [] : ['the last words of that boot:', ...lines.map((line) => `  ${line}`)];
}

const member = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>)[name] : undefined;

/** The strings of a mark's detail. */
export const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
