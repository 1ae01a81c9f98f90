import { describe, expect, it } from '@jest/globals';
import { readPlainAssignments } from '../../src/formats/plain-assignments.ts';

const words = (text: string) => {
  const read = readPlainAssignments(text);
  return 'notPlain' in read ? read : read.assignments.map(({ name, words: found }) => [name, ...found]);
};

describe('a file of plain assignments', () => {
  it('is read in order, arrays over several lines with comments in them too', () => {
    const text = "# a comment\nA=1\n\nB='two words' # why\nC=(x 'y z'\n  # inside\n  w)\nD=\nE=\"q\"; F=()\n";
    expect(words(text)).toEqual([['A', '1'], ['B', 'two words'], ['C', 'x', 'y z', 'w'], ['D', ''], ['E', 'q'], ['F']]);
  });

  it('has each assignment at its place', () => {
    const text = "A=1\nB=( 'x'\n y )\nC=3";
    const read = readPlainAssignments(text);
    expect('assignments' in read && read.assignments.map(({ start, end }) => text.slice(start, end))).toEqual([
      'A=1',
      "B=( 'x'\n y )",
      'C=3',
    ]);
  });

  it('is empty where there is nothing but comments', () => {
    expect(words('')).toEqual([]);
    expect(words('\n# nothing')).toEqual([]);
  });

  it.each([
    ['A=$(hostname)', 'A=$(hostname)'],
    ['A="$B"', 'A="$B"'],
    ['A=1\nB=`date`\n', 'B=`date`'],
    ['A=1\n. /etc/other\n', '. /etc/other'],
    ['A=1 ip link\n', 'A=1 ip link'],
    ['A+=(2)', 'A+=(2)'],
    ['A[0]=2', 'A[0]=2'],
    ['A=([0]=2)', 'A=([0]=2)'],
    ['A=(1 $B)', 'A=(1 $B)'],
    ['A=(1', 'A=(1'],
    ['A=(1)x', 'A=(1)x'],
    ['A=1|x', 'A=1|x'],
    ['A=1 && B=2', 'A=1 && B=2'],
    ["B=1\nA='open\n", "A='open"],
    ['A="open', 'A="open'],
    ['A=1\\', 'A=1\\'],
    ['A=1\\\n', 'A=1\\'],
    ['export A=1', 'export A=1'],
    ['if true; then A=1; fi', 'if true; then A=1; fi'],
  ])('is none: %s', (text, notPlain) => {
    expect(words(text)).toEqual({ notPlain });
  });
});
