import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { failures } from '../../src/core/check.ts';
import { asArchxenError } from '../../src/core/error.ts';
import { checkGuestAnswers, parseGuestAnswers } from '../../src/domu/answers-text.ts';
import { guestChecks } from '../../src/domu/check.ts';
import { guestConfig } from '../../src/domu/config.ts';
import { completeGuest } from '../../src/domu/defaults.ts';
import type { Guest, GuestDraft } from '../../src/domu/guest.ts';
import { macFor } from '../../src/domu/mac.ts';
import { guestOfPlan, guestPlan, isMade } from '../../src/domu/plan.ts';
import { readConfig, type Surroundings } from '../../src/domu/surroundings.ts';
import { lintXlCfg } from '../../src/domu/xl-lint.ts';
import { guestQuestions } from '../../steps/domu/questions.ts';
import { dom0Facts, quiet } from './dom0.ts';

const guest = completeGuest({ v: 1, name: 'web' }, quiet);
const failed = (answers: Omit<GuestDraft, 'v'>, around: Surroundings = quiet): readonly string[] =>
  failures(guestChecks(completeGuest({ v: 1, name: 'web', ...answers }, around), around)).map(({ title, detail }) => `${title}: ${detail}`);
const withXen = (xen: Partial<Surroundings['facts']['xen']>): Surroundings => ({
  ...quiet,
  facts: { ...dom0Facts, xen: { ...dom0Facts.xen, ...xen } },
});

describe('completeGuest', () => {
  it('gives a guest that this host can run when nothing is answered', () => {
    const made = completeGuest({ v: 1 }, quiet);
    expect(made).toMatchObject({
      name: 'guest1',
      kind: 'pvh',
      source: { kernel: '/boot/vmlinuz-linux', initramfs: '/boot/initramfs-linux.img', extra: 'console=hvc0' },
      memoryMiB: 1024,
      vcpus: 2,
      disks: [{ kind: 'sparse-file', path: '/var/lib/xen/images/guest1.img', sizeGiB: 10 }],
      autostart: false,
      start: true,
    });
    expect(made.vifs.map(({ bridge }) => bridge)).toEqual(['xenbr0']);
    expect(failures(guestChecks(made, quiet))).toEqual([]);
  });

  it('takes the next free name, and PV where there is no hardware virtualisation', () => {
    const configs = [readConfig('/etc/xen/guest1.cfg', 'name = "guest1"\n')].filter((config) => config !== undefined);
    expect(completeGuest({ v: 1 }, { ...quiet, configs }).name).toBe('guest2');
    expect(completeGuest({ v: 1 }, withXen({ virtCaps: ['pv'] })).kind).toBe('pv');
  });
});

describe('macFor', () => {
  it('is stable, in the prefix of Xen, and never one that is taken', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(7), (host, name, index) => {
        const mac = macFor(host, name, index, new Set());
        expect(mac).toMatch(/^00:16:3e(:[0-9a-f]{2}){3}$/);
        expect(macFor(host, name, index, new Set())).toBe(mac);
        expect(macFor(host, name, index, new Set([mac]))).not.toBe(mac);
      }),
    );
    expect(macFor('a', 'web', 0, new Set())).not.toBe(macFor('b', 'web', 0, new Set()));
  });
});

describe('guestConfig', () => {
  it('writes the current syntax', () => {
    expect(guestConfig(guest)).toBe(`# Made by archxen. It may be edited; xl.cfg(5) explains every setting.
name = "web"
type = "pvh"
kernel = "/boot/vmlinuz-linux"
ramdisk = "/boot/initramfs-linux.img"
extra = "console=hvc0"
memory = 1024
vcpus = 2
disk = [ "format=raw, vdev=xvda, access=rw, target=/var/lib/xen/images/web.img" ]
vif = [ "mac=${guest.vifs[0]?.mac}, bridge=xenbr0" ]
`);
  });

  it('is read back as it was meant, and the validator finds nothing in it', () => {
    const path = fc.stringMatching(/^\/[a-z0-9 ]{0,3}[a-z0-9=._-]{1,12}$/).filter((text) => !/\s/.test(text));
    const arbitrary = fc.record<Guest>({
      name: fc.stringMatching(/^[a-z][a-z0-9._-]{0,10}$/),
      kind: fc.constantFrom('pvh', 'pv'),
      source: fc.record({
        kind: fc.constant('kernel' as const),
        kernel: path,
        initramfs: fc.option(path, { nil: null }),
        extra: fc.stringMatching(/^[\x20-\x7e]{0,20}$/),
      }),
      memoryMiB: fc.integer({ min: 32, max: 99999 }),
      vcpus: fc.integer({ min: 1, max: 64 }),
      disks: fc.array(fc.record({ kind: fc.constant('sparse-file' as const), path, sizeGiB: fc.integer({ min: 1, max: 99 }) }), {
        maxLength: 3,
      }),
      vifs: fc.nat(2).map((count) => Array.from({ length: count }, (_, index) => ({ bridge: 'xenbr0', mac: `00:16:3e:00:00:0${index}` }))),
      pci: fc.constant([]),
      vncPassword: fc.boolean(),
      autostart: fc.boolean(),
      start: fc.boolean(),
    });
    fc.assert(
      fc.property(arbitrary, (made) => {
        const text = guestConfig(made);
        expect(lintXlCfg(text)).toEqual([]);
        expect(readConfig('/etc/xen/a.cfg', text)).toMatchObject({
          name: made.name,
          type: made.kind,
          memoryMiB: made.memoryMiB,
          vcpus: made.vcpus,
          disks: made.disks.map((disk) => ('path' in disk ? disk.path : '')),
          macs: made.vifs.map(({ mac }) => mac),
        });
      }),
    );
  });
});

