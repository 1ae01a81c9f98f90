const packageName = /^[a-zA-Z0-9@_+][a-zA-Z0-9@._+-]*$/;

/** Package names, one a line (`pacman -Qq`, `pacman -Sp --print-format %n`); anything else in between is left out. */
export function parseNames(stdout: string): readonly string[] {
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => packageName.test(line));
}

/** `pacman -Q`: versions by name. */
export function parseInstalled(stdout: string): ReadonlyMap<string, string> {
  const pairs = stdout.split('\n').flatMap((line): [string, string][] => {
    const [name, version] = line.trim().split(' ');
    return name !== undefined && version !== undefined && packageName.test(name) ? [[name, version]] : [];
  });
  return new Map(pairs);
}

/** `pacman -Up --print-format '%n %v'`: versions by name, between lines of progress like `loading packages...`. */
export const parseComing = (stdout: string): ReadonlyMap<string, string> =>
  new Map([...parseInstalled(stdout)].filter(([, version]) => /-[\d.]+$/.test(version)));

/** Packages that pacman refuses to remove because others need them: `removing A breaks dependency 'A' required by B`. */
export function parseNeeded(output: string): ReadonlyMap<string, readonly string[]> {
  const needed = new Map<string, readonly string[]>();
  for (const [, name, , by] of output.matchAll(/removing (\S+) breaks dependency '([^']*)' required by (\S+)/g)) {
    if (name !== undefined && by !== undefined) needed.set(name, [...(needed.get(name) ?? []), by]);
  }
  return needed;
}

/** The next step for a failure that pacman's own words name; undefined when they name none that is known. */
export function pacmanHint(lines: readonly string[]): string | undefined {
  const known: readonly (readonly [RegExp, string])[] = [
    [/target not found: lib32-/, 'Turn on [multilib] in /etc/pacman.conf, then run "pacman -Syu".'],
    [/target not found/, 'The repository does not have it. Bring the package lists up to date with "pacman -Syu", then try again.'],
    [/could not resolve host|connection timed out|failed to connect/i, 'Check the network, then run archxen again.'],
    [
      /failed retrieving file|404/,
      'The package lists are older than the mirror. Bring the host up to date with "pacman -Syu", then try again.',
    ],
    [
      /exists in filesystem/,
      'Files that no package owns are in the way. "pacman -Qo FILE" tells who owns a file; move them away, then try again.',
    ],
    [/invalid or corrupted package|unknown trust|signature .* is/, 'Renew the keys with "pacman -S archlinux-keyring", then try again.'],
    [/not enough free disk space|No space left/i, 'Make room on the file system (old packages: "pacman -Sc"), then try again.'],
    [/are in conflict|conflicting dependencies/, 'Decide which of the two packages you want, remove the other one, then try again.'],
  ];
  return known.find(([pattern]) => lines.some((line) => pattern.test(line)))?.[1];
}
