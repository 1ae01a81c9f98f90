import type { PackageBase } from './bases.ts';

/** Lines before the compiler begins. */
export const opening = ({ base, version, release, source }: PackageBase): readonly string[] => [
  `==> Making package: ${base} ${version}-${release} (Sun Nov 22 12:00:00 2026)`,
  '==> Checking runtime dependencies...',
  '==> Checking buildtime dependencies...',
  '==> Retrieving sources...',
  source.startsWith('git+') ? `  -> Cloning ${base} git repo...` : `  -> Downloading ${source.replace(/^.*\//, '')}...`,
  '==> Validating source files with sha512sums...',
  `    ${base} ... Skipped`,
  '==> Extracting sources...',
  '==> Starting prepare()...',
  '==> Starting build()...',
];

const folders = [
  'xen/arch/x86',
  'xen/arch/x86/hvm',
  'xen/common',
  'xen/drivers/passthrough',
  'tools/libs/light',
  'tools/libs/ctrl',
  'tools/xl',
  'tools/xenstored',
  'tools/console',
];
const units = [
  'domain',
  'traps',
  'mm',
  'setup',
  'irq',
  'sched',
  'event',
  'grant',
  'memory',
  'page',
  'time',
  'timer',
  'vmx',
  'svm',
  'iommu',
];
const { length: many } = units;

/** The n-th line of a compiler at work. */
export function compiling(n: number): string {
  const folder = folders[Math.floor(n / many) % folders.length] ?? '';
  const unit = `${units[n % many]}${n >= folders.length * many ? `_${Math.floor(n / (folders.length * many))}` : ''}`;
  const level = (n % 3) + 2;
  if (n % 97 === 96) return `make[${level}]: Leaving directory '/build/src/${folder}'`;
  if (n % 97 === 0) return `make[${level}]: Entering directory '/build/src/${folder}'`;
  return `gcc -m64 -DBUILD_ID -fno-strict-aliasing -std=gnu11 -Wall -O2 -MMD -MP -c -o ${folder}/${unit}.o ${folder}/${unit}.c`;
}

/** A compiler that is newer than the sources (seen with strchr in 2026-02). */
export const compilerFailure = ({ base }: PackageBase): readonly string[] => [
  'libxl_utils.c: In function ‘libxl_string_to_backend’:',
  'libxl_utils.c:312:7: error: assignment discards ‘const’ qualifier from pointer target type [-Werror=discarded-qualifiers]',
  "  312 |     p = strchr(s, ':');",
  '      |       ^',
  'cc1: all warnings being treated as errors',
  'make[4]: *** [/build/src/tools/libs/light/../../../tools/Rules.mk:151: libxl_utils.o] Error 1',
  'make[3]: *** [/build/src/tools/../tools/Rules.mk:184: subdir-install-light] Error 2',
  'make: *** [Makefile:120: build-tools] Error 2',
  `==> ERROR: A failure occurred in build() of ${base}.`,
  '    Aborting...',
];

export const closing = ({ base, version, release }: PackageBase, packages: readonly string[]): readonly string[] => [
  '==> Entering fakeroot environment...',
  ...packages.flatMap((name) => [
    `==> Starting package_${name}()...`,
    '==> Tidying install...',
    '  -> Stripping unneeded symbols from binaries and libraries...',
    '  -> Compressing man and info pages...',
    `==> Creating package "${name}"...`,
    '  -> Generating .PKGINFO file...',
    '  -> Generating .BUILDINFO file...',
    '  -> Generating .MTREE file...',
    '  -> Compressing package...',
  ]),
  '==> Leaving fakeroot environment.',
  `==> Finished making: ${base} ${version}-${release} (Sun Nov 22 12:11:00 2026)`,
];
