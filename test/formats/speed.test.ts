import { describe, expect, it } from '@jest/globals';
import { grubDefaultName, parseGrubCfg, resolveGrubEntry } from '../../src/formats/grub-cfg.ts';
import { parseLoaderEntry, setLoaderDefault } from '../../src/formats/loader-entry.ts';
import { enableRepository } from '../../src/formats/pacman-conf.ts';
import { setShellVariable } from '../../src/formats/shell-variables.ts';
import { parseUnitFile } from '../../src/formats/systemd-unit.ts';
import { lintXenCfg } from '../../src/formats/xen-cfg-lint.ts';
import { parseXlCfg } from '../../src/formats/xl-cfg.ts';

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  shell: (text) => {
    try {
      return setShellVariable(text, 'A', 'b');
    } catch {
      return undefined;
    }
  },
  entry: parseLoaderEntry,
  loader: (text) => setLoaderDefault(text, 'x.conf'),
  pacman: (text) => enableRepository(text, 'multilib'),
  grub: (text) => resolveGrubEntry(parseGrubCfg(text), grubDefaultName(parseGrubCfg(text), {})),
  unit: parseUnitFile,
  xen: (text) => lintXenCfg(text),
  xl: parseXlCfg,
};

/** Texts on which a careless expression needs a time that grows with the square of the length. */
const texts: Readonly<Record<string, string>> = {
  blanks: `default x${' '.repeat(100_000)}y`,
  quotes: '"\''.repeat(50_000),
  backslashes: 'a=b \\\n'.repeat(20_000),
  braces: 'menuentry x {\n'.repeat(2_000),
  comments: '# A=\n'.repeat(20_000),
  'one comment': '## '.repeat(50_000),
  assignments: 'A=1 '.repeat(20_000),
  expansions: '$('.repeat(50_000),
  sections: '[multilib]\n#Include\n'.repeat(5_000),
};

describe.each(Object.entries(readers))('%s', (_, read) => {
  it.each(Object.entries(texts))('reads %s in no time', (__, text) => {
    const start = performance.now();
    read(text);
    expect(performance.now() - start).toBeLessThan(1_500);
  });
});
