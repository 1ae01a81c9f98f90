import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alignUp, parsePe, sectionData } from '../../src/formats/pe.ts';
import { addSections } from '../../src/formats/pe-add.ts';
import { smallPe } from '../support/small-pe.ts';

const data = fc.uint8Array({ minLength: 1, maxLength: 9000 });
const named = (prefix: string) =>
  fc.array(data, { minLength: 1, maxLength: 6 }).map((all) => all.map((each, nth) => ({ name: `.${prefix}${nth}`, data: each })));

const contents = (bytes: Uint8Array) =>
  parsePe(bytes)?.sections.map((section) => [section.name, Buffer.from(sectionData(bytes, section)).toString('hex')]);
const asContents = (sections: readonly { readonly name: string; readonly data: Uint8Array }[]) =>
  sections.map(({ name, data: bytes }) => [name, Buffer.from(bytes).toString('hex')]);

describe('a PE program', () => {
  it('gets further sections and keeps all it had', () => {
    fc.assert(
      fc.property(named('old'), named('new'), fc.integer({ min: 0, max: 8 }), (old, added, room) => {
        const out = addSections(smallPe(old, room), added);
        if (out === undefined) throw new Error('no room');
        expect(contents(out)).toEqual([...asContents(old), ...asContents(added)]);
      }),
    );
  });

  it('has each new section on pages of its own, after all others, and says how large it is', () => {
    fc.assert(
      fc.property(named('old'), named('new'), (old, added) => {
        const out = addSections(smallPe(old), added) ?? new Uint8Array();
        const pe = parsePe(out);
        const sections = pe?.sections ?? [];
        for (const [nth, section] of sections.entries()) {
          const next = sections[nth + 1];
          if (nth >= old.length) expect(section.address % 0x1000).toBe(0);
          if (next !== undefined) expect(next.address).toBeGreaterThanOrEqual(section.address + section.size);
          expect(section.offset % 0x20).toBe(0);
          expect(section.offset + section.stored).toBeLessThanOrEqual(out.length);
        }
        const last = sections.at(-1);
        expect(new DataView(out.buffer).getUint32((pe?.layout.optional ?? 0) + 56, true)).toBe(
          alignUp((last?.address ?? 0) + (last?.size ?? 0), 0x1000),
        );
      }),
    );
  });

  it('loses a signature, which would not hold any more', () => {
    const plain = smallPe([{ name: '.text', data: Uint8Array.of(1, 2, 3) }], 4);
    const signed = Buffer.concat([plain, Buffer.alloc(64, 7)]);
    signed.writeUInt32LE(plain.length, 0x58 + 112 + 32);
    signed.writeUInt32LE(64, 0x58 + 112 + 36);
    expect(parsePe(signed)?.signed).toBe(true);
    const out = addSections(signed, [{ name: '.config', data: Uint8Array.of(9) }]) ?? new Uint8Array();
    expect(parsePe(out)?.signed).toBe(false);
    expect(contents(out)).toEqual([
      ['.text', '010203'],
      ['.config', '09'],
    ]);
    expect(Buffer.from(out).includes(Buffer.alloc(64, 7))).toBe(false);
  });

  it('is read from any bytes without an error', () => {
    const whole = smallPe([{ name: '.text', data: new Uint8Array(100) }]);
    for (let length = 0; length < whole.length; length += 1) parsePe(whole.subarray(0, length));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.integer({ min: 0, max: 0x150 }), (noise, at) => {
        const broken = Buffer.from(whole);
        broken.set(noise.subarray(0, Math.min(noise.length, 8)), at);
        parsePe(broken);
        parsePe(noise);
      }),
    );
    expect(parsePe(Buffer.from('MZ'))).toBeUndefined();
    expect(addSections(Buffer.alloc(4096), [])).toBeUndefined();
  });
});
