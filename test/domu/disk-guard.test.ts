import { describe, expect, it } from '@jest/globals';
import type { Guest } from '../../src/domu/guest.ts';
import { readConfig, type Surroundings } from '../../src/domu/surroundings.ts';
import { parseLsblk } from '../../src/facts/storage.ts';
import { disk } from './block-devices.ts';
import { dom0Facts } from './dom0.ts';
import { testHost } from './host.ts';
import { failed, rich } from './matrix.ts';
import { said } from './programs.ts';

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
