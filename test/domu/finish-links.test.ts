import { describe, expect, it } from '@jest/globals';
import { finishPlan } from '../../src/domu/finish/plan.ts';
import { guestTree } from '../../src/facts/guest-tree.ts';
import { readInstalled } from '../../src/facts/installed.ts';
import { memorySystem, plant, type Tree, treeOf } from '../../src/system/memory.ts';
import { said } from './programs.ts';

const arch = { '/etc/os-release': 'ID=arch\n', '/boot/vmlinuz-linux': 'kernel', '/boot/initramfs-linux.img': 'initramfs' };

/** Files of a guest; `-> /x` is a link there. */
function put(tree: Tree, at: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const meta = { mode: 0o644, uid: 0, gid: 0 };
    const target = /^-> (.+)$/.exec(text)?.[1];
    plant(
      tree,
      `${at}${path}`,
      target === undefined ? { type: 'file', content: Buffer.from(text), ...meta } : { type: 'link', target, ...meta },
    );
  }
}

/** What is found on a disk with these files, on a host that has secrets and a kernel of its own. */
async function found(files: Readonly<Record<string, string>>) {
  const tree = treeOf({
    '/srv/web.img': 'disk',
    '/etc/shadow': 'root:secret',
    '/etc/os-release': 'ID=dom0\n',
    '/usr/lib/os-release': 'ID=dom0\n',
    '/boot/vmlinuz-linux': 'of the host',
    '/boot/initramfs-linux.img': 'of the host',
    '/run/.keep': '',
  });
  const mounts: string[] = [];
  const run = async ([program, ...words]: readonly string[]) => {
    const last = words.at(-1) ?? '';
    if (program === 'mount') mounts.push(words.join(' '));
    if (program === 'mount') put(tree, last, files);
    if (program === 'umount') for (const path of [...tree.keys()]) if (path.startsWith(`${last}/`)) tree.delete(path);
    return said(program === 'blkid' ? 'TYPE=ext4\nUUID=abc\n' : '');
  };
  return { installed: await readInstalled(memorySystem(tree, { run }), '/srv/web.img'), mounts };
}

describe('links in a guest', () => {
  it.each([
    ['/etc/os-release', 'followed', '/usr/lib/os-release', true],
    ['/boot/vmlinuz', 'followed', '/boot/vmlinuz-linux', false],
    ['/boot/vmlinuz', 'kept', '/boot/vmlinuz', false],
    ['/efi/new/file', 'followed', '/boot/new/file', true],
    ['/efi/./../boot//x', 'followed', '/boot/x', true],
    ['/up', 'followed', undefined, undefined],
    ['/round', 'followed', undefined, undefined],
  ] as const)('%s, %s, leads to %s', async (path, last, place, absolute) => {
    const tree = treeOf({});
    put(tree, '/at', {
      '/etc/os-release': '-> /usr/lib/os-release',
      '/boot/vmlinuz': '-> vmlinuz-linux',
      '/boot/vmlinuz-linux': '',
      '/efi': '-> /boot',
      '/up': '-> ../../etc/shadow',
      '/round': '-> /round',
    });
    const expected = place === undefined ? undefined : { path: place, absolute };
    expect(await guestTree(memorySystem(tree), '/at').place(path, last)).toEqual(expected);
  });
});

describe('archxen domu finish', () => {
  it("reads a guest's own files where its links are absolute, not those of the host", async () => {
    const { installed, mounts } = await found({
      ...arch,
      '/etc/os-release': '-> /usr/lib/os-release',
      '/usr/lib/os-release': 'ID=debian\n',
    });
    expect(installed).toMatchObject({ os: 'debian', kernels: ['vmlinuz-linux'], initramfs: ['initramfs-linux.img'] });
    expect(mounts).toEqual([expect.stringMatching(/ro,noexec,nosuid,nodev/)]);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['its /boot leads to itself', { '/etc/os-release': 'ID=arch\n', '/boot': '-> /boot' }, 'leads out of its own files'],
    ['its /boot leads above its root', { '/etc/os-release': 'ID=arch\n', '/boot': '-> ../../../boot' }, 'leads out of its own files'],
    [
      'an initramfs leads above its root',
      { ...arch, '/boot/initramfs-linux.img': '-> ../../../../etc/shadow' },
      'initramfs-linux.img leads out',
    ],
    ['what is written is a link to a file of the host', { ...arch, '/boot/grub.cfg': '-> /etc/shadow' }, '/boot/grub.cfg leads out'],
    ['its @ is a link to the root of the host', { '/@': '-> /' }, 'there is no Linux root'],
  ])('refuses a disk while %s', async (_, files, words) => {
    expect((await found(files)).installed).toContain(words);
  });

  it('takes no file of the host for one of the guest', async () => {
    const { installed } = await found({ ...arch, '/boot/initramfs-linux.img': '-> /etc/shadow' });
    expect(installed).toMatchObject({ kernels: ['vmlinuz-linux'], initramfs: [] });
  });

  it('copies from, and writes to, where the links lead in the guest', async () => {
    const efi = { '/efi/vmlinuz-linux': 'kernel', '/efi/initramfs-linux.img': 'initramfs' };
    const { installed } = await found({ '/etc/os-release': 'ID=arch\n', '/etc/mkinitcpio.conf': '', '/boot': '-> /efi', ...efi });
    if (typeof installed === 'string') throw new Error(installed);
    const kernel = '/var/lib/xen/boot/web/vmlinuz-linux';
    const initramfs = '/var/lib/xen/boot/web/initramfs-linux.img';
    const config = { path: '/etc/xen/web.cfg', before: '', after: 'name = "web"\n' };
    const start = { by: 'copies', kernel, initramfs, extra: '' } as const;
    const { changes } = finishPlan({ name: 'web', config, start, found: installed, canChroot: true });
    const commands = changes.flatMap((change) => (change.kind === 'command' ? [change] : []));
    expect(commands.map(({ argv }) => argv.join(' '))).toEqual(
      expect.arrayContaining([
        `cp -- /run/archxen/mounts/web/efi/vmlinuz-linux ${kernel}`,
        `cp -- /run/archxen/mounts/web/efi/initramfs-linux.img ${initramfs}`,
      ]),
    );
    expect(commands.flatMap(({ writes }) => writes)).toContain('/run/archxen/mounts/web/efi/initramfs-linux.img');
    expect(commands[0]?.argv.join(' ')).toMatch(/^mount .*nosuid,nodev/);
    const loader = { by: 'kernel', path: '/usr/lib/xen/boot/pvhgrub' } as const;
    const written = finishPlan({ name: 'web', config, start: loader, found: installed, canChroot: false }).changes;
    expect(written.flatMap((change) => (change.kind === 'file' ? [change.path] : []))).toContain('/run/archxen/mounts/web/efi/grub.cfg');
  });
});
