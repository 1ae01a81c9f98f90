import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../src/core/facts.ts';
import { whyKept } from '../../src/domu/pci/device.ts';
import { readPci } from '../../src/facts/pci.ts';
import { readPciNeeds } from '../../src/facts/pci-needs.ts';
import { parseLsblk } from '../../src/facts/storage.ts';
import { memorySystem, plant, treeOf } from '../../src/system/memory.ts';
import { disk } from './block-devices.ts';
import { dom0Facts } from './dom0.ts';
import { said } from './programs.ts';

type Link = Facts['network']['links'][number];

const nic = '0000:03:00.0';
const usb = '0000:00:14.0';
const sata = '0000:00:17.0';
const nvme = '0000:02:00.0';

/** A host with a card, a USB and a SATA controller and an NVMe disk; `links` of sysfs by their path. */
async function reasons(links: Readonly<Record<string, string>>, blockdevices: readonly object[], network: Partial<Facts['network']>) {
  const classes = { [nic]: '0x020000', [usb]: '0x0c0330', [sata]: '0x010601', [nvme]: '0x010802' };
  const tree = treeOf(
    Object.fromEntries(Object.entries(classes).map(([address, code]) => [`/sys/bus/pci/devices/${address}/class`, code])),
  );
  for (const [path, target] of Object.entries(links)) plant(tree, path, { type: 'link', target, mode: 0o777, uid: 0, gid: 0 });
  for (const [path, target] of Object.entries(links)) {
    if (!path.startsWith('/sys/class/net/')) continue;
    const at = target.replace('../..', '/sys');
    if (!tree.has(at)) plant(tree, at, { type: 'directory', mode: 0o755, uid: 0, gid: 0 });
  }
  const system = memorySystem(tree, { run: async () => said() });
  const devices = await readPci(system, parseLsblk(JSON.stringify({ blockdevices })));
  const needs = await readPciNeeds(system, { ...dom0Facts, network: { ...dom0Facts.network, ...network } });
  return Object.fromEntries(devices.map((device) => [device.address, whyKept(device, needs)]));
}

const link = (name: string, more: Partial<Link> = {}): Link => ({
  ...{ name, kind: 'ethernet', mac: '02:00:00:00:00:01', up: true, carrier: true, addresses: [] },
  ...more,
});
const address: Link['addresses'] = [{ address: '192.0.2.2/24', family: 4, dynamic: false, scope: 'global' }];

const netCard = { '/sys/class/net/enp3s0': `../../devices/pci0000:00/0000:00:1c.0/${nic}/net/enp3s0` };
const usbCard = { '/sys/class/net/enx1': `../../devices/pci0000:00/${usb}/usb2/2-1/2-1:1.0/net/enx1` };
const vlan = {
  '/sys/class/net/enp3s0.7': '../../devices/virtual/net/enp3s0.7',
  '/sys/devices/virtual/net/enp3s0.7/lower_enp3s0': `../../../pci0000:00/0000:00:1c.0/${nic}/net/enp3s0`,
};
const nvmeDisk = { '/sys/class/block/nvme0n1': `../../devices/pci0000:00/0000:00:1d.0/${nvme}/nvme/nvme0/nvme0n1` };
const sataDisk = {
  '/sys/class/block/sda': `../../devices/pci0000:00/${sata}/ata1/host0/target0:0:0/0:0:0:0/block/sda`,
  '/sys/class/block/sdb': `../../devices/pci0000:00/${sata}/ata2/host1/target1:0:0/1:0:0:0/block/sdb`,
};
const rootOnNvme = [disk('nvme0n1', { fstype: 'btrfs', uuid: 'r', mountpoints: ['/'] })];

