import type { Answers } from '../core/answers.ts';
import { buildDirectory } from './bases.ts';

/** Where the hypervisor shall be installed: the boot loader decides. */
export interface BuildDirectories {
  readonly bootDir: string;
  readonly efiDir: string;
  readonly efiMountpoint: string;
}

/** All the switches that the AUR's xen has. efi_dir alone decides where xen.efi lands. */
export const xenSwitches = (build: Answers['build'], directories: BuildDirectories): Readonly<Record<string, string>> => ({
  build_stubdom: String(build.stubdom),
  boot_dir: directories.bootDir,
  efi_dir: directories.efiDir,
  efi_mountpoint: directories.efiMountpoint,
});

/** The environment of a build, with the person's own variables over all else. */
export function buildEnvironment(base: string, { build }: Answers, directories: BuildDirectories): Readonly<Record<string, string>> {
  return {
    MAKEFLAGS: `-j${build.jobs}`,
    ...(build.packager !== '' && { PACKAGER: build.packager }),
    ...(build.ccache && build.where === 'in-place' && ccache(base)),
    ...(base === 'xen' && xenSwitches(build, directories)),
    ...build.variables,
  };
}

/** ccache's links stand before the compilers; its objects stay in the build folder. */
const ccache = (base: string): Readonly<Record<string, string>> => ({
  PATH: '/usr/lib/ccache/bin:/usr/local/bin:/usr/bin',
  CCACHE_DIR: `${buildDirectory(base)}/ccache`,
});

/** Where the boot entries look, whatever the variables say. */
export const xenLands = (uefi: boolean, { bootDir, efiDir }: BuildDirectories) => [
  { package: 'xen', path: `${bootDir}/xen.gz` },
  ...(uefi ? [{ package: 'xen', path: `${efiDir}/xen.efi` }] : []),
];
