import { describe, expect, it } from '@jest/globals';
import { parseOsRelease, splitCommandLine } from '../../src/facts/os.ts';

describe('os-release', () => {
  it('takes quoted, unquoted and escaped values', () => {
    const text = 'NAME="Arch Linux"\nID=arch\n# ID=debian\nVERSION=\'a "b"\'\nODD="say \\"hi\\" for \\$5"\nEMPTY=\n';
    expect(parseOsRelease(text)).toEqual({ NAME: 'Arch Linux', ID: 'arch', VERSION: 'a "b"', ODD: 'say "hi" for $5', EMPTY: '' });
  });
});

describe('the kernel command line', () => {
  it.each([
    ['root=UUID=1 rw  quiet\n', ['root=UUID=1', 'rw', 'quiet']],
    ['root=LABEL="my root" rw', ['root=LABEL="my root"', 'rw']],
    ['dyndbg="file a.c +p; file b.c +p" x', ['dyndbg="file a.c +p; file b.c +p"', 'x']],
    ['', []],
  ])('%j', (text, words) => {
    expect(splitCommandLine(text)).toEqual(words);
  });
});
