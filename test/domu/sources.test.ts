import { describe, expect, it } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import { guestChecks } from '../../src/domu/check.ts';
import { guestConfig } from '../../src/domu/config.ts';
import { completeGuest } from '../../src/domu/defaults.ts';
import type { GuestDraft } from '../../src/domu/guest.ts';
import { uselessMedium } from '../../src/domu/media/useless.ts';
import { guestOfPlan, guestPlan } from '../../src/domu/plan.ts';
import { seedFiles } from '../../src/domu/sources/seed.ts';
import type { Surroundings } from '../../src/domu/surroundings.ts';
import { guestQuestions } from '../../steps/domu/questions.ts';
import { hostState, recording } from '../support/recording.ts';
import { dom0Facts } from './dom0.ts';
import { testHost } from './host.ts';
import { rich, sources } from './matrix.ts';

const made = (answers: Omit<GuestDraft, 'v'>, around: Surroundings = rich) => completeGuest({ v: 1, name: 'web', ...answers }, around);
const failed = (answers: Omit<GuestDraft, 'v'>, around: Surroundings = rich): readonly string[] =>
  failures(guestChecks(made(answers, around), around)).map(({ title, detail }) => `${title}: ${detail}`);
const without = (path: string): Surroundings => ({ ...rich, files: { ...rich.files, [path]: undefined } });
const argvs = (answers: Omit<GuestDraft, 'v'>): readonly string[] =>
  guestPlan(made(answers)).changes.flatMap((change) => (change.kind === 'command' ? [change.argv.join(' ')] : []));

describe('a guest from a path alone', () => {
  it.each([
    ['kernel', 'pvh', 'kernel'],
    ['arch-iso', 'pvh', 'iso'],
    ['windows-iso', 'uefi', 'iso'],
    ['other-iso', 'hvm', 'iso'],
    ['cloud-image', 'hvm', 'cloud-image'],
    ['old-disk', 'hvm', 'disk'],
    ['tree', 'pvh', 'tree'],
  ])('%s becomes %s, passes the checks, and takes at most five prompts', (source, kind, sourceKind) => {
    const guest = made(sources[source] ?? {});
    expect([guest.kind, guest.source.kind]).toEqual([kind, sourceKind]);
    expect(failures(guestChecks(guest, rich))).toEqual([]);
    const asked = guestQuestions(rich, { v: 1, name: 'web', ...sources[source] }).filter(({ advanced }) => !advanced);
    expect(asked.map(({ path }) => path)).toEqual(['name', 'from', 'kind', 'memoryMiB', 'diskGiB']);
  });

  it('takes another kind where the host cannot run the best one', () => {
    const pvOnly = { ...rich, facts: { ...dom0Facts, xen: { ...dom0Facts.xen, virtCaps: ['pv'] } } };
    expect(made({ from: '/iso/arch.iso' }, pvOnly).kind).toBe('pv');
    expect(made({ from: '/iso/windows.iso' }, without('/usr/lib/xen/boot/ovmf.bin')).kind).toBe('hvm');
  });
});

describe('each kind of guest that this host cannot run', () => {
  it.each<[string, Omit<GuestDraft, 'v'>, Surroundings, string]>([
    ['no device model', { kind: 'hvm' }, without('/usr/lib/xen/bin/qemu-system-i386'), 'QEMU for Xen) is not installed'],
    [
      'no SeaBIOS',
      { kind: 'hvm' },
      { ...rich, files: Object.fromEntries(Object.entries(rich.files).filter(([path]) => !/bios-256k/.test(path))) },
      'seabios',
    ],
    ['no OVMF', { kind: 'uefi' }, without('/usr/lib/xen/boot/ovmf.bin'), 'ovmf'],
  ])('says why: %s', (_, answers, around, words) => {
    expect(failed(answers, around)).toEqual([expect.stringContaining(words)]);
    const question = guestQuestions(around, { v: 1, from: '/iso/other.iso' }).find(({ path }) => path === 'kind');
    const option = question?.kind === 'select' ? question.options.find(({ value }) => value === answers.kind) : undefined;
    expect(option?.unavailable).toContain(words);
  });
});

