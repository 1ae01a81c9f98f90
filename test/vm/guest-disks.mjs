import { expectEqual, expectMatch } from '../check.mjs';
import { kernelSource, newDisk, small } from './dom0.mjs';
import { archxen } from './host.mjs';

/** By name of the guest: its disk, what says that it is as it should be, and what says that it is gone. */
const disks = {
  sparse: {
    disk: newDisk('sparse-file', 'sparse')[0],
    shows: ['stat -c "%s %b" /var/lib/xen/images/sparse.img', /^1073741824 \d{1,3}\n/],
    gone: 'test ! -e /var/lib/xen/images/sparse.img',
  },
  full: {
    disk: newDisk('full-file', 'full')[0],
    shows: ['stat -c "%s %b" /var/lib/xen/images/full.img', /^1073741824 20971\d\d\n/],
    gone: 'test ! -e /var/lib/xen/images/full.img',
  },
  qcow: {
    disk: newDisk('qcow2', 'qcow', 'qcow2')[0],
    shows: ['qemu-img info /var/lib/xen/images/qcow.qcow2', /file format: qcow2\nvirtual size: 1 GiB/],
    gone: 'test ! -e /var/lib/xen/images/qcow.qcow2',
  },
  nocow: {
    disk: { kind: 'nocow-file', path: '/mnt/cow/nocow.img', sizeGiB: 1 },
    shows: ['lsattr /mnt/cow/nocow.img; stat -c %s /mnt/cow/nocow.img', /^-*C-* .*\n1073741824\n/],
    gone: 'test ! -e /mnt/cow/nocow.img',
  },
  thick: {
    disk: { kind: 'lvm', group: 'vg1', volume: 'thick', sizeGiB: 1 },
    shows: ['lvs --noheadings -o lv_name,lv_size vg1/thick', /thick +1\.00g/],
    gone: '! lvs vg1/thick 2> /dev/null',
  },
  thin: {
    disk: { kind: 'lvm-thin', group: 'vg1', pool: 'pool', volume: 'thin', sizeGiB: 1 },
    shows: ['lvs --noheadings -o lv_name,pool_lv,lv_size vg1/thin', /thin +pool +1\.00g/],
    gone: '! lvs vg1/thin 2> /dev/null',
  },
  device: {
    disk: { kind: 'device', path: '/dev/loop7' },
    shows: ['grep disk /etc/xen/device.cfg', /format=raw, vdev=xvda, access=rw, target=\/dev\/loop7/],
    gone: 'test -b /dev/loop7 && test "$(blockdev --getsize64 /dev/loop7)" = 67108864',
  },
  existing: {
    disk: { kind: 'existing', path: '/root/mine.img', format: 'raw' },
    shows: ['grep disk /etc/xen/existing.cfg', /target=\/root\/mine\.img/],
    gone: 'grep -q "somebody else" /root/mine.img',
  },
};

/** What a disk must not be: the guard's words. */
const refused = [
  ['/dev/vda2', /\/dev\/vda2.*(holds|mounted|root)/],
  ['/dev/loop6', /There is ext4 on \/dev\/loop6/],
  ['/dev/no-such', /There is no block device \/dev\/no-such/],
];

const setUp = `set -e
echo 'global { thin_check_executable = "" thin_dump_executable = "" thin_repair_executable = "" }' > /etc/lvm/lvmlocal.conf
cd /root; truncate -s 3G lvm.img; truncate -s 1500M cow.img; truncate -s 64M empty.img; truncate -s 64M used.img
echo 'of somebody else' > mine.img
vgcreate -q vg1 $(losetup --find --show lvm.img) && lvcreate -q -L 1G -T vg1/pool
mkfs.btrfs -q cow.img && mkdir /mnt/cow && mount -o loop cow.img /mnt/cow
losetup /dev/loop7 empty.img; mke2fs -q -t ext4 used.img; losetup /dev/loop6 used.img`;

const clear = `set -e
umount /mnt/cow; rmdir /mnt/cow; losetup -d /dev/loop7 /dev/loop6
l=$(losetup -n -O NAME -j /root/lvm.img); vgremove -q -f vg1; losetup -d $l
rm /root/*.img /etc/lvm/lvmlocal.conf`;

/** Each kind of disk made by the real program, seen, and taken away, without a guest that starts. ZFS is in no kernel of the lab. */
export async function diskKinds(machine) {
  await machine.ssh(setUp, { seconds: 600 });
  const answers = (name, disk) => JSON.stringify({ ...small, name, kind: 'pvh', source: kernelSource, disks: [disk], start: false });
  for (const [path, words] of refused) {
    const said = await archxen(machine, 'domu create --answers - --yes', { input: answers('never', { kind: 'device', path }) });
    if (said.exit === 0) throw new Error(`${path} was taken as a disk`);
    expectMatch(said.text, words);
  }
  for (const [name, { disk, shows, gone }] of Object.entries(disks)) {
    await archxen(machine, 'domu create --answers - --yes', { exit: 0, input: answers(name, disk) });
    expectMatch((await machine.ssh(shows[0])).stdout, shows[1], name);
    await archxen(machine, `domu remove ${name} --yes`, { exit: 0 });
    expectEqual((await machine.ssh(gone, { nothrow: true })).exit, 0, gone);
  }
  await machine.ssh(clear, { seconds: 300 });
  return `${Object.keys(disks).join(', ')}; refused: ${refused.map(([path]) => path).join(', ')}`;
}