describe('readConfig', () => {
  it('reads the disks of configurations that others wrote', () => {
    const text = `name = 'old'
builder = "hvm"
disk = [ 'file:/srv/a.img,xvda,w', 'phy:/dev/vg/b,xvdb,w', '/dev/vg/c,raw,xvdc,rw', 'format=raw, vdev=xvdd, target=/d,e.img' ]
vif = [ 'bridge=xenbr0,mac=00:16:3E:AA:BB:CC' ]
`;
    expect(readConfig('/etc/xen/old.cfg', text)).toMatchObject({
      type: 'hvm',
      disks: ['/srv/a.img', '/dev/vg/b', '/dev/vg/c', '/d,e.img'],
      macs: ['00:16:3e:aa:bb:cc'],
    });
    expect(readConfig('/etc/xen/efi-xen.cfg', '[global]\ndefault=xen\n')).toBeUndefined();
  });
});

describe('guestChecks', () => {
  const other = readConfig('/etc/xen/db.cfg', `name = "db"\ndisk = [ "/srv/db.img,raw,xvda,rw" ]\nvif = [ "mac=00:16:3e:00:00:01" ]\n`);
  const besideDb: Surroundings = { ...quiet, configs: other === undefined ? [] : [other] };

  it.each<[string, Omit<GuestDraft, 'v'>, string, Surroundings]>([
    ['a name that is taken', { name: 'db' }, 'Name: The name db is taken', besideDb],
    ['a word of the verb itself', { name: 'list' }, 'Name: list is a word', quiet],
    ['the name of dom0', { name: 'Domain-0' }, 'Name: A domain Domain-0 is running', quiet],
    [
      'a file that is in the way',
      {},
      'Name: /etc/xen/web.cfg is there',
      { ...quiet, files: { ...quiet.files, '/etc/xen/web.cfg': { type: 'file', size: 1 } } },
    ],
    ['PVH without VT-x', { kind: 'pvh' }, 'Kind: PVH does not run here: it needs VT-x or AMD-V', withXen({ virtCaps: ['pv'] })],
    ['PV where Xen has none', { kind: 'pv' }, 'Kind: PV does not run here: this Xen cannot run PV guests', withXen({ virtCaps: ['hvm'] })],
    ['a missing kernel', { source: { kind: 'kernel', kernel: '/nope' } }, 'Kernel: There is no file /nope', quiet],
    ['a missing initramfs', { source: { kind: 'kernel', initramfs: '/nope' } }, 'Initramfs: There is no file /nope', quiet],
    [
      'a directory as kernel',
      { source: { kind: 'kernel', kernel: '/var/lib/xen/images' } },
      'Kernel: /var/lib/xen/images is not a file',
      quiet,
    ],
    ['more memory than is free', { memoryMiB: 27001 }, 'Memory: 27001 MiB are asked for', quiet],
    ['all memory that is free, as a guest takes more', { memoryMiB: 27000 }, 'which take 27126 MiB of Xen, and it has 27000', quiet],
    [
      'the most memory with nested page tables where there are none',
      { memoryMiB: 26875 },
      'Memory: ',
      withXen({ virtCaps: ['pv', 'hvm'] }),
    ],
    ['300 vCPUs', { vcpus: 300 }, 'vCPUs: 300 vCPUs are asked for, and the host has 6', quiet],
    ['an unknown bridge', { vifs: [{ bridge: 'br9' }] }, 'Network 1: There is no bridge br9', quiet],
    ['an interface that is no bridge', { vifs: [{ bridge: 'enp3s0' }] }, 'Network 1: enp3s0 is not a bridge', quiet],
    ['a MAC address that is taken', { vifs: [{ bridge: 'xenbr0', mac: '00:16:3e:00:00:01' }] }, 'Network 1: The MAC address', besideDb],
    [
      'a multicast MAC address',
      { vifs: [{ bridge: 'xenbr0', mac: '01:00:5e:00:00:01' }] },
      'Network 1: 01:00:5e:00:00:01 is a multicast',
      quiet,
    ],
    [
      'the disk of another guest',
      { disks: [{ kind: 'sparse-file', path: '/srv/db.img', sizeGiB: 1 }] },
      'Disk 1: /srv/db.img is a disk of the guest db',
      besideDb,
    ],
    [
      'a disk that is there',
      { disks: [{ kind: 'sparse-file', path: '/boot/vmlinuz-linux', sizeGiB: 1 }] },
      'Disk 1: /boot/vmlinuz-linux is there',
      quiet,
    ],
    [
      'a disk in no directory',
      { disks: [{ kind: 'sparse-file', path: '/nowhere/a.img', sizeGiB: 1 }] },
      'Disk 1: There is no directory /nowhere',
      quiet,
    ],
    [
      'the same disk twice',
      { disks: [1, 2].map((sizeGiB) => ({ kind: 'sparse-file' as const, path: '/var/lib/xen/images/web.img', sizeGiB })) },
      'Disks: /var/lib/xen/images/web.img is named twice',
      quiet,
    ],
    ['no space at all', {}, 'Disk 1: There is no space left', { ...quiet, freeBytes: { '/var/lib/xen/images/web.img': 1000 } }],
  ])('refuses %s', (_, answers, words, around) => {
    expect(failed(answers, around)).toEqual([expect.stringContaining(words)]);
  });

  it('warns of a sparse disk that may outgrow its file system, and of little memory', () => {
    const around = { ...quiet, freeBytes: { '/var/lib/xen/images/web.img': 5 * 2 ** 30 } };
    const warned = guestChecks(completeGuest({ v: 1, name: 'web', memoryMiB: 64 }, around), around).filter(({ state }) => state === 'warn');
    expect(warned.map(({ title }) => title)).toEqual(['Memory', 'Disk 1']);
  });

  it('lets a guest have the most that the wizard offers, and says when it gets no network', () => {
    const question = guestQuestions(quiet, { v: 1 }).find(({ path }) => path === 'memoryMiB');
    expect(question).toMatchObject({ maximum: 26875 });
    expect(failed({ memoryMiB: 26875 })).toEqual([]);
    const { network } = dom0Facts;
    const bare = {
      ...quiet,
      facts: { ...dom0Facts, network: { ...network, links: network.links.filter(({ kind }) => kind !== 'bridge') } },
    };
    const warned = (around: Surroundings, answers: Omit<GuestDraft, 'v'> = {}) =>
      guestChecks(completeGuest({ v: 1, name: 'web', ...answers }, around), around).filter(({ state }) => state === 'warn');
    expect(warned(bare)).toMatchObject([
      { id: 'guest.vifs', detail: expect.stringContaining('no bridge'), hint: expect.stringContaining('bridge') },
    ]);
    expect(warned(quiet, { vifs: [] })).toEqual([]);
  });

  it('lets a guest that is not started ask for more than is free now', () => {
    expect(failed({ memoryMiB: 27001, start: false })).toEqual([]);
  });
});

