import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { grubenvSize, parseGrubenv, printGrubenv, setGrubenv } from '../../src/formats/grubenv.ts';

const sample = readFileSync('test/samples/grubenv-next-entry.txt', 'utf8');

describe('grubenv', () => {
  it('reads what grub-editenv wrote', () => {
    expect(parseGrubenv(sample)).toMatchObject({ next_entry: expect.any(String) });
  });
  it('writes the same bytes as grub-editenv', () => {
    expect(printGrubenv(parseGrubenv(sample) ?? {})).toBe(sample);
  });
  it('is no block without header or size', () => {
    expect(parseGrubenv('')).toBeUndefined();
    expect(parseGrubenv(sample.slice(1))).toBeUndefined();
    expect(parseGrubenv(`x${sample.slice(1)}`)).toBeUndefined();
  });
  it('sets and removes in place', () => {
    const empty = printGrubenv({ saved_entry: 'a' });
    const armed = setGrubenv(empty, 'next_entry', 'archxen-xen');
    expect(parseGrubenv(armed)).toEqual({ saved_entry: 'a', next_entry: 'archxen-xen' });
    expect(setGrubenv(armed, 'next_entry', null)).toBe(empty);
    expect(setGrubenv(armed, 'saved_entry', 'b')).toHaveLength(grubenvSize);
  });
  it('keeps any value, in exactly 1024 bytes', () => {
    const value = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const block = setGrubenv(setGrubenv(printGrubenv({ a }), 'b', b), 'a', b);
        expect(Buffer.byteLength(block)).toBe(grubenvSize);
        expect(parseGrubenv(block)).toEqual({ a: b, b });
      }),
    );
  });
  it('refuses what does not fit', () => {
    expect(() => setGrubenv(printGrubenv({}), 'a', 'x'.repeat(1000))).toThrow('fit');
  });
  it('refuses a padding that does not follow a line, as grub-editenv does', () => {
    const broken = printGrubenv({}).replace(/##$/, '@#');
    expect(() => setGrubenv(broken, 'a', 'b')).toThrow('block');
  });
});
