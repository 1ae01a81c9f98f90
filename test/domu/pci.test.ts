import { describe, expect, it } from '@jest/globals';
import { factsText } from '../../src/cli/facts-text.ts';
import type { Facts } from '../../src/core/facts.ts';
import { guestChecks } from '../../src/domu/check.ts';
import { completeGuest } from '../../src/domu/defaults.ts';
import type { GuestKind } from '../../src/domu/guest.ts';
import { companions, type PciDevice, whyKept } from '../../src/domu/pci/device.ts';
import { devicesOfUnit, pciPlan, pciUnitText } from '../../src/domu/pci/plan.ts';
import { readIommu } from '../../src/facts/iommu.ts';
import { makeNotes } from '../../src/facts/notes.ts';
import { parseLspci, readPci } from '../../src/facts/pci.ts';
import { memorySystem, plant, treeOf } from '../../src/system/memory.ts';
import { hostState } from '../support/recording.ts';
import { dom0Facts } from './dom0.ts';
import { testHost } from './host.ts';
import { rich } from './matrix.ts';
import { said } from './programs.ts';

const device = (address: string, more: Partial<PciDevice> = {}): PciDevice => ({
  address,
  class: '020000',
  name: 'Ethernet controller',
  driver: 'pciback',
  group: undefined,
  console: false,
  links: [],
  mounts: [],
  owners: [],
  ...more,
});
const needs = { uplink: 'enp3s0', used: ['enp3s0', 'enp4s0'] };
const directIo: Facts = { ...dom0Facts, xen: { ...dom0Facts.xen, virtCaps: ['pv', 'hvm', 'hap', 'hvm_directio', 'pv_directio'] } };
const check = (kind: GuestKind, devices: readonly PciDevice[], facts: Facts = directIo) => {
  const around = { ...rich, facts, pciDevices: devices, pciNeeds: needs };
  return guestChecks(completeGuest({ v: 1, name: 'web', kind, pci: ['0000:03:00.0'] }, around), around).find(
    ({ id }) => id === 'guest.pci',
  );
};

describe('a PCI device stays with the host', () => {
  it.each<[string, Partial<PciDevice>, string]>([
    ['that its root hangs on', { class: '010802', mounts: ['/boot', '/'] }, "the host's own disk"],
    ['that another mounted disk hangs on', { class: '010601', mounts: ['/srv'] }, 'mounted at /srv'],
    ['that is its only way into the network', { links: ['enp3s0'] }, 'enp3s0 on it is the network'],
    ['that has an address', { links: ['enp4s0'] }, 'enp4s0 on it is the network'],
    ['that its console is on', { class: '030000', console: true }, 'console'],
    ['that is a bridge', { class: '060400' }, 'bridge'],
  ])('%s', (_, parts, words) => {
    expect(whyKept(device('0000:03:00.0', parts), needs)).toContain(words);
  });

  it('and any other can go, with what shares its card or group', () => {
    const card = device('0000:03:00.0', { links: ['enp9s0'] });
    expect(whyKept(card, needs)).toBeUndefined();
    const all = [card, device('0000:03:00.1'), device('0000:04:00.0'), device('0000:03:01.0', { group: 7 })];
    expect(companions(card, all).map(({ address }) => address)).toEqual(['0000:03:00.1']);
    expect(companions(device('0000:09:00.0', { group: 7 }), all).map(({ address }) => address)).toEqual(['0000:03:01.0']);
  });
});

describe('a guest with a PCI device', () => {
  it.each<[string, GuestKind, readonly PciDevice[], Facts, string, string]>([
    ['that is free', 'hvm', [device('0000:03:00.0')], directIo, 'pass', '0000:03:00.0'],
    ['in PVH', 'pvh', [device('0000:03:00.0')], directIo, 'fail', 'A PVH guest cannot'],
    ['without an IOMMU', 'hvm', [device('0000:03:00.0')], dom0Facts, 'fail', 'no hvm_directio'],
    ['that is not there', 'hvm', [], directIo, 'fail', 'There is no device'],
    ['that the host needs', 'pv', [device('0000:03:00.0', { mounts: ['/'] })], directIo, 'fail', 'stays with the host'],
    ['that another driver has', 'hvm', [device('0000:03:00.0', { driver: 'nouveau' })], directIo, 'fail', 'with the driver nouveau'],
    ['of which a part stays behind', 'hvm', [device('0000:03:00.0'), device('0000:03:00.1')], directIo, 'warn', 'shares its card'],
  ])('%s', (_, kind, devices, facts, state, words) => {
    expect(check(kind, devices, facts)).toMatchObject({ state, detail: expect.stringContaining(words) });
  });
});