describe('an installation medium', () => {
  it('of Arch starts in PVH by its own kernel, taken out without a mount', () => {
    expect(argvs({ from: '/iso/arch.iso' })).toEqual([
      'truncate -s >20G /var/lib/xen/images/web.img',
      'bsdtar -x -o -f /iso/arch.iso -C /var/lib/xen/boot/web --strip-components 3 arch/boot/x86_64/vmlinuz-linux',
      'bsdtar -x -o -f /iso/arch.iso -C /var/lib/xen/boot/web --strip-components 3 arch/boot/x86_64/initramfs-linux.img',
    ]);
    const config = guestConfig(made({ from: '/iso/arch.iso' }));
    expect(config).toContain('kernel = "/var/lib/xen/boot/web/vmlinuz-linux"');
    expect(config).toContain('archisosearchuuid=2026-03-01-10-20-30-00');
    expect(config).toContain('format=raw, vdev=xvdb, access=ro, target=/iso/arch.iso');
  });

  it('in HVM is a DVD that the firmware starts, with a screen on this host only', () => {
    const config = guestConfig(made({ from: '/iso/windows.iso' }), { vncPassword: 'Secret77' });
    for (const line of ['boot = "dc"', 'viridian = 1', 'vnclisten = "127.0.0.1"', 'vncpasswd = "Secret77"', 'model=e1000'])
      expect(config).toContain(line);
    expect(config).toContain('vdev=hdc, access=ro, devtype=cdrom, target=/iso/windows.iso');
    expect(config).not.toContain('0.0.0.0');
  });

  const arch = rich.media['/iso/arch.iso'];
  const short = arch?.medium.kind === 'iso' ? { ...arch.medium, bytes: 1000 } : undefined;
  const checksum = { file: 'sha256sums.txt', algorithm: 'sha256', expected: 'aa', actual: 'bb' };
  it.each<[string, Omit<GuestDraft, 'v'>, Surroundings, string]>([
    ['that is not there', { source: { kind: 'iso', path: '/iso/nope.iso' } }, rich, 'There is no file /iso/nope.iso'],
    [
      'that is cut off',
      { from: '/iso/arch.iso' },
      { ...rich, media: { ...rich.media, '/iso/arch.iso': short && { medium: short } } },
      'is cut off: it has 1000 of',
    ],
    [
      'with a wrong checksum',
      { from: '/iso/arch.iso' },
      { ...rich, media: { ...rich.media, '/iso/arch.iso': arch && { ...arch, checksum } } },
      'is not what its publisher made',
    ],
    ['that is none', { source: { kind: 'iso', path: '/srv/old.img' } }, rich, 'is no ISO'],
    ['that has no kernel for PVH', { from: '/iso/windows.iso', kind: 'pvh' }, rich, 'Windows cannot be installed in a PVH guest'],
    ['without bsdtar', { from: '/iso/arch.iso' }, without('/usr/bin/bsdtar'), 'bsdtar is missing'],
  ])('%s is refused', (_, answers, around, words) => {
    expect(failed(answers, around)).toEqual([expect.stringContaining(words)]);
  });
});

