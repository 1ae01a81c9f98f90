import { describe, expect, it } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import { guestChecks } from '../../src/domu/check.ts';
import { completeGuest } from '../../src/domu/defaults.ts';
import { freshDisk, newDisks } from '../../src/domu/disks/index.ts';
import type { NewDiskKind } from '../../src/domu/disks/schema.ts';
import type { Guest, GuestDraft } from '../../src/domu/guest.ts';
import { readConfig, type Surroundings } from '../../src/domu/surroundings.ts';
import { parseLsblk, parseThinPools, parseVgs, parseZpools } from '../../src/facts/storage.ts';
import type { System } from '../../src/system/port.ts';
import { hostState } from '../support/recording.ts';
import { dom0Facts, quiet } from './dom0.ts';
import { testHost } from './host.ts';
import { disks, rich } from './matrix.ts';
import { said } from './programs.ts';

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

  describe('a ZFS volume, whose link udev makes later', () => {
    /** A pool with nothing in /dev: `owner` is what the volume says of itself, undefined while there is none. */
    const pool = (linked: boolean, owner?: string) => {
      const { domu, tree, answers, system } = testHost(dom0Facts);
      answers.set('zpool', said('tank\t99999999999\n'));
      const state = { owner, destroyed: 0 };
      const run: System['run'] = async (argv, options) => {
        switch (argv.slice(0, 2).join(' ')) {
          case 'zfs create':
            if (state.owner !== undefined) return said('', 1, 'dataset already exists\n');
            state.owner = argv.find((word) => word.startsWith('archxen:'))?.split('=')[1] ?? '-';
            return said();
          case 'zfs list':
            return state.owner === undefined ? said('', 1, 'dataset does not exist\n') : said(`tank/web\t${state.owner}\n`);
          case 'zfs destroy':
            state.owner = undefined;
            state.destroyed += 1;
            return said();
          case 'udevadm wait':
            return linked ? said() : said('', 1, 'Timed out\n');
          default:
            return system.run(argv, options);
        }
      };
      const readInput = async () => JSON.stringify({ v: 1, name: 'web', start: false, disks: disks['zfs'] });
      return { tree, state, make: () => domu('create --answers - --yes', { system: { ...system, run }, readInput }) };
    };

    it('is made', async () => {
      const { make, state } = pool(true);
      expect((await make()).error).toBeUndefined();
      expect(state).toEqual({ owner: 'web', destroyed: 0 });
    });

    it('is taken back when the link never comes', async () => {
      const { make, state, tree } = pool(false);
      const before = hostState(tree);
      expect((await make()).exit).toBe(30);
      expect(state).toEqual({ owner: undefined, destroyed: 1 });
      expect(hostState(tree)).toEqual(before);
    });

    it('is left alone when somebody else made it', async () => {
      const { make, state } = pool(true, '-');
      expect((await make()).exit).toBe(30);
      expect(state).toEqual({ owner: '-', destroyed: 0 });
    });
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

describe('the guard of an existing disk', () => {
  const disk = (kname: string, more: object = {}) => ({
    path: `/dev/${kname}`,
    kname,
    type: 'disk',
    size: 2 ** 36,
    mountpoints: [null],
    ...more,
  });
  const child = (kname: string, type: string, more: object = {}) => disk(kname, { type, ...more });
  const blockdevices = [
    disk('sda', { fstype: 'btrfs', uuid: 'root', mountpoints: ['/'] }),
    disk('sdb', { fstype: 'btrfs', uuid: 'root' }),
    disk('sdc', {
      fstype: 'crypto_LUKS',
      uuid: 'l',
      children: [child('dm-1', 'crypt', { path: '/dev/mapper/open', fstype: 'xfs', uuid: 'x' })],
    }),
    disk('sdd', { pttype: 'gpt', children: [child('sdd1', 'part', { fstype: 'ext4' }), child('sdd2', 'part')] }),
    disk('sde', { fstype: 'btrfs', uuid: 'other' }),
    disk('sdf', {
      fstype: 'LVM2_member',
      children: [child('dm-0', 'lvm', { path: '/dev/mapper/vg0-web' }), child('dm-2', 'lvm', { path: '/dev/mapper/vg0-db' })],
    }),
  ];
  const web = readConfig(
    '/etc/xen/other.cfg',
    'name = "other"\ndisk = [ "phy:/dev/vg0/web,xvda,w", "/dev/sdd1,raw,xvdb,rw", "/srv/link.img,raw,xvdc,rw" ]\n',
  );
  const around: Surroundings = {
    ...rich,
    configs: web === undefined ? [] : [web],
    storage: { ...rich.storage, devices: parseLsblk(JSON.stringify({ blockdevices })) },
    links: { '/dev/vg0/web': '/dev/dm-0', '/dev/mapper/vg0-web': '/dev/dm-0', '/dev/vg0/db': '/dev/dm-2', '/srv/link.img': '/srv/old.img' },
  };
  const why = (path: string): string =>
    failed({ kind: 'hvm', source: { kind: 'disk' }, disks: [{ kind: 'existing', path, format: 'raw' }] }, around).join();

  it.each([
    ['the second device of a btrfs root', '/dev/sdb', 'belongs to the btrfs file system that is mounted at /'],
    ['an open LUKS volume', '/dev/sdc', 'is in use as /dev/mapper/open'],
    ['a disk whose partition is a disk of another guest', '/dev/sdd', 'has to do with /dev/sdd1, a disk of the guest other'],
    ['the volume of another guest by its other name', '/dev/mapper/vg0-web', 'has to do with /dev/vg0/web, a disk of the guest other'],
    ['the file of another guest by its other name', '/srv/old.img', 'has to do with /srv/link.img, a disk of the guest other'],
  ])('refuses %s', (_, path, words) => {
    expect(why(path)).toContain(words);
  });

  it('knows on a host where the disks of other guests lead', async () => {
    const { domu, system, answers } = testHost(dom0Facts);
    await system.write('/etc/xen/other.cfg', Buffer.from(web?.text ?? ''), { mode: 0o600, uid: 0, gid: 0 });
    answers.set('lsblk -J', said(JSON.stringify({ blockdevices })));
    answers.set('readlink -e -- /dev/vg0/web', said('/dev/dm-0\n'));
    const disks = [{ kind: 'existing', path: '/dev/mapper/vg0-web', format: 'raw' }];
    const readInput = async () => JSON.stringify({ v: 1, name: 'web', kind: 'hvm', source: { kind: 'disk' }, disks });
    const { error } = await domu('create --answers - --yes', { readInput });
    expect(error?.lines?.join()).toContain('/dev/vg0/web, a disk of the guest other');
  });

  it.each(['/dev/sde', '/dev/sdd2', '/dev/vg0/db', '/dev/mapper/open'])('lets %s be given away, which nobody has', (path) => {
    expect(why(path)).toBe('');
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
      { path: '/dev/vda', node: '/dev/vda', uuid: undefined, mounts: ['/'], children: ['/dev/vda1'], partitionTable: 'gpt' },
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
