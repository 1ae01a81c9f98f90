import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../src/core/facts.ts';
import { parseSerialDriver, parseSpcr } from '../../src/facts/serial-ports.ts';
import { defaultSerial, serialOffers } from '../../src/xen/serial-console.ts';
import { sampleFacts } from '../support/sample-facts.ts';

/** An SPCR table, revision 2: interface type at 36, its address (space, ..., address) at 40, the speed at 58. */
function spcr(address: number, speed: number, space = 1): Uint8Array {
  const table = Buffer.alloc(80);
  table.write('SPCR');
  table[40] = space;
  table.writeBigUInt64LE(BigInt(address), 44);
  table[58] = speed;
  return table;
}
const withPorts = (serial: Facts['hardware']['serial'], line = 'root=/dev/sda1'): Facts =>
  sampleFacts({ hardware: { serial }, os: { commandLine: line.split(' ') } });

describe("the firmware's table", () => {
  it('names com1 and com2 with their speed', () => {
    expect(parseSpcr(spcr(0x3f8, 7))).toEqual([{ port: 'com1', settings: '115200,8n1', source: 'firmware' }]);
    expect(parseSpcr(spcr(0x2f8, 4))).toEqual([{ port: 'com2', settings: '19200,8n1', source: 'firmware' }]);
    expect(parseSpcr(spcr(0x3f8, 0))).toEqual([{ port: 'com1', source: 'firmware' }]);
  });
  it('may name what Xen has no short name for, or be none', () => {
    expect(parseSpcr(spcr(0x3e8, 7))).toEqual([]);
    expect(parseSpcr(spcr(0x3f8, 7, 0))).toEqual([]);
    expect(parseSpcr(Buffer.from('SPCR'))).toEqual([]);
    expect(parseSpcr(Buffer.alloc(80))).toEqual([]);
  });
});

it('the kernel lists the ports that it found', () => {
  const text =
    'serinfo:1.0 driver revision:\n0: uart:16550A port:000003F8 irq:4 tx:0 rx:0 RTS|CTS|DTR|DSR|CD\n1: uart:unknown port:000002F8 irq:3\n2: uart:16550A port:000003E8 irq:4 tx:0 rx:0\n';
  expect(parseSerialDriver(text)).toEqual([{ port: 'com1', source: 'kernel' }]);
  expect(parseSerialDriver('')).toEqual([]);
});

describe('which console Xen has unless the person says otherwise', () => {
  it.each([
    ['what Linux uses', withPorts([{ port: 'com1', source: 'firmware' }], 'console=ttyS1,57600e7'), 'com2,57600,7e1'],
    ["the firmware's", withPorts([{ port: 'com2', settings: '19200,8n1', source: 'firmware' }]), 'com2,19200,8n1'],
    ['none of what is just there', withPorts([{ port: 'com1', source: 'kernel' }]), 'none'],
    ['none', withPorts(undefined), 'none'],
  ])('%s', (_, facts, answer) => {
    expect(defaultSerial(facts)).toBe(answer);
  });
  it('all that were found are offered once', () => {
    const facts = withPorts(
      [
        { port: 'com1', source: 'firmware' },
        { port: 'com2', source: 'kernel' },
      ],
      'console=ttyS0,9600',
    );
    expect(serialOffers(facts)).toEqual([
      { port: 'com1', settings: '9600,8n1', source: 'in use' },
      { port: 'com2', settings: '115200,8n1', source: 'kernel' },
    ]);
  });
});
