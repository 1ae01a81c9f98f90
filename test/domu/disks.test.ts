import { describe, expect, it } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import { guestChecks } from '../../src/domu/check.ts';
import { completeGuest } from '../../src/domu/defaults.ts';
import { freshDisk, newDisks } from '../../src/domu/disks/index.ts';
import type { NewDiskKind } from '../../src/domu/disks/schema.ts';
import type { Guest, GuestDraft } from '../../src/domu/guest.ts';
import { readConfig, type Surroundings } from '../../src/domu/surroundings.ts';
import { parseLsblk, parseThinPools, parseVgs, parseZpools } from '../../src/facts/storage.ts';
import { hostState } from '../support/recording.ts';
import { dom0Facts, quiet } from './dom0.ts';
import { testHost } from './host.ts';
import { disks, rich } from './matrix.ts';

const failed = (answers: Omit<GuestDraft, 'v'>, around: Surroundings = rich): readonly string[] =>
  failures(guestChecks(completeGuest({ v: 1, name: 'web', ...answers }, around), around)).map(({ title, detail }) => `${title}: ${detail}`);

describe('each kind of disk', () => {
  it.each(Object.entries(disks))('%s passes the checks on a host that has it', (_, list) => {
    expect(failed({ disks: list })).toEqual([]);
  });

  it.each(Object.entries(disks).filter(([name]) => !['none', 'device', 'nocow-file', 'four'].includes(name)))(
    '%s is made, and gone again with its guest',
    async (_, list) => {
      const { domu, tree, answers, commands } = testHost(dom0Facts);
      answers.set('vgs', { exit: 0, stdout: '{"report":[{"vg":[{"vg_name":"vg0","vg_free":"99999999999"}]}]}', stderr: '', ended: 'exit' });
      answers.set('lvs', {
        exit: 0,
        stdout: '{"report":[{"lv":[{"vg_name":"vg0","lv_name":"pool","lv_size":"99999999999","data_percent":"10.0"}]}]}',
        stderr: '',
        ended: 'exit',
      });
      answers.set('zpool', { exit: 0, stdout: 'tank\t99999999999\n', stderr: '', ended: 'exit' });
      const before = hostState(tree);
      const made = await domu('create --answers - --yes', { readInput: async () => JSON.stringify({ v: 1, name: 'web', disks: list }) });
      expect(made.error).toBeUndefined();
      expect(made.exit).toBe(0);
      expect((await domu('destroy web')).exit).toBe(0);
      const removed = await domu('remove web --yes');
      expect([removed.exit, removed.error]).toEqual([0, undefined]);
      expect(removed.text).toMatch(/web\S* {2}\(10\.0 GiB\)|web\.qcow2 {2}\(/);
      expect(hostState(tree)).toEqual(before);
      expect(commands.filter((words) => /^(rm|lvremove|zfs destroy)/.test(words)).length).toBeGreaterThan(0);
    },
  );

  it('is in the same volume group again when the guest is there, though another has more space by now', () => {
    const groups = [
      { name: 'vg0', freeBytes: 2 ** 30 },
      { name: 'vg1', freeBytes: 2 ** 40 },
    ];
    const around = { ...rich, storage: { ...rich.storage, groups } };
    const made = readConfig('/etc/xen/web.cfg', 'name = "web"\ndisk = [ "format=raw, vdev=xvda, target=/dev/vg0/web" ]\n');
    expect(freshDisk('lvm', 'web', 5, around)).toMatchObject({ group: 'vg1' });
    expect(freshDisk('lvm', 'web', 5, { ...around, configs: made === undefined ? [] : [made] })).toMatchObject({ group: 'vg0' });
  });

  it('can be made by size alone, or says why not', () => {
    for (const { id } of newDisks) expect(freshDisk(id as NewDiskKind, 'web', 5, rich)).toMatchObject({ kind: id, sizeGiB: 5 });
    const bare = { ...quiet, files: {} };
    const why = (id: NewDiskKind): unknown => freshDisk(id, 'web', 5, bare);
    expect(why('lvm')).toMatch('LVM is not installed');
    expect(why('qcow2')).toMatch('qemu-img is not installed');
    expect(why('nocow-file')).toMatch('not on btrfs but on ext4');
    expect(freshDisk('lvm', 'web', 5, quiet)).toBe('there is no volume group');
    expect(freshDisk('zfs', 'web', 5, quiet)).toBe('there is no pool');
  });
});

describe('the guard of disks and partitions', () => {
  const one = (path: string): Guest['disks'] => [{ kind: 'device', path }];
  it.each([
    ['the disk of the host itself', '/dev/sda', "holds this host's own /boot"],
    ['its root partition', '/dev/sda2', "holds this host's own root file system"],
    ['a disk with a file system on it', '/dev/sdc', 'There is ext4 on /dev/sdc'],
    ['a disk whose partition belongs to a RAID', '/dev/sdd', '/dev/sdd1 belongs to a RAID'],
    ['swap', '/dev/sde', 'swap space in use'],
    ['a drive', '/dev/sr0', 'optical drive'],
    ['nothing', '/dev/sdz', 'no block device'],
  ])('refuses %s', (_, path, words) => {
    expect(failed({ disks: one(path) })).toEqual([expect.stringContaining(words)]);
  });

  it('sees through a link, and lets a file system be for a guest that starts what is on it', () => {
    const link = '/dev/disk/by-id/ata-X';
    expect(failed({ disks: one(link) }, { ...rich, links: { [link]: '/dev/sda2' } })).toEqual([
      expect.stringContaining('root file system'),
    ]);
    expect(failed({ kind: 'hvm', source: { kind: 'disk' }, disks: [{ kind: 'existing', path: '/dev/sdc', format: 'raw' }] })).toEqual([]);
    expect(failed({ kind: 'hvm', source: { kind: 'disk' }, disks: [{ kind: 'existing', path: '/dev/sda2', format: 'raw' }] })).toHaveLength(
      1,
    );
  });
});

describe('room', () => {
  it.each<[string, Guest['disks'], string]>([
    ['a preallocated file', [{ kind: 'full-file', path: '/var/lib/xen/images/web.img', sizeGiB: 200 }], 'takes 200 GiB at once'],
    ['a volume', [{ kind: 'lvm', group: 'vg0', volume: 'web', sizeGiB: 61 }], 'has 60.0 GiB free'],
    ['a volume of an unknown group', [{ kind: 'lvm', group: 'vg9', volume: 'web', sizeGiB: 1 }], 'There is no volume group vg9'],
    ['a pool that is not there', [{ kind: 'zfs', volume: 'nope/web', sizeGiB: 1 }], 'There is no pool nope'],
  ])('is checked for %s', (_, list, words) => {
    expect(failed({ disks: list })).toEqual([expect.stringContaining(words)]);
  });

  it('may be less than a thin disk can grow to, with a warning', () => {
    const guest = completeGuest(
      { v: 1, name: 'web', disks: [{ kind: 'lvm-thin', group: 'vg0', pool: 'pool', volume: 'web', sizeGiB: 100 }] },
      rich,
    );
    expect(guestChecks(guest, rich).find(({ id }) => id === 'guest.disk0')).toMatchObject({ state: 'warn' });
  });
});

describe('storage', () => {
  it('is read from lsblk with what is built on each device', () => {
    const json = JSON.stringify({
      blockdevices: [
        {
          path: '/dev/vda',
          type: 'disk',
          size: 100,
          ro: false,
          fstype: null,
          pttype: 'gpt',
          mountpoints: [null],
          children: [{ path: '/dev/vda1', type: 'part', size: 90, ro: false, fstype: 'ext4', pttype: 'gpt', mountpoints: ['/'] }],
        },
      ],
    });
    expect(parseLsblk(json)).toMatchObject([
      { path: '/dev/vda', mounts: ['/'], children: ['/dev/vda1'], partitionTable: 'gpt' },
      { path: '/dev/vda1', filesystem: 'ext4', mounts: ['/'] },
    ]);
    expect(parseLsblk('lsblk: unknown column')).toEqual([]);
  });

  it('is read from LVM and ZFS', () => {
    expect(parseVgs('{"report":[{"vg":[{"vg_name":"vg0","vg_free":"1024"}]}]}')).toEqual([{ name: 'vg0', freeBytes: 1024 }]);
    const pools = '{"report":[{"lv":[{"vg_name":"vg0","lv_name":"pool","lv_size":"1000","data_percent":"25.00"}]}]}';
    expect(parseThinPools(pools)).toEqual([{ group: 'vg0', name: 'pool', freeBytes: 750 }]);
    expect(parseZpools('tank\t5000\n')).toEqual([{ name: 'tank', freeBytes: 5000 }]);
    expect(parseVgs('')).toEqual([]);
  });
});