describe('guestPlan', () => {
  it('makes the disk, the configuration and the link, in this order, and says of which guest', () => {
    const plan = guestPlan({ ...guest, autostart: true });
    expect(plan.purpose).toBe('guest');
    expect(plan.changes.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'directory guest.web.disk0.directory0',
      'directory guest.web.disk0.directory1',
      'command guest.web.disk0',
      'file guest.web.config',
      'file guest.web.autostart',
    ]);
    expect(plan.changes[2]).toMatchObject({
      argv: ['truncate', '-s', '>10G', '/var/lib/xen/images/web.img'],
      undo: ['rm', '-f', '/var/lib/xen/images/web.img'],
    });
    expect(plan.changes[3]).toMatchObject({ path: '/etc/xen/web.cfg', mode: 0o600, before: null });
    expect(plan.changes[4]).toMatchObject({ path: '/etc/xen/auto/web.cfg', content: { link: '/etc/xen/web.cfg' } });
    expect(guestOfPlan(plan)).toBe('web');
  });

  it('knows a guest whose name has dots', () => {
    expect(guestOfPlan(guestPlan({ ...guest, name: 'a.config.disk0', disks: [] }))).toBe('a.config.disk0');
  });
});

describe('isMade', () => {
  const config = readConfig('/etc/xen/web.cfg', guestConfig(guest));
  const made: Surroundings = {
    ...quiet,
    configs: config === undefined ? [] : [config],
    files: { ...quiet.files, '/var/lib/xen/images/web.img': { type: 'file', size: 10 * 2 ** 30 } },
  };

  it('sees the same guest, and no other', () => {
    expect(isMade(guest, made)).toBe(true);
    expect(isMade({ ...guest, memoryMiB: 512 }, made)).toBe(false);
    expect(isMade({ ...guest, autostart: true }, made)).toBe(false);
    expect(isMade(guest, { ...made, files: {} })).toBe(false);
    expect(isMade(guest, quiet)).toBe(false);
  });
});

