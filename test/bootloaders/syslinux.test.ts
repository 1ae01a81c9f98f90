import { describe, expect, it } from '@jest/globals';
import { syslinux } from '../../src/bootloaders/syslinux/syslinux.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { SyslinuxFacts } from '../../src/core/facts-boot.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { factsOfHost } from '../facts/host.ts';
import { withFile } from '../support/boot-facts.ts';
import { sampleAnswers, textFile } from '../support/sample-facts.ts';

const host = await factsOfHost('syslinux');
const conf = '/boot/syslinux/syslinux.cfg';
const text = host.files[conf]?.text ?? '';
const answers = { ...sampleAnswers(), boot: bootStep.defaults(host) };
const withConf = (change: (text: string) => string): Facts => withFile(host, conf, textFile(change(text)));
const installed = (change: Partial<SyslinuxFacts>): Facts => ({
  ...host,
  boot: { ...host.boot, syslinux: host.boot.syslinux && { ...host.boot.syslinux, ...change } },
});
const line = (words: string): Facts => ({ ...host, os: { ...host.os, commandLine: ['root=/dev/sda1', 'rw', ...words.split(' ')] } });

describe('setup', () => {
  it.each<[string, Facts, string]>([
    ['on UEFI', { ...host, firmware: { ...host.firmware, type: 'uefi' } }, 'BIOS'],
    ['without a configuration', withFile(host, conf, undefined), 'missing'],
    ['within a help text', withConf((before) => `${before}TEXT HELP\n`), 'TEXT'],
    ['within a submenu', withConf((before) => `${before}MENU BEGIN x\n`), 'MENU BEGIN'],
    ['without the package', withFile(host, '/usr/lib/syslinux/bios/libcom32.c32', undefined), 'libcom32.c32'],
    ['with an older boot sector', installed({ version: '4.07' }), '4.07'],
    ['with a --- in the command line', line('--- single'), '---'],
    ['with a command line that is too long', line('x'.repeat(2000)), 'characters'],
  ])('refuses %s', (_, facts, words) => {
    expect(syslinux.setup(facts, answers)).toMatchObject({ refused: expect.stringContaining(words), hint: expect.stringMatching(/\S/) });
  });
  it('copies no module that is there, and takes extlinux.conf before syslinux.cfg', () => {
    const both = withFile(withFile(host, '/boot/syslinux/mboot.c32', textFile('x')), '/boot/syslinux/extlinux.conf', textFile(text));
    const setup = syslinux.setup(both, answers);
    expect('changes' in setup && setup.changes.map((change) => (change.kind === 'file' ? change.path : ''))).toEqual([
      '/boot/syslinux/libcom32.c32',
      '/boot/syslinux/extlinux.conf',
    ]);
  });
  it('sets again on the way back what somebody else had set', () => {
    expect(syslinux.setup(installed({ once: 'hdt' }), answers)).toMatchObject({
      once: { arm: ['extlinux', '--once=archxen-xen', '/boot/syslinux'], disarm: ['extlinux', '--once=hdt', '/boot/syslinux'] },
    });
  });
  it('has no one-time boot that it could not see, or that would be written to one disk of several', () => {
    const facts = installed({ writableAtBoot: false, reason: 'it lies on a RAID' });
    expect(syslinux.setup(facts, answers)).toMatchObject({ once: undefined, byHand: expect.stringContaining('archxen-xen') });
    expect(bootStep.defaults(facts).trial).toBe('by-hand');
  });
});

describe('confirm', () => {
  it('is DEFAULT, and nothing else', () => {
    expect(syslinux.confirm(host, answers)).toMatchObject([
      { path: conf, content: { text: text.replace('DEFAULT arch', 'DEFAULT archxen-xen') } },
    ]);
  });
  it.each<[string, Facts]>([
    ['the menu keeps what is picked', withConf((before) => `MENU SAVE\n${before}`)],
    ['DEFAULT starts the menu', withConf((before) => before.replace('DEFAULT arch', 'DEFAULT menu.c32').replace('UI menu.c32\n', ''))],
  ])('is left to a person where %s', (_, facts) => {
    expect(syslinux.confirm(facts, answers)).toMatchObject({ refused: expect.stringMatching(/\.$/), hint: expect.stringMatching(/\S/) });
  });
});
