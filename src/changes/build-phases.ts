/** What makepkg is at, by its `==>` lines; undefined: the line starts nothing new. */
export function buildPhase(line: string): string | undefined {
  const text = /^==> (?!ERROR|WARNING)(.+?)(\.\.\.)?$/.exec(line.replaceAll(/\x1b\[[0-9;]*m/g, '').trim())?.[1];
  if (text === undefined) return undefined;
  return known.find(([pattern]) => pattern.test(text))?.[1] ?? packaging(text);
}

const known: readonly (readonly [RegExp, string])[] = [
  [/^Making package/, 'begin'],
  [/^Checking (runtime|buildtime) dependencies/, 'check the dependencies'],
  [/^Retrieving sources/, 'fetch the sources'],
  [/^Validating source files/, 'check the sources'],
  [/^Verifying source file signatures/, 'check the signatures'],
  [/^Extracting sources/, 'unpack the sources'],
  [/^Starting prepare\(\)/, 'prepare'],
  [/^Starting pkgver\(\)/, 'find the version'],
  [/^Starting build\(\)/, 'compile'],
  [/^Starting check\(\)/, 'test'],
  [/^Entering fakeroot/, 'install into the package'],
  [/^Tidying install/, 'tidy the package'],
  [/^Creating package/, 'compress the package'],
  [/^Finished making/, 'finish'],
];

function packaging(text: string): string | undefined {
  const name = /^Starting package(?:_([^(]+))?\(\)/.exec(text);
  return name === null ? undefined : name[1] === undefined ? 'package' : `package ${name[1]}`;
}