describe('setting a device aside', () => {
  it('is a unit that plain Linux does not run, and is gone with its last device', () => {
    const text = pciUnitText(['0000:03:00.0']);
    expect(text).toContain('ConditionPathExists=/proc/xen/capabilities');
    expect(devicesOfUnit(pciUnitText(['0000:03:00.0', '0000:04:00.1']))).toEqual(['0000:03:00.0', '0000:04:00.1']);
    expect(pciPlan('0000:04:00.1', true, text).changes.find(({ kind }) => kind === 'file')).toMatchObject({
      content: { text: pciUnitText(['0000:03:00.0', '0000:04:00.1']) },
    });
    expect(pciPlan('0000:03:00.0', false, text).changes.map(({ kind }) => kind)).toEqual(['command', 'unit', 'file']);
    expect(pciPlan('0000:03:00.0', false, text).changes.at(-1)).toMatchObject({ content: null });
  });

  const host = () => {
    const made = testHost(directIo);
    const sys = '/sys/bus/pci/devices/0000:03:00.0';
    plant(made.tree, `${sys}/class`, { type: 'file', content: Buffer.from('0x020000\n'), mode: 0o444, uid: 0, gid: 0 });
    plant(made.tree, `${sys}/driver`, { type: 'link', target: '../../../bus/pci/drivers/e1000e', mode: 0o777, uid: 0, gid: 0 });
    made.answers.set('lspci', said('0000:03:00.0 Ethernet controller: Intel 82574L\n'));
    made.answers.set('xl pci-assignable', said());
    made.answers.set('systemctl is-active', said('active\n'));
    return made;
  };

  it('is done now and at each boot', async () => {
    const { domu, commands, tree, answers } = host();
    answers.set('systemctl is-enabled', said('enabled\n'));
    expect((await domu('pci')).text).toContain('can be given (driver e1000e)');
    const run = await domu('pci give 03:00.0 --yes');
    expect(run.error).toBeUndefined();
    expect(commands).toContain('xl pci-assignable-add 0000:03:00.0');
    expect(tree.has('/etc/systemd/system/archxen-pci-assignable.service')).toBe(true);
  });

  const journal = [
    ['b1', 3, 'pci 0000:03:00.0: Adding to iommu group 9'],
    ['b2', 7, 'pci 0000:03:00.0: Adding to iommu group 12'],
    ['b2', 8, 'pci 0000:00:1f.0: Adding to iommu group 12'],
    ['b2', 9, 'nvme 0000:00:1f.0: Adding to iommu group x'],
  ].map(([boot, at, message]) => JSON.stringify({ _BOOT_ID: boot, __REALTIME_TIMESTAMP: String(at), MESSAGE: message }));

  it('shows the groups that the last boot of plain Linux had, and keeps to them', async () => {
    const { domu, tree, answers, commands } = host();
    const disk = '/sys/bus/pci/devices/0000:00:1f.0';
    plant(tree, `${disk}/class`, { type: 'file', content: Buffer.from('0x030000\n'), mode: 0o444, uid: 0, gid: 0 });
    plant(tree, `${disk}/boot_vga`, { type: 'file', content: Buffer.from('1\n'), mode: 0o444, uid: 0, gid: 0 });
    answers.set('journalctl', said(`${journal.join('\n')}\nno JSON\n`));
    const { text } = await domu('pci');
    expect(text).toContain('0000:03:00.0  group  12');
    expect(text).toContain('those of the last boot of plain Linux');
    expect(text).not.toContain('not shown under Xen');
    const { error } = await domu('pci give 03:00.0 --yes');
    expect(error).toMatchObject({
      message: expect.stringContaining('shares its IOMMU group with 0000:00:1f.0'),
      hint: expect.stringContaining('boot plain Linux once'),
    });
    expect(commands).not.toContain('xl pci-assignable-add 0000:03:00.0');
  });

  it('that fails is taken back', async () => {
    const { domu, commands, tree, answers } = host();
    const before = hostState(tree);
    answers.set('systemctl is-enabled', said('disabled\n', 1));
    answers.set('systemctl ', said('', 1, 'Failed to enable unit\n'));
    expect((await domu('pci give 03:00.0 --yes')).error).toMatchObject({ code: 'command-failed' });
    expect(commands).toContain('xl pci-assignable-remove -r 0000:03:00.0');
    expect(hostState(tree)).toEqual(before);
  });

  it.each([
    ['pci give 0000:09:00.0 --yes', 'guest-invalid'],
    ['pci give --yes', 'usage'],
    ['pci frobnicate 03:00.0', 'usage'],
  ])('refuses "%s"', async (line, code) => {
    expect((await host().domu(line)).error).toMatchObject({ code });
  });
});