describe('a cloud image', () => {
  const from = '/iso/debian-13-genericcloud.qcow2';

  it('is copied to the disk, whatever that is, and gets a seed with user, key and name', () => {
    expect(argvs({ from })).toEqual([
      'truncate -s >20G /var/lib/xen/images/web.img',
      `qemu-img convert -n --target-is-zero -f qcow2 -O raw ${from} /var/lib/xen/images/web.img`,
      'bsdtar -c -f /var/lib/xen/images/web.seed.iso --format=iso9660 --options=volume-id=CIDATA -C /var/lib/xen/seeds/web user-data meta-data network-config',
    ]);
    expect(argvs({ from, disks: [{ kind: 'lvm', group: 'vg0', volume: 'web', sizeGiB: 5 }] })[1]).toBe(
      `qemu-img convert -n -f qcow2 -O raw ${from} /dev/vg0/web`,
    );
    const guest = made({ from, name: 'my.web', source: { kind: 'cloud-image', image: from, passwordHash: `$6$salt$${'x'.repeat(86)}` } });
    if (guest.source.kind !== 'cloud-image') throw new Error();
    const files = seedFiles(guest.source, guest);
    expect(files['user-data']).toMatch(/^#cloud-config\n/);
    const data = JSON.parse((files['user-data'] ?? '').replace(/^#.*\n/, ''));
    expect(data).toMatchObject({
      hostname: 'my-web',
      ssh_pwauth: false,
      users: [{ name: 'anna', ssh_authorized_keys: [expect.stringContaining('anna@desk')], lock_passwd: false }],
    });
    expect(JSON.parse(files['network-config'] ?? '')).toEqual({
      version: 2,
      ethernets: { vif0: { match: { macaddress: guest.vifs[0]?.mac }, dhcp4: true } },
    });
  });

  it('can have a fixed address', () => {
    const network = { method: 'static' as const, address: '192.0.2.9/24', gateway: '192.0.2.1', nameservers: ['192.0.2.1'] };
    const guest = made({ source: { kind: 'cloud-image', image: from, network } });
    if (guest.source.kind !== 'cloud-image') throw new Error();
    expect(JSON.parse(seedFiles(guest.source, guest)['network-config'] ?? '').ethernets.vif0).toMatchObject({
      addresses: ['192.0.2.9/24'],
      routes: [{ to: '0.0.0.0/0', via: '192.0.2.1' }],
    });
  });

  it.each<[string, Omit<GuestDraft, 'v'>, Surroundings, string]>([
    ['too large for the disk', { from, diskGiB: 2 }, rich, 'has 3.0 GiB and does not fit'],
    ['that nobody could log in to', { from }, { ...rich, person: { user: 'arch', sshKeys: [] } }, 'Nobody could log in'],
    ['without qemu-img', { from }, without('/usr/bin/qemu-img'), 'qemu-img is missing'],
    ['without a disk', { from, diskGiB: 0 }, rich, 'there is none to be made'],
    [
      'in PVH without a boot loader',
      { from, kind: 'pvh' },
      { ...rich, files: Object.fromEntries(Object.entries(rich.files).filter(([path]) => !/grub/.test(path))) },
      'pvhgrub is not installed',
    ],
  ])('%s is refused', (_, answers, around, words) => {
    expect(failed(answers, around)).toEqual([expect.stringContaining(words)]);
  });
});

describe('a path that holds nothing to start', () => {
  const image = (format: 'vhd' | 'vmdk' | 'vdi' | 'xz' | 'raw'): Surroundings['media'][string] => ({
    medium: { kind: 'image', format, bytes: 2 ** 20, virtualBytes: 2 ** 30 },
  });

  it.each([
    [
      '/srv/cut.iso',
      { medium: { kind: 'other', detail: 'neither an ISO, nor a disk image, nor a kernel' } as const },
      'neither an ISO',
      'cut',
    ],
    ['/nope.iso', { medium: { kind: 'none' } as const }, 'There is no file /nope.iso.', 'Correct the path.'],
    ['/srv/a.img.xz', image('xz'), 'is packed (xz)', 'unxz -k /srv/a.img.xz'],
    ['/srv/b.vmdk', image('vmdk'), 'is a vmdk image', 'qemu-img convert -O raw /srv/b.vmdk /srv/b.img'],
    ['/srv/c.vdi', image('vdi'), 'is a vdi image', 'qemu-img convert -O raw /srv/c.vdi /srv/c.img'],
  ])('%s is useless, and the next step is told', (path, found, reason, hint) => {
    expect(uselessMedium(path, { ...rich, media: { [path]: found } })).toEqual({
      reason: expect.stringContaining(reason),
      hint: expect.stringContaining(hint),
    });
  });

  it('is not what is there, nor an image that is copied or that xl knows', () => {
    const around = { ...rich, media: { '/srv/a-cloud.vmdk': image('vmdk'), '/srv/a.vhd': image('vhd'), '/srv/old.img': image('raw') } };
    for (const path of [...Object.keys(around.media), undefined, '/not/looked/at']) expect(uselessMedium(path, around)).toBeUndefined();
  });

  it.each([['/srv/cut.iso'], ['/etc/hostname'], ['/nope.iso'], ['/srv/a.vmdk']])('is refused unasked, too: %s', async (from) => {
    const { domu, tree, system } = testHost();
    const node = { mode: 0o644, uid: 0, gid: 0 };
    await system.makeDirectory('/srv', { mode: 0o755, uid: 0, gid: 0 });
    await system.write('/srv/cut.iso', Buffer.alloc(4096), node);
    await system.write('/etc/hostname', Buffer.from('desk\n'), node);
    await system.write('/srv/a.vmdk', Buffer.from('KDMV'), node);
    const before = hostState(tree);
    const { error } = await domu('create --answers - --yes', { readInput: async () => JSON.stringify({ v: 1, name: 'web', from }) });
    expect(error).toMatchObject({ code: 'guest-invalid', message: expect.stringContaining(from), path: from, hint: expect.any(String) });
    expect(hostState(tree)).toEqual(before);
  });

  it('is no kernel, whoever names it as one', () => {
    const around = { ...rich, files: { ...rich.files, '/iso/arch.iso': { type: 'file' as const, size: 1 } } };
    expect(failed({ source: { kind: 'kernel', kernel: '/iso/arch.iso' } }, around)).toEqual(['Kernel: /iso/arch.iso is not a kernel.']);
  });

  it('is told to qemu-img by the name that it knows a format by', () => {
    const image = '/iso/a-cloud.vhd';
    const around = {
      ...rich,
      media: { [image]: { medium: { kind: 'image' as const, format: 'vhd' as const, bytes: 1, virtualBytes: 1 } } },
    };
    const { changes } = guestPlan(made({ from: image }, around));
    expect(changes.flatMap((change) => (change.kind === 'command' ? [change.argv.join(' ')] : []))).toContainEqual(
      expect.stringMatching(/^qemu-img convert .* -f vpc -O raw /),
    );
  });
});

describe('a root tree', () => {
  it('becomes a file system without a mount, whose UUID the kernel is told', () => {
    const [, mke2fs = ''] = argvs({ from: '/srv/tree' });
    const uuid = /-U (\S+)/.exec(mke2fs)?.[1];
    expect(mke2fs).toMatch(/^mke2fs -q -t ext4 -F -U \S+ -L web -d \/srv\/tree \/var\/lib\/xen\/images\/web\.img$/);
    expect(guestConfig(made({ from: '/srv/tree' }))).toContain(`root=UUID=${uuid} rw`);
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('guestOfPlan', () => {
  it('knows the guest of every plan', () => {
    for (const draft of Object.values(sources)) {
      for (const name of ['web', 'a.config.disk0', 'source1']) expect(guestOfPlan(guestPlan(made({ ...draft, name })))).toBe(name);
    }
  });
});

describe('a creation with a screen', () => {
  const answers = { readInput: async () => JSON.stringify({ v: 1, name: 'web', kind: 'hvm' }) };

  it('has its password in the configuration alone: not in the journal, a log or on the terminal', async () => {
    const { domu, tree, commands } = testHost();
    const run = await domu('create --answers - --yes --json', answers);
    expect(run.error).toBeUndefined();
    const texts = [...tree].flatMap(([path, node]) =>
      node.type === 'file' ? [[path, Buffer.from(node.content).toString()] as const] : [],
    );
    const config = texts.find(([path]) => path === '/etc/xen/web.cfg')?.[1] ?? '';
    const password = /vncpasswd = "(\w{8})"/.exec(config)?.[1] ?? '';
    expect(password).toHaveLength(8);
    expect(texts.filter(([, text]) => text.includes(password)).map(([path]) => path)).toEqual(['/etc/xen/web.cfg']);
    expect(run.text).not.toContain(password);
    expect(commands.join('\n')).not.toContain(password);
    expect(run.text).toContain('********');
    // The same answers again are the same guest, password and all.
    expect((await domu('create --answers - --yes --json', answers)).result).toMatchObject({ changed: false });
  });

  it('that is cut off anywhere leaves what remove takes away', async () => {
    const first = testHost();
    const recorded = recording(first.system, first.tree);
    const before = hostState(first.tree);
    expect((await first.domu('create --answers - --yes', { ...answers, system: recorded.system })).exit).toBe(0);
    for (const { effect, tree } of recorded.snapshots) {
      const next = testHost(dom0Facts, new Map(tree));
      const { error } = await next.domu('remove web --yes');
      if (error !== undefined) expect([effect, error.message]).toEqual([effect, 'There is no guest web.']);
      expect([effect, hostState(next.tree)]).toEqual([effect, before]);
      expect([effect, [...next.tree.keys()].filter((path) => path.startsWith('/run/archxen/guests'))]).toEqual([effect, []]);
    }
  });
});
