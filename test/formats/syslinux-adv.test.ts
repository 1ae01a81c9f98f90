import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advBytes, advMenuSave, advOnce, parseAdv, printAdv, setAdv } from '../../src/formats/syslinux-adv.ts';

describe("Syslinux's auxiliary data", () => {
  it('are as extlinux --reset-adv writes them', () => {
    const empty = Buffer.from(printAdv(new Map()));
    expect(empty.length).toBe(advBytes);
    expect(empty.subarray(0, 12).toString('hex')).toBe('a52f2d5a671704a300000000');
    expect(empty.subarray(-4).toString('hex')).toBe('64bf28dd');
  });
  it('are as extlinux --once=archxen-xen writes them', () => {
    const once = Buffer.from(printAdv(new Map([[advOnce, 'archxen-xen']])));
    expect(once.subarray(8, 22).toString('latin1')).toBe('\u0001\u000barchxen-xen\0');
    expect(parseAdv(once)).toEqual(new Map([[advOnce, 'archxen-xen']]));
  });
  it('come back byte by byte when what was set is cleared', () => {
    const text = fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom('a', '-', ' ', '\u00e4', '0') });
    fc.assert(
      fc.property(fc.option(text), text, (saved, label) => {
        const before = new Map(saved === null ? [] : [[advMenuSave, saved]]);
        const set = setAdv(before, advOnce, label);
        expect(parseAdv(printAdv(set))).toEqual(set);
        expect(printAdv(setAdv(set, advOnce, ''))).toEqual(printAdv(before));
      }),
    );
  });
  it('are not taken when torn or too long', () => {
    const good = printAdv(new Map([[advOnce, 'xen']]));
    for (const at of [0, 4, 9, 400, 511]) expect(parseAdv(good.map((byte, index) => (index === at ? byte ^ 1 : byte)))).toBeUndefined();
    expect(parseAdv(good.subarray(1))).toBeUndefined();
    expect(() => printAdv(new Map([[advOnce, 'x'.repeat(256)]]))).toThrow(RangeError);
  });
});
