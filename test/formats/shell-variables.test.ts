import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setShellVariable, shellVariable } from '../../src/formats/shell-variables.ts';

const grub = `# GRUB boot loader configuration

GRUB_DEFAULT=0
GRUB_TIMEOUT="5"   # seconds
GRUB_CMDLINE_LINUX_DEFAULT="loglevel=3 quiet"
GRUB_CMDLINE_LINUX=""

# Uncomment to use basic console
#GRUB_TERMINAL_INPUT="console"
`;

describe('reading', () => {
  it.each([
    ['A=1', '1'],
    ['A="x y" # c', 'x y'],
    ['A=\'x\'"y"z', 'xyz'],
    ['A="a \\"b\\" \\$c"', 'a "b" $c'],
    ['A="one \\\ntwo"', 'one two'],
    ['A=one\\\ntwo', 'onetwo'],
    ['  export A=1', '1'],
    ['B=2 A=1', '1'],
    ['B=2; A=1', '1'],
    ['A=1\nA=2', '2'],
    ['A=1\nA+=" 2"', '1 2'],
    ['A=""', ''],
    ["A='x\n#A=2\ny'", 'x\n#A=2\ny'],
    ['A=1 command', undefined],
    ['#A=1', undefined],
    ['A="$HOME"', undefined],
    ['A=`date`', undefined],
    ['echo "\nA=1\n"', undefined],
    ['A = 1', undefined],
    ['AA=1', undefined],
    ['A=1\r\n', '1'],
  ])('%j', (text, value) => {
    expect(shellVariable(text, 'A')).toBe(value);
  });
});

describe('setting', () => {
  it('rewrites the value only', () => {
    expect(setShellVariable(grub, 'GRUB_TIMEOUT', '2')).toBe(grub.replace('"5"', '2'));
  });
  it('rewrites the assignment that counts', () => {
    expect(setShellVariable('A=1\nA=2\n', 'A', '3')).toBe('A=1\nA=3\n');
    expect(setShellVariable('A=1\nA+=2\n', 'A', '3')).toBe('A=1\nA=3\n');
  });
  it('goes below a commented default', () => {
    const line = '#GRUB_TERMINAL_INPUT="console"\n';
    expect(setShellVariable(grub, 'GRUB_TERMINAL_INPUT', 'console serial')).toBe(
      grub.replace(line, `${line}GRUB_TERMINAL_INPUT="console serial"\n`),
    );
  });
  it('is not misled by a comment inside a value', () => {
    expect(shellVariable(setShellVariable("B='x\n#A=2\ny'\n", 'A', '3'), 'A')).toBe('3');
  });
  it('adds at the end otherwise', () => {
    expect(setShellVariable('B=1', 'A', 'archxen-xen')).toBe('B=1\nA=archxen-xen\n');
  });
  it('changes nothing when the value is the same, whatever the quotes', () => {
    expect(setShellVariable(grub, 'GRUB_DEFAULT', '0')).toBe(grub);
  });
  it('refuses a file that no shell reads', () => {
    expect(() => setShellVariable('B="open\n', 'A', '1')).toThrow('quote');
  });
});

const messy = fc
  .array(fc.constantFrom('A=', 'B=', 'x', '"', "'", '\\', '\n', ' ', '#', ';', '$', '+', '\r\n', '`', 'export ', '|', 'A=1\n'))
  .map((parts) => parts.join(''));

describe('of any text', () => {
  it('reading never fails', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), messy), (text) => void shellVariable(text, 'A')));
  });
  it('an edit reads back, and again changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), messy), fc.string(), (text, raw) => {
        const value = raw.replaceAll('\0', '');
        let once: string;
        try {
          once = setShellVariable(text, 'A', value);
        } catch {
          return;
        }
        expect(shellVariable(once, 'A')).toBe(value);
        expect(setShellVariable(once, 'A', value)).toBe(once);
      }),
    );
  });
  it.each([
    ['A=1\n. /etc/more\n', undefined, 'A=1\n. /etc/more\nA=2\n'],
    ['A=1\n[ -r x ] && source x\n', undefined, 'A=1\n[ -r x ] && source x\nA=2\n'],
    ['. /etc/more\nA=1\n', '1', '. /etc/more\nA=2\n'],
    ['#A=0\n. /etc/more # below\n', undefined, '#A=0\n. /etc/more # below\nA=2\n'],
    ['A=1\n# . /etc/more\n', '1', 'A=2\n# . /etc/more\n'],
    ['A=`. /etc/os-release; echo $NAME`\nA=1\n', '1', 'A=`. /etc/os-release; echo $NAME`\nA=2\n'],
  ])('a file that is read in may set anything: %j', (text, value, after) => {
    expect(shellVariable(text, 'A')).toBe(value);
    expect(setShellVariable(text, 'A', '2')).toBe(after);
    expect(setShellVariable(after, 'A', '2')).toBe(after);
  });
  it('other lines stay byte by byte', () => {
    const line = fc.constantFrom('# note', 'B="b c"', '', '#A=old', "C='q'", '  D=1 # x', 'A=1', 'A="2 3"');
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.map((each) => `${each}\n`).join('');
        const others = (of: string): string[] => of.split('\n').filter((each) => !/^A=/.test(each));
        expect(others(setShellVariable(text, 'A', 'new'))).toEqual(others(text));
      }),
    );
  });
});
