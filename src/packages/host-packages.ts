import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import type { PackageChange } from '../core/change-packages.ts';
import type { Facts } from '../core/facts.ts';
import type { WantedBase } from './bases.ts';
import { deviceModelNeeds } from './catalogue.ts';
import { packageName } from './dependencies.ts';
import { usesHostFirmware } from './wanted.ts';

/** What guests need from the repositories and no built package asks for. */
export function hostPackageChanges(facts: Facts, answers: Answers, wanted: readonly WantedBase[]): readonly Change[] {
  return [...deviceModel(facts, wanted), ...firmware(facts, answers)];
}

/** Only together with a build of the device model: once it runs, nobody need be told what it needs. */
function deviceModel({ bases, pacman }: Facts, wanted: readonly WantedBase[]): readonly Change[] {
  const base = wanted.find(({ packages }) => packages.includes('xen-qemu'))?.base;
  const pulled = new Set((base === undefined ? [] : (bases[base]?.depends ?? [])).map(packageName));
  const names = deviceModelNeeds.filter((name) => !pulled.has(name) && pacman.installed[name] === undefined);
  if (base === undefined || bases[base] === undefined || names.length === 0) return [];
  return [
    fromRepositories(
      'build.device-model',
      names,
      `HVM guests need ${names.length === 1 ? 'it' : 'them'}, and ${base} does not ask for ${names.length === 1 ? 'it' : 'them'}`,
    ),
  ];
}

const firmware = ({ pacman }: Facts, answers: Answers): readonly Change[] =>
  usesHostFirmware(answers) && pacman.installed['edk2-ovmf'] === undefined
    ? [fromRepositories('build.firmware', ['edk2-ovmf'], 'the firmware of UEFI guests, which a guest must name')]
    : [];

const fromRepositories = (id: string, names: readonly string[], why: string): PackageChange => ({
  kind: 'package',
  id,
  title: `Install ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`}`,
  why,
  action: 'install',
  names,
  from: { source: 'repository' },
  asDependencies: false,
});