describe("the host's own devices stay with it", () => {
  it('the card below a VLAN that has the address, though it has none itself', async () => {
    const links = [link('enp3s0'), link('enp3s0.7', { kind: 'vlan', addresses: address })];
    const kept = await reasons({ ...netCard, ...vlan, ...nvmeDisk }, rootOnNvme, { uplink: 'enp3s0.7', links });
    expect(kept[nic]).toContain('enp3s0 on it is the network');
    expect(kept[usb]).toBeUndefined();
  });

  it('the USB controller that the network card is plugged in at', async () => {
    const links = [link('enx1', { addresses: address }), link('enp3s0')];
    const kept = await reasons({ ...netCard, ...usbCard, ...nvmeDisk }, rootOnNvme, { uplink: 'enx1', links });
    expect(kept[usb]).toContain('enx1 on it is the network');
    expect(kept[nic]).toBeUndefined();
  });

  it('a card that is up while the way outside is a tunnel, of which it is not known where it goes', async () => {
    const ppp = { '/sys/class/net/ppp0': '../../devices/virtual/net/ppp0' };
    const links = [link('enp3s0'), link('enx1', { up: false }), link('ppp0', { kind: 'other', addresses: address })];
    const kept = await reasons({ ...netCard, ...usbCard, ...ppp, ...nvmeDisk }, rootOnNvme, { uplink: 'ppp0', links });
    expect(kept[nic]).toContain('enp3s0 on it is the network');
    expect(kept[usb]).toBeUndefined();
  });

  it('a card whose virtual function is the network', async () => {
    const vf = '0000:03:10.0';
    const sysfs = {
      [`/sys/bus/pci/devices/${vf}/physfn`]: `../${nic}`,
      '/sys/class/net/enp3s0v0': `../../devices/pci0000:00/0000:00:1c.0/${vf}/net/enp3s0v0`,
    };
    const links = [link('enp3s0v0', { addresses: address })];
    const kept = await reasons({ ...sysfs, ...nvmeDisk }, rootOnNvme, { uplink: 'enp3s0v0', links });
    expect(kept[nic]).toContain('enp3s0v0 on it is the network');
  });

  it.each([
    ['of a ZFS root', [disk('sda', { children: [disk('sda1', { type: 'part', fstype: 'zfs_member' })] })], 'sda1 belongs to ZFS'],
    ['of the second device of a btrfs root', [...rootOnNvme, disk('sdb', { fstype: 'btrfs', uuid: 'r' })], 'sdb belongs to the btrfs'],
  ])('the controller %s, which no mount is shown at', async (_, disks, words) => {
    const kept = await reasons({ ...netCard, ...nvmeDisk, ...sataDisk }, disks, { uplink: 'enp3s0', links: [link('enp3s0')] });
    expect(kept[sata]).toContain(words);
  });

  it('and a controller of disks that nobody has, or of a drive alone, can go', async () => {
    const more = [disk('sda'), disk('sdb', { fstype: 'ext4' }), disk('sr0', { type: 'rom', ro: true })];
    const sysfs = { ...netCard, ...nvmeDisk, ...sataDisk, '/sys/class/block/sr0': `../../devices/pci0000:00/${sata}/ata3/block/sr0` };
    const zram = { '/sys/class/block/zram0': '../../devices/virtual/block/zram0' };
    const disks = [...rootOnNvme, ...more, disk('zram0', { mountpoints: ['[SWAP]'] })];
    const kept = await reasons({ ...sysfs, ...zram }, disks, { uplink: 'enp3s0', links: [link('enp3s0')] });
    expect(kept).toMatchObject({ [sata]: undefined, [nvme]: expect.stringContaining("the host's own disk (/)") });
  });

  it.each<[string, Readonly<Record<string, string>>, readonly object[]]>([
    ['it is not known where its root lies', {}, rootOnNvme],
    [
      'its root is on a disk of several controllers',
      { '/sys/class/block/nvme0n1': '../../devices/virtual/nvme-subsystem/x/nvme0n1' },
      rootOnNvme,
    ],
    ['its disks could not be listed', {}, []],
  ])('all controllers of disks while %s', async (_, sysfs, disks) => {
    const kept = await reasons({ ...netCard, ...sysfs }, disks, { uplink: 'enp3s0', links: [link('enp3s0')] });
    for (const each of [sata, nvme, usb]) expect(kept[each]).toContain('not found out');
    expect(kept[nic]).toContain('the network of the host');
  });
});