describe('parseGuestAnswers', () => {
  /** What is wrong with answers; undefined: nothing. */
  const refused = (answers: unknown): readonly string[] | undefined => {
    try {
      checkGuestAnswers(answers);
      return undefined;
    } catch (thrown) {
      return asArchxenError(thrown).lines;
    }
  };

  it('tells path and reason of every error', () => {
    const text = JSON.stringify({
      v: 1,
      name: '../x',
      memory: 5,
      memoryMiB: 1,
      kind: 'qemu',
      disks: [
        { kind: 'sparse-file', path: 'a', sizeGiB: 0 },
        { kind: 'sparse', path: '/a' },
        { kind: 'device', path: '/srv/a' },
      ],
      vifs: [{ bridge: 'xenbr0', mac: '00:16:3E:00:00:01' }],
      from: '/srv/my disk.img',
      diskKind: 'raid',
      source: { kind: 'floppy' },
    });
    expect(() => parseGuestAnswers(text)).toThrow(
      expect.objectContaining({
        code: 'answers-invalid',
        lines: expect.arrayContaining([
          expect.stringMatching(/^name: it should be letters/),
          expect.stringMatching(/^disks\.1\.kind: it should be one of sparse-file, .*lvm-thin, zfs, device, existing$/),
          expect.stringMatching(/^disks\.2\.path: it should be the path of a device/),
          'vifs.0.mac: it should be a MAC address in small letters, like 00:16:3e:1a:2b:3c',
          expect.stringMatching(/^from: it should be a whole path from \/ on, without blanks/),
          expect.stringMatching(/^diskKind: it should be one of sparse-file, /),
          'source.kind: it should be one of kernel, iso, cloud-image, disk, tree',
          expect.stringMatching(/^memoryMiB: it should be at least 32/),
          expect.stringMatching(/^kind: it should be one of pvh, pv, hvm, uefi/),
          expect.stringMatching(/^disks\.0\.path: /),
          expect.stringMatching(/^disks\.0\.sizeGiB: it should be at least 1/),
          expect.stringMatching(/unknown key memory/),
        ]),
      }),
    );
    expect(() => parseGuestAnswers('{"v":1,"name":"12"}')).toThrow(expect.objectContaining({ code: 'answers-invalid' }));
    expect(() => parseGuestAnswers('{')).toThrow(expect.objectContaining({ code: 'answers-invalid' }));
  });

  it('says no regular expression', () => {
    const wrong = {
      v: 1,
      name: '1',
      from: 'a b',
      vifs: [{ bridge: '/', mac: 'x' }],
      pci: ['x'],
      disks: [{ kind: 'zfs', volume: 'x', sizeGiB: 1 }],
    };
    const lines = refused(wrong);
    expect(lines).toHaveLength(6);
    for (const line of lines ?? []) expect(line).not.toMatch(/Invalid input|\^|\$|\\x/);
  });

  it.each([['/srv/my disk.img'], ['/srv/'], ['/srv/a,b'], ['/srv/a\\b'], ['/srv/é'], ['/srv'], ['/srv/a-b_1.qcow2'], ['/']])(
    'takes the path %s exactly when the prompts take it',
    (from) => {
      const asked = guestQuestions(quiet, { v: 1 }).find(({ path }) => path === 'from');
      const fits = asked?.kind === 'text' && new RegExp(asked.pattern).test(from);
      expect(refused({ v: 1, name: 'web', from }) === undefined).toBe(fits);
      const initramfs = guestQuestions(quiet, { v: 1 }).find(({ path }) => path === 'source.initramfs');
      const fitsToo = initramfs?.kind === 'text' && new RegExp(initramfs.pattern).test(from);
      expect(refused({ v: 1, name: 'web', source: { kind: 'kernel', initramfs: from } }) === undefined).toBe(fitsToo);
    },
  );

  it('takes an answers file that says next to nothing', () => {
    expect(parseGuestAnswers('{"v":1,"name":"a"}')).toEqual({ v: 1, name: 'a' });
    expect(parseGuestAnswers('{"v":1,"name":"a","disks":[],"vifs":[{"bridge":"xenbr0"}]}').vifs).toEqual([{ bridge: 'xenbr0' }]);
  });
});
