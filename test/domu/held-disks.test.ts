import { describe, expect, it } from '@jest/globals';
import { plant } from '../../src/system/memory.ts';
import { testHost } from './host.ts';
import { failed, rich } from './matrix.ts';
import { said } from './programs.ts';

const file = { type: 'file' as const, content: new Uint8Array(), size: 2 ** 30, mode: 0o644, uid: 0, gid: 0 };
const disks = (path: string) => [{ kind: 'existing' as const, path, format: 'raw' as const }];

describe('an existing disk that is not what its path says', () => {
  const why = (path: string, more: object): string =>
    failed({ kind: 'hvm', source: { kind: 'disk' }, disks: disks(path) }, { ...rich, ...more }).join();

  it("is refused when a link elsewhere leads to the host's own disk", () => {
    const links = { '/srv/win.img': '/dev/sda2' };
    const files = { ...rich.files, '/srv/win.img': { type: 'link' as const, size: 9 } };
    expect(why('/srv/win.img', { links, files })).toContain("holds this host's own root file system");
    expect(why('/srv/win.img', { links: { '/srv/win.img': '/dev/sdc' }, files })).toBe('');
  });

  it('is refused when a link leads nowhere, or to what is no file', () => {
    const files = { ...rich.files, '/srv/win.img': { type: 'link' as const, size: 9 } };
    expect(why('/srv/win.img', { files })).toContain('is not a disk');
    expect(
      why('/srv/win.img', { links: { '/srv/win.img': '/srv/node' }, files: { ...files, '/srv/node': { type: 'other', size: 0 } } }),
    ).toContain('is not a disk');
  });
});

describe('a disk that dom0 itself has', () => {
  const host = () => {
    const made = testHost();
    plant(made.tree, '/srv/win.img', file);
    return made;
  };
  const answers = {
    readInput: async () => JSON.stringify({ v: 1, name: 'win', kind: 'hvm', source: { kind: 'disk' }, disks: disks('/srv/win.img') }),
  };

  it('is refused for a new guest while a loop device has it', async () => {
    const { domu, answers: says, tree } = host();
    says.set('losetup -n -O NAME -j /srv/win.img', said('/dev/loop4\n'));
    const { error } = await domu('create --answers - --yes', answers);
    expect(error).toMatchObject({ code: 'guest-invalid', message: expect.stringContaining('/srv/win.img is behind /dev/loop4') });
    expect(tree.has('/etc/xen/win.cfg')).toBe(false);
    says.clear();
    expect((await domu('create --answers - --yes', answers)).error).toBeUndefined();
  });

  it('keeps a guest from being started, or finished', async () => {
    const { domu, answers: says, running, system } = host();
    const text =
      'name = "own"\ntype = "pvh"\nmemory = 64\nkernel = "/boot/vmlinuz-linux"\ndisk = [ "/srv/win.img,raw,xvda,rw", "/dev/vg0/own,raw,xvdb,rw", "/iso/x.iso,raw,xvdc,r" ]\n';
    await system.write('/etc/xen/own.cfg', Buffer.from(text), { mode: 0o600, uid: 0, gid: 0 });
    says.set('losetup -n -O NAME -j /iso/x.iso', said('/dev/loop9\n'));
    says.set('losetup -n -O NAME -j /srv/win.img', said('/dev/loop4\n'));
    expect((await domu('start own')).error?.message).toContain('its disk /srv/win.img is behind /dev/loop4');
    expect((await domu('finish own --yes')).error?.message).toContain('own is not finished: its disk /srv/win.img');
    says.delete('losetup -n -O NAME -j /srv/win.img');
    says.set('readlink -e -- /dev/vg0/own', said('/dev/dm-3\n'));
    says.set('lsblk -n -o MOUNTPOINTS /dev/dm-3', said('\n/mnt/own\n'));
    expect((await domu('start own')).error?.message).toContain('its disk /dev/vg0/own is mounted at /mnt/own');
    expect(running.size).toBe(0);
    says.delete('lsblk -n -o MOUNTPOINTS /dev/dm-3');
    expect((await domu('start own')).error).toBeUndefined();
    expect(running.size).toBe(1);
  });
});
