import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseUnitFile, unitValue, unitValues } from '../../src/formats/systemd-unit.ts';

const text = `# wired
[Match]
Name=en* eth0

[Network]
DHCP=yes
DNS=192.0.2.1
DNS = 192.0.2.2
; off
Address=10.0.0.1/24 \\
# between
  10.0.0.2/24

[Network]
DNS=
DNS=192.0.2.3
`;

describe('parseUnitFile', () => {
  const file = parseUnitFile(text);
  it('keeps sections and repeated keys', () => {
    expect(file.sections.map((section) => section.name)).toEqual(['Match', 'Network', 'Network']);
    expect(file.sections[1]?.settings.map((setting) => setting.key)).toEqual(['DHCP', 'DNS', 'DNS', 'Address']);
  });
  it('joins continued lines', () => {
    expect(unitValue(file, 'Network', 'Address')).toBe('10.0.0.1/24 10.0.0.2/24');
    expect(file.sections[1]?.settings.at(-1)).toMatchObject({ line: 9, lastLine: 11 });
  });
  it('an empty value takes back those before it', () => {
    expect(unitValues(file, 'Network', 'DNS')).toEqual(['192.0.2.3']);
  });
  it('never fails on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => void parseUnitFile(any)));
  });
});
