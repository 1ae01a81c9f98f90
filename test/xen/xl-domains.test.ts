import { describe, expect, it } from '@jest/globals';
import { parseDomainDisks } from '../../src/xen/xl-domains.ts';
import { sample } from '../facts/sample.ts';

describe('parseDomainDisks', () => {
  it('reads the disks of each domain from what xl printed', () => {
    expect(parseDomainDisks(sample('xen417-xl-list-l-guests.txt'))).toEqual([
      { id: 0, name: 'Domain-0', disks: [] },
      { id: 2, name: 'pv-test', disks: ['/tmp/disk.img'] },
      { id: 4, name: 'pvh-test', disks: ['/tmp/disk.img'] },
    ]);
  });

  it.each(['', 'Name  ID', '{}', '[{"domid":"1"}]'])('takes %j for no list', (text) => {
    expect(parseDomainDisks(text)).toBeUndefined();
  });
});
