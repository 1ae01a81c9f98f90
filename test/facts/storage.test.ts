import { describe, expect, it } from '@jest/globals';
import { type Device, parseDevices } from '../../src/facts/devices.ts';
import { findEsp } from '../../src/facts/esp.ts';
import { grubenvWritable } from '../../src/facts/grubenv.ts';
import { type Mount, mountOf, parseMountInfo } from '../../src/facts/mounts.ts';
import { parseGrubenv } from '../../src/formats/grubenv.ts';
import { sample } from './sample.ts';

describe('mountinfo', () => {
  const mounts = parseMountInfo(
    [
      '22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw',
      '30 22 259:1 / /boot rw,relatime shared:2 - vfat /dev/nvme0n1p1 rw,fmask=0022,errors=remount-ro',
      '31 22 8:1 / /mnt/my\\040disk ro,nosuid - ext4 /dev/sda1 rw',
      '32 22 259:3 / /boot rw - ext4 /dev/nvme0n1p3 ro',
      'torn line',
    ].join('\n'),
  );

  it('reads places with blanks, and a mount that is read-only in either place', () => {
    expect(mounts[2]).toEqual({ mount: '/mnt/my disk', device: '/dev/sda1', fstype: 'ext4', options: ['ro', 'nosuid'] });
    expect(mounts[3]?.options).toEqual(['ro']);
    expect(mounts[1]?.options).toEqual(['rw', 'relatime', 'fmask=0022', 'errors=remount-ro']);
    expect(mounts).toHaveLength(4);
  });

  it('finds the mount of a path; of two on one place the later', () => {
    expect(mountOf(mounts, '/boot/grub')?.device).toBe('/dev/nvme0n1p3');
    expect(mountOf(mounts, '/bootleg')?.mount).toBe('/');
    expect(mountOf([], '/')).toBeUndefined();
  });
});

describe('lsblk', () => {
  it('reads a host without a udev database', () => {
    const devices = parseDevices(JSON.parse(sample('lsblk-J-v2.38.txt')));
    expect(devices.map(({ path, layers, uuid }) => [path, layers, uuid])).toEqual([
      ['/dev/vda', ['disk'], undefined],
      ['/dev/vda1', ['part', 'disk'], undefined],
    ]);
  });

  it('takes anything else for no devices', () => {
    expect(parseDevices(undefined)).toEqual([]);
    expect(parseDevices({ blockdevices: [{ name: 'x' }, 7] })).toEqual([]);
  });
});

describe('the ESP', () => {
  const vfat = (mount: string, device: string): Mount => ({ mount, device, fstype: 'vfat', options: ['rw'] });
  const part = (path: string, more: Partial<Device>): Device => ({ path, type: 'part', mounts: [], layers: ['part', 'disk'], ...more });
  const mounts = [vfat('/boot', '/dev/a1'), vfat('/efi', '/dev/b1'), vfat('/mnt/stick', '/dev/c1')];

  it('is the one that this system was started from', () => {
    const devices = [part('/dev/a1', { parttype: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B' }), part('/dev/c1', { partuuid: 'abc' })];
    expect(findEsp({ mounts, devices, bootedFrom: 'abc', withEfiFolder: [] })?.mount).toBe('/mnt/stick');
    expect(findEsp({ mounts, devices, withEfiFolder: ['/efi'] })?.mount).toBe('/boot');
  });

  it('is told by place and content where the types are not known', () => {
    expect(findEsp({ mounts, devices: [], withEfiFolder: ['/boot', '/mnt/stick'] })?.mount).toBe('/boot');
    expect(findEsp({ mounts, devices: [], withEfiFolder: ['/boot', '/efi'] })?.mount).toBe('/efi');
    expect(findEsp({ mounts, devices: [], withEfiFolder: [] })).toBeUndefined();
  });
});

describe('grubenv', () => {
  it('reads what grub-editenv wrote', () => {
    expect(parseGrubenv(sample('grubenv-next-entry.txt'))).toEqual({
      saved_entry: 'gnulinux-simple-0a3407de-014b-458b-b5c1-848e92a327a3',
      next_entry: 'xen-gnulinux-simple-0a3407de-014b-458b-b5c1-848e92a327a3',
    });
  });

  it.each([
    ['ext4', ['part', 'disk'], '2.14', true],
    ['vfat', ['part', 'disk'], '2.12', true],
    ['ext4', ['lvm', 'part', 'disk'], '2.14', false],
    ['ext4', ['lvm', 'crypt', 'part', 'disk'], '2.14', false],
    ['ext4', ['raid1', 'part', 'disk'], '2.14', false],
    ['btrfs', ['part', 'disk'], '2.12.r418.g6b5c671d', false],
    ['btrfs', ['part', 'disk'], '2.14', true],
    ['btrfs', ['part', 'disk'], '2.14.r18.gabc', true],
    ['btrfs', ['crypt', 'part', 'disk'], '2.14', false],
    ['btrfs', ['part', 'disk'], undefined, false],
    ['zfs', undefined, '2.14', false],
    ['ext4', undefined, '2.14', false],
  ] as const)('%s on %j with GRUB %s: %j', (fstype, layers, version, writable) => {
    const { writableAtBoot, reason } = grubenvWritable(fstype, layers, version);
    expect(writableAtBoot).toBe(writable);
    expect(reason).not.toBe('');
  });
});
