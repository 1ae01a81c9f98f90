import { describe, expect, it } from '@jest/globals';
import { freshDisk, newDisks } from '../../src/domu/disks/index.ts';
import type { NewDiskKind } from '../../src/domu/disks/schema.ts';
import { readConfig } from '../../src/domu/surroundings.ts';
import { parseLsblk, parseThinPools, parseVgs, parseZpools } from '../../src/facts/storage.ts';
import type { System } from '../../src/system/port.ts';
import { hostState } from '../support/recording.ts';
import { dom0Facts, quiet } from './dom0.ts';
import { testHost } from './host.ts';
import { disks, failed, rich } from './matrix.ts';
import { said } from './programs.ts';

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
