import { describe, expect, it } from '@jest/globals';
import { guestChecks } from '../../src/domu/check.ts';
import { completeGuest } from '../../src/domu/defaults.ts';
import type { Guest } from '../../src/domu/guest.ts';
import type { Surroundings } from '../../src/domu/surroundings.ts';
import { failed, rich } from './matrix.ts';

describe('room', () => {
  it.each<[string, Guest['disks'], string]>([
    ['a preallocated file', [{ kind: 'full-file', path: '/var/lib/xen/images/web.img', sizeGiB: 200 }], 'takes 200 GiB at once'],
    ['a volume', [{ kind: 'lvm', group: 'vg0', volume: 'web', sizeGiB: 61 }], 'has 60.0 GiB free'],
    ['a volume of an unknown group', [{ kind: 'lvm', group: 'vg9', volume: 'web', sizeGiB: 1 }], 'There is no volume group vg9'],
    ['a pool that is not there', [{ kind: 'zfs', volume: 'nope/web', sizeGiB: 1 }], 'There is no pool nope'],
  ])('is checked for %s', (_, list, words) => {
    expect(failed({ disks: list })).toEqual([expect.stringContaining(words)]);
  });

  describe('for all disks of one place together', () => {
    const file = (kind: 'full-file' | 'sparse-file', path: string, sizeGiB = 60) => ({ kind, path, sizeGiB });
    const [one, two, other] = ['/var/lib/xen/images/web.img', '/var/lib/xen/images/data.img', '/srv/disks/data.img'];
    const at = (device: string): Surroundings => ({
      ...rich,
      files: { ...rich.files, '/srv/disks': { type: 'directory', size: 0 } },
      fileSystems: { ...rich.fileSystems, '/srv/disks': { type: 'btrfs', device } },
    });
    const room = (list: Guest['disks'], around: Surroundings = rich) =>
      guestChecks(completeGuest({ v: 1, name: 'web', disks: list }, around), around).filter(({ id }) => id === 'guest.room');

    it.each<[string, Guest['disks'], Surroundings, string]>([
      [
        'preallocated files',
        [file('full-file', one), file('full-file', two)],
        rich,
        'the file system of /var/lib/xen/images has 80.0 GiB free',
      ],
      [
        'files in two directories of one file system',
        [file('full-file', one), file('full-file', other)],
        at('0:25'),
        'take 120 GiB together',
      ],
      [
        'volumes',
        [
          { kind: 'lvm', group: 'vg0', volume: 'a', sizeGiB: 40 },
          { kind: 'lvm', group: 'vg0', volume: 'b', sizeGiB: 40 },
        ],
        rich,
        'vg0 has 60.0 GiB',
      ],
    ])('%s', (_, list, around, words) => {
      expect(room(list, around)).toMatchObject([{ state: 'fail', detail: expect.stringContaining(words) }]);
    });

    it('with a warning when some only grow, and not at all when they lie apart or fit', () => {
      expect(room([file('full-file', one), file('sparse-file', two)])).toMatchObject([{ state: 'warn' }]);
      expect(room([file('full-file', one), file('full-file', other)], at('8:17'))).toEqual([]);
      expect(room([file('full-file', one, 40), file('full-file', two, 40)])).toEqual([]);
    });
  });

  it('may be less than a thin disk can grow to, with a warning', () => {
    const guest = completeGuest(
      { v: 1, name: 'web', disks: [{ kind: 'lvm-thin', group: 'vg0', pool: 'pool', volume: 'web', sizeGiB: 100 }] },
      rich,
    );
    expect(guestChecks(guest, rich).find(({ id }) => id === 'guest.disk0')).toMatchObject({ state: 'warn' });
  });
});
