/** What a failed build says about itself. */
export interface BuildFailure {
  /** The first lines that name an error; a compiler's first complaint is the cause, the rest follow from it. */
  readonly lines: readonly string[];
  /** The next step when the cause is a known one. */
  readonly hint: string;
}

const errorLine =
  /(^|[\s:])(fatal )?error(\[[^\]]*\])?: |^error: |fatal error|^==> ERROR|^g?make(\[\d+\])?: \*\*\*|^fatal: |undefined reference|ninja: build stopped|^FAILED: |No space left on device|^curl: \(\d+\)|internal compiler error|Killed signal|^mkdir: cannot create directory/i;

/** Does a line of a build's output name an error? */
export const isErrorLine = (line: string): boolean => errorLine.test(line) && !/\bno error|0 errors?\b/i.test(line);

/** Known causes, the more telling first. Source: the maintainer's log of failures of these packages. */
const causes: readonly (readonly [RegExp, string])[] = [
  [
    // 23: curl could not write what it fetched.
    /No space left on device|^curl: \(23\)/i,
    'The disk is full. Make room under /var/cache/archxen (the build of xen needs about 6 GiB), then run archxen again.',
  ],
  [
    /Killed signal|internal compiler error: Killed|out of memory/i,
    'The compiler ran out of memory. Choose fewer jobs (build.jobs), then run archxen again.',
  ],
  [
    /unknown public key/i,
    'The key of the sources is not known to the build user. Import it with "gpg --recv-keys KEY" as that user, then run archxen again.',
  ],
  [/target not found: lib32-|lib32-glibc/i, 'Turn on [multilib] in /etc/pacman.conf and run "pacman -Syu", then run archxen again.'],
  [
    /Missing dependencies|Could not resolve all dependencies/i,
    'A package that the build needs is not installed. Run archxen again: it makes a new plan with it.',
  ],
  [
    /did not pass the validity check|FAILED \(|One or more files did not pass/i,
    'A source changed since its checksum was noted. Wait for the package base to be brought up to date, then run archxen again.',
  ],
  [
    /Could not resolve host|Failure while downloading|unable to access|Connection timed out|Failure while (cloning|updating)|^curl: \(\d+\)/im,
    'A source could not be fetched. Check the network, then run archxen again: it goes on from here.',
  ],
  [
    /discards? .?const.? qualifier|-Werror|incompatible-pointer-types|implicit-function-declaration/i,
    'The compiler is newer than these sources. Look for a newer version of the package base, or for a comment on this at the AUR, then run archxen again.',
  ],
  [
    /nasm|\.nasm/i,
    'xen-edk2 needs another nasm than the one that is installed (seen in 2025-10). Look for a newer version of the package base.',
  ],
  [
    /xc_\w+|xen(ctrl|foreignmemory|evtchn|gnttab|device)\w*|undefined reference/i,
    'It does not fit the installed Xen libraries. Build xen of the same age first, then run archxen again.',
  ],
  [/stubdom/i, 'The stub domain often does not build. Choose no stub domain (build.stubdom), then run archxen again.'],
  [
    /bin86|dev86|as86|ld86/i,
    'This package base is too old for the repositories (bin86 and dev86 are gone). Choose a newer branch, then run archxen again.',
  ],
  [
    /python|pkg-config|pkgconf|meson\.build/i,
    'Something on this host that the build picks up is in its way. Build in a clean chroot, or remove what the line names.',
  ],
];

const otherwise = 'The full log says more. Run archxen again to try it once more, or build the package by hand to find the cause.';

/** The failure in the lines that `isErrorLine` picked, in their order, and the last lines of the output. */
export function explainBuildFailure(errors: readonly string[], last: readonly string[]): BuildFailure {
  const telling = errors.filter((line) => !/^g?make(\[\d+\])?: \*\*\*|^==> ERROR: A failure occurred|^ninja: build stopped/.test(line));
  const lines = (telling.length > 0 ? telling : errors.length > 0 ? errors : last.slice(-3)).slice(0, 3);
  const hint = causes.find(([pattern]) => lines.some((line) => pattern.test(line)))?.[1] ?? otherwise;
  return { lines: lines.map((line) => line.trim()), hint };
}
