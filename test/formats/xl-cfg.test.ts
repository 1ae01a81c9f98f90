import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseXlCfg, renderXlValue, setXlKey, type XlValue, xlValue } from '../../src/formats/xl-cfg.ts';

const values = (text: string): Record<string, XlValue | undefined> => {
  const cfg = parseXlCfg(text);
  return Object.fromEntries(cfg.settings.map(({ key }) => [key, xlValue(cfg, key)]));
};

describe('parseXlCfg', () => {
  it('reads strings, numbers, lists, comments and ;', () => {
    const text = `# a guest
name = "web"; memory=512 # MiB
vcpus = 0x2
kernel='/boot/vmlinuz'
disk = [
  'format=raw, vdev=xvda, access=rw, target=/d/a.img',  # the first

  "b",
]
vif = []
extra = "a \\"quoted\\" 'word' \\\\ #no comment"`;
    expect(parseXlCfg(text).problems).toEqual([]);
    expect(values(text)).toEqual({
      name: 'web',
      memory: 512,
      vcpus: 2,
      kernel: '/boot/vmlinuz',
      disk: ['format=raw, vdev=xvda, access=rw, target=/d/a.img', 'b'],
      vif: [],
      extra: `a "quoted" 'word' \\ #no comment`,
    });
  });

  it('takes the last assignment, and adds with +=', () => {
    expect(values('a = 1\na = 2\n')).toEqual({ a: 2 });
    expect(values('a = "x"\na += "y"\n')).toEqual({ a: 'xy' });
    expect(values('a = [ "x" ]\na += [ [ "y" ] ]\n')).toEqual({ a: ['x', ['y']] });
  });

  it('names each line that xl refuses, and goes on', () => {
    const { problems, settings } = parseXlCfg('name = web\nmemory 512\nkernel = "open\nvcpus = 2\nif x: y\ntype = "pvh" "pv"\n');
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 5, 6]);
    expect(settings.map(({ key }) => key)).toEqual(['vcpus']);
    expect(problems[0]?.message).toContain('quotes');
  });

  it('refuses a comment without a line end and escapes that xl gets wrong, as xl does', () => {
    expect(parseXlCfg('name = "a"\n# end').problems).toHaveLength(1);
    expect(parseXlCfg('name = "\\x41"\n').problems).toHaveLength(1);
    expect(parseXlCfg('name = "\\101"\n').problems).toHaveLength(1);
    expect(parseXlCfg('Name = "a"\n').problems).toHaveLength(1);
  });

  it('comes to an end on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '=', '[', ']', ',', ';', '"', "'", '\\', '\n', ' ', '1', '#', '+') }), (text) => {
        const { settings, problems } = parseXlCfg(text);
        for (const { start, end } of settings) expect(start).toBeLessThan(end);
        for (const { line } of problems) expect(line).toBeLessThanOrEqual(text.split('\n').length);
      }),
    );
  });
});

const textValue = fc.string({ unit: fc.constantFrom(...'abc /=,;#[]"\'\\\n\t.:+-09') });
const anyValue: fc.Arbitrary<XlValue> = fc.letrec<{ value: XlValue; list: XlValue }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, textValue, fc.nat(), tie('list')),
  list: fc.array(tie('value'), { maxLength: 4 }),
})).value;
const key = fc.constantFrom('name', 'memory', 'disk', 'vif', 'extra', 'kernel');
const settingsText = fc
  .array(fc.tuple(key, fc.constantFrom(' = ', '=', '\t=  '), anyValue, fc.constantFrom('\n', ';', ' # why\n', '\n\n', ' ;\n')), {
    maxLength: 8,
  })
  .map((lines) => lines.map(([name, equals, value, end]) => `${name}${equals}${renderXlValue(value)}${end}`).join(''));

describe('renderXlValue', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const cfg = parseXlCfg(`a = ${renderXlValue(value)}\n`);
        expect(cfg.problems).toEqual([]);
        expect(xlValue(cfg, 'a')).toEqual(value);
      }),
    );
  });

  it('refuses what xl cannot hold', () => {
    expect(() => renderXlValue(-1)).toThrow('no number');
    expect(() => renderXlValue(1.5)).toThrow('no number');
    expect(() => renderXlValue('a\x00b')).toThrow('control character');
  });
});

describe('setXlKey', () => {
  it('sets one key and leaves all else as it is', () => {
    fc.assert(
      fc.property(settingsText, key, fc.option(anyValue, { nil: undefined }), (text, name, value) => {
        const before = values(text);
        const after = setXlKey(text, name, value);
        expect(parseXlCfg(after).problems).toEqual([]);
        const { [name]: _, ...others } = before;
        expect(values(after)).toEqual(value === undefined ? others : { ...others, [name]: value });
        expect(setXlKey(after, name, value)).toBe(after);
      }),
    );
  });

  it('keeps comments, blanks and the other keys byte by byte', () => {
    const text = '# top\n\nname   =  "a"   # the name\nmemory=256;vcpus=1\n\n#end\n';
    expect(setXlKey(text, 'memory', 512)).toBe('# top\n\nname   =  "a"   # the name\nmemory= 512;vcpus=1\n\n#end\n');
    expect(setXlKey(text, 'memory', undefined)).toBe('# top\n\nname   =  "a"   # the name\nvcpus=1\n\n#end\n');
    expect(setXlKey(text, 'type', 'pvh')).toBe(`${text}type = "pvh"\n`);
    expect(setXlKey('name="a"\nramdisk="/x"\n', 'ramdisk', undefined)).toBe('name="a"\n');
  });

  it('does not edit what xl would refuse', () => {
    expect(() => setXlKey('name = web\n', 'memory', 1)).toThrow('line 1');
  });
});
