import { describe, expect, it } from '@jest/globals';
import { escapeUnitName, unescapeUnitName } from '../../src/formats/unit-names.ts';

describe('a word in the name of a unit', () => {
  // As systemd-escape 252 prints them.
  it.each([
    ['xenbr0', 'xenbr0'],
    ['archxen-xenbr0', 'archxen\\x2dxenbr0'],
    ['.home', '\\x2ehome'],
    ['a.b:c_d', 'a.b:c_d'],
    ['home/office', 'home-office'],
    ['Café 1', 'Caf\\xc3\\xa9\\x201'],
    ['a\\b', 'a\\x5cb'],
  ])('%s', (word, escaped) => {
    expect(escapeUnitName(word)).toBe(escaped);
    expect(unescapeUnitName(escaped)).toBe(word);
  });
});
