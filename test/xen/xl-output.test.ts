import { describe, expect, it } from '@jest/globals';
import { parseXlInfo, parseXlList, xenVersion } from '../../src/xen/xl-output.ts';
import { sample } from '../facts/sample.ts';

describe('xl list', () => {
  it('reads Domain-0 alone', () => {
    expect(parseXlList(sample('xen417-xl-list.txt'))).toEqual([
      { name: 'Domain-0', id: 0, memoryMiB: 1024, vcpus: 2, state: 'r-----', seconds: 85 },
    ]);
  });

  it('reads guests, whose numbers may have gaps', () => {
    const domains = parseXlList(sample('xen417-xl-list-guests.txt'));
    expect(domains.map(({ name, id, state }) => [name, id, state])).toEqual([
      ['Domain-0', 0, 'r-----'],
      ['pv-test', 2, '-b----'],
      ['pvh-test', 4, '-b----'],
    ]);
  });

  it('reads names that are longer than their column or hold blanks', () => {
    const long = 'a guest with a name that is a good deal longer than forty characters';
    const rows = `Name                                        ID   Mem VCPUs\tState\tTime(s)\n${long}     7  2048     1     --p---       0.4\n(null)                                       9     0     1     --psc-       3.0\n`;
    expect(parseXlList(rows)).toEqual([
      { name: long, id: 7, memoryMiB: 2048, vcpus: 1, state: '--p---', seconds: 0.4 },
      { name: '(null)', id: 9, memoryMiB: 0, vcpus: 1, state: '--psc-', seconds: 3 },
    ]);
  });

  it('finds no domain in an error message or in nothing', () => {
    expect(parseXlList(sample('xen417-xl-list-before-xenfs.txt'))).toEqual([]);
    expect(parseXlList(sample('xen417-xl-list-no-xenstored.txt'))).toEqual([]);
  });
});

describe('xl info', () => {
  const expected = {
    version: '4.17.5',
    commandLine:
      'com1=115200,8n1 console=com1,vga loglvl=all guest_loglvl=all dom0_mem=1024M,max:1024M dom0_max_vcpus=2 ucode=scan spec-ctrl=no xpti=0 cpuidle=0 mwait-idle=0',
    virtCaps: ['pv', 'hvm', 'hvm_directio', 'pv_directio', 'hap', 'shadow', 'iommu_hap_pt_share', 'gnttab-v1', 'gnttab-v2'],
    totalMiB: 2559,
    freeMiB: 1505,
    cpus: 2,
  };

  it.each(['xen417-xl-info.txt', 'xen417-xl-info-n.txt'])('reads %s', (name) => {
    expect(parseXlInfo(sample(name))).toEqual(expected);
  });

  it('leaves out what is missing', () => {
    expect(parseXlInfo('host : x\n')).toEqual({});
    expect(parseXlInfo('virt_caps :\nfree_memory : many\n')).toEqual({ virtCaps: [] });
  });

  it.each([
    ['4.21.2-1arch', '4.21.2'],
    ['4.22-unstable', '4.22'],
    ['', undefined],
    [undefined, undefined],
  ])('version %j is %j', (text, version) => {
    expect(xenVersion(text)).toBe(version);
  });
});