describe('readPci', () => {
  it('finds what hangs on a device', async () => {
    const tree = treeOf({
      '/sys/bus/pci/devices/0000:02:00.0/class': '0x010802\n',
      '/sys/bus/pci/devices/0000:00:02.0/class': '0x030000\n',
      '/sys/bus/pci/devices/0000:00:02.0/boot_vga': '1\n',
      '/sys/bus/pci/devices/0000:03:00.0/class': '0x020000\n',
      '/sys/bus/pci/devices/0000:03:00.0/net/enp3s0/address': '',
    });
    const link = (path: string, target: string): void => plant(tree, path, { type: 'link', target, mode: 0o777, uid: 0, gid: 0 });
    link('/sys/class/block/nvme0n1p2', '../../devices/pci0000:00/0000:00:1d.0/0000:02:00.0/nvme/nvme0/nvme0n1/nvme0n1p2');
    link('/sys/bus/pci/devices/0000:03:00.0/iommu_group', '../../../kernel/iommu_groups/12');
    const system = memorySystem(tree, { run: async () => said('0000:02:00.0 Non-Volatile memory controller: X\n') });
    const disk = {
      path: '/dev/nvme0n1p2',
      node: '/dev/nvme0n1p2',
      type: 'part',
      bytes: 1,
      readOnly: false,
      filesystem: 'ext4',
      uuid: undefined,
      partitionTable: undefined,
      mounts: ['/'],
      children: [],
    };
    expect(await readPci(system, [disk])).toMatchObject([
      { address: '0000:00:02.0', console: true, mounts: [] },
      { address: '0000:02:00.0', mounts: ['/'], name: 'Non-Volatile memory controller: X' },
      { address: '0000:03:00.0', links: ['enp3s0'], group: 12 },
    ]);
    expect(parseLspci('junk\n0000:00:02.0 VGA: a b\n')).toEqual({ '0000:00:02.0': 'VGA: a b' });
  });
});

describe('IOMMU groups under plain Linux', () => {
  it('are known by their devices, and shown', async () => {
    const at = '/sys/kernel/iommu_groups';
    const tree = treeOf({
      [`${at}/12/devices/0000:03:00.1`]: '',
      [`${at}/12/devices/0000:03:00.0`]: '',
      [`${at}/3/devices/0000:00:02.0`]: '',
    });
    const iommu = await readIommu(memorySystem(tree, { run: async () => said() }), makeNotes(), false);
    expect(iommu).toMatchObject({ groups: 2, groupOf: { '0000:00:02.0': 3, '0000:03:00.0': 12, '0000:03:00.1': 12 } });
    expect(factsText({ ...dom0Facts, iommu })).toMatch(/group 3: 0000:00:02\.0\n\s+group 12: 0000:03:00\.0 0000:03:00\.1\n/);
  });
});
