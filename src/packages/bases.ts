import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';

/** An AUR package base that the answers ask for, and those of its packages that are wanted. */
export interface WantedBase {
  readonly base: string;
  readonly packages: readonly string[];
  /** What its programs leave behind: PackageChange.leavings. */
  readonly leavings?: readonly string[];
  /** For the plan: what it is for. */
  readonly why: string;
}

/** libxl's own record of dom0, written when xl or xen-init-dom0 runs; guests' records and data are their owner's and stay. */
const dom0Record = ['/var/lib/xen/userdata-d.0.00000000-0000-0000-0000-000000000000.libxl-json'];

/** The package bases in the order in which they must be built: the others link against xen's libraries. */
export function wantedBases(answers: Answers): readonly WantedBase[] {
  const { kinds } = answers.guests;
  const withDeviceModel = kinds.includes('hvm') || kinds.includes('uefi');
  return [
    {
      base: 'xen',
      packages: answers.build.stubdom ? ['xen', 'xen-stubdom'] : ['xen'],
      why: 'the hypervisor and its tools',
      leavings: dom0Record,
    },
    ...(withDeviceModel
      ? [{ base: 'xen-qemu', packages: ['xen-qemu'], why: 'the device model that HVM guests and qcow2 disks need' }]
      : []),
    ...(kinds.includes('uefi') ? [{ base: 'xen-edk2', packages: ['xen-edk2'], why: 'the firmware of UEFI guests' }] : []),
  ];
}

/** Names of the package bases that the answers ask for. */
export const basesFor = (answers: Answers): readonly string[] => wantedBases(answers).map(({ base }) => base);

/**
 * Those of which a package is not installed yet. The firmware of UEFI guests can come later: without its facts it is
 * left out, and a check says so.
 */
export const basesToBuild = (facts: Facts, answers: Answers): readonly WantedBase[] =>
  wantedBases(answers).filter(({ base, packages }) => {
    const missing = packages.some((name) => facts.pacman.installed[name] === undefined);
    return missing && !(base === 'xen-edk2' && facts.bases[base] === undefined);
  });

/** Where a package base is built; its packages stay there until the cache is cleaned. */
export const buildDirectory = (base: string): string => `/var/cache/archxen/build/${base}`;
