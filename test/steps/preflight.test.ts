import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../src/core/facts.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { preflight } from '../../steps/host/preflight.ts';
import { sampleFacts } from '../support/sample-facts.ts';

const checksOn = (facts: Facts) => preflight(facts, defaultAnswers(facts)).checks;
const found = (facts: Facts) => checksOn(facts).map(({ id, state }) => `${id} ${state}`);

describe('the check of a host', () => {
  it('goes from the CPU to the disk', () => {
    const titles = checksOn(sampleFacts()).map(({ title }) => title);
    const order = ['System', 'CPU', 'IOMMU', 'Firmware', 'Remote', 'Network', 'pacman', 'Disk', 'dom0 memory'];
    expect(titles.filter((title) => order.includes(title))).toEqual(order);
  });

  it('shows the CPU as one knows it', () => {
    expect(checksOn(sampleFacts()).find(({ title }) => title === 'CPU')).toMatchObject({
      state: 'pass',
      detail: 'Intel Core i5-8500T, VT-x (vmx)',
      reason: 'PVH and HVM guests run',
    });
  });

  it.each([
    ['another distribution', sampleFacts({ os: { id: 'debian', name: 'Debian GNU/Linux' } }), 'os fail'],
    ['a derivative of Arch', sampleFacts({ os: { id: 'endeavouros', idLike: ['arch'] } }), 'os pass'],
    ['another CPU architecture', sampleFacts({ os: { machine: 'aarch64' } }), 'os.machine fail'],
    ['a chroot', sampleFacts({ os: { init: 'other' } }), 'os.init fail'],
    ['a virtual machine', sampleFacts({ hardware: { virtual: 'kvm' } }), 'os.virtual warn'],
    ['a person who is not root', sampleFacts({ session: { uid: 1000, user: 'alice' } }), 'root fail'],
    ['no virtualisation', sampleFacts({ cpu: { virtualisation: 'none' } }), 'cpu.virtualisation warn'],
    ['virtualisation turned off', sampleFacts({ cpu: { virtualisation: 'off-in-firmware' } }), 'cpu.virtualisation warn'],
    ['virtualisation that Xen hides', sampleFacts({ cpu: { virtualisation: 'hidden' } }), 'cpu.virtualisation unknown'],
    ['no IOMMU', sampleFacts({ iommu: { table: 'none' } }), 'iommu pass'],
    ['Secure Boot', sampleFacts({ firmware: { secureBoot: 'on' } }), 'firmware.secure-boot fail'],
    ['a 32-bit firmware', sampleFacts({ firmware: { bits: 32 } }), 'firmware fail'],
    ['BIOS', sampleFacts({ firmware: { type: 'bios', bits: undefined, secureBoot: 'unsupported' } }), 'firmware pass'],
    ['VirtualBox', sampleFacts({ conflicts: { modules: [{ name: 'vboxdrv', users: 0 }] } }), 'conflict.vboxdrv fail'],
    ['VMware', sampleFacts({ conflicts: { modules: [{ name: 'vmmon', users: 0 }] } }), 'conflict.vmmon fail'],
    ['a KVM guest', sampleFacts({ conflicts: { modules: [{ name: 'kvm_intel', users: 3 }] } }), 'conflict.kvm_intel warn'],
    ['a guest of Xen', sampleFacts({ xen: { running: true, guest: true } }), 'xen.guest fail'],
    ['a dom0 of somebody else', sampleFacts({ xen: { running: true, dom0: true, version: '4.21.2' } }), 'xen.foreign fail'],
    [
      'a dom0 that archxen set up',
      sampleFacts({
        xen: { running: true, dom0: true, version: '4.21.2' },
        files: { '/etc/systemd/system/archxen-verify.service': { type: 'file', size: 1, mode: 0o644, uid: 0, gid: 0, text: '\n' } },
      }),
      'xen pass',
    ],
    ['a Xen without xenfs', sampleFacts({ xen: { running: true } }), 'xen unknown'],
  ])('sees %s', (_what, facts, finding) => {
    expect(found(facts)).toContain(finding);
  });

  it('has nothing to say of idle KVM modules', () => {
    expect(found(sampleFacts({ conflicts: { modules: [{ name: 'kvm', users: 0 }] } })).some((each) => each.startsWith('conflict'))).toBe(
      false,
    );
  });

  it('gives a next step with each failure and each warning', () => {
    const odd = sampleFacts({
      session: { uid: 1000, user: 'alice', via: 'ssh' },
      conflicts: { modules: [{ name: 'vboxdrv', users: 1 }], fstabXenfs: 'none /proc/xen xenfs defaults 0 0' },
      pacman: { locked: true, pendingUpgrades: ['linux'] },
      firmware: { secureBoot: 'on' },
      disk: { buildFreeMiB: 100 },
      builders: [],
      bases: { xen: undefined },
    });
    const bad = checksOn(odd).filter(({ state }) => state !== 'pass');
    expect(bad.length).toBeGreaterThan(8);
    expect(bad.filter(({ hint }) => hint === undefined).map(({ id }) => id)).toEqual([]);
  });

  it('fits a row of 80 columns', () => {
    const wide = sampleFacts({
      cpu: { model: 'AMD Ryzen Threadripper PRO 7995WX with Radeon Graphics and a very long name' },
      os: { name: 'An Arch derivative with a rather long name' },
      hardware: { vendor: 'Hewlett-Packard Enterprise', product: 'ProLiant DL380 Gen11 Rack Server' },
      pacman: { pendingUpgrades: ['python-setuptools-scm-git-archive', 'zlib'] },
      builders: [{ user: 'a'.repeat(32), uid: 1000, gid: 1000, home: '/', groups: [] }],
      network: { uplink: 'enx5254001234567', links: [] },
    });
    for (const { title, detail } of [...checksOn(wide), ...checksOn(sampleFacts())]) {
      expect({ title, detail, fits: title.length <= 14 && detail.length <= 46 }).toEqual({ title, detail, fits: true });
    }
  });
});
