import { describe, expect, it } from '@jest/globals';
import { parseXlDisk } from '../../src/domu/xl-disk.ts';
import { xlFiles } from '../../src/domu/xl-files.ts';
import { plant } from '../../src/system/memory.ts';
import { testHost } from './host.ts';

describe('parseXlDisk', () => {
  it.each([
    ['/dev/vg/guest-volume,,hda', { target: '/dev/vg/guest-volume', vdev: 'hda', format: undefined, access: undefined }],
    ['/root/image.iso,,hdc,cdrom', { target: '/root/image.iso', vdev: 'hdc', devtype: 'cdrom', access: undefined }],
    ['raw:/root/image.iso,hdc:cdrom,ro', { target: '/root/image.iso', vdev: 'hdc', devtype: 'cdrom', access: 'ro', prefix: 'raw' }],
    ['format=qcow2, /a, xvda, rw, b', { target: '/a', format: 'qcow2', vdev: 'xvda', access: 'rw', surplus: ['b'] }],
    ['direct-io-safe, vdev=xvdb, target=/y,z=1', { target: '/y,z=1', vdev: 'xvdb', surplus: [] }],
    ['vdev=hdc, devtype=cdrom', { target: undefined, devtype: 'cdrom' }],
  ])('reads %s', (spec, disk) => {
    expect(parseXlDisk(spec)).toMatchObject(disk);
  });
});

describe('files that a guest names', () => {
  const text = `name = "web"
kernel = "/old"
kernel = "/boot/vmlinuz-linux"
ramdisk = "/boot/gone.img"
bootloader = "pygrub"
disk = [ "/a.img,raw,xvda,rw", "vdev=xvdb, script=block-iscsi, target=/iqn", "vdev=hdc, devtype=cdrom" ]
disk += [ "format=raw, vdev=xvdc, target=/dev/vg0/.keep" ]
`;

  it('are those that xl takes, without what others resolve', () => {
    expect(xlFiles(text).map(({ key, line, path }) => `${line} ${key} ${path}`)).toEqual([
      '3 kernel /boot/vmlinuz-linux',
      '4 ramdisk /boot/gone.img',
      '6 disk /a.img',
      '7 disk /dev/vg0/.keep',
    ]);
  });

  it('are missed before the guest is started, and when a setting names one', async () => {
    const { tree, domu } = testHost();
    plant(tree, '/etc/xen/web.cfg', { type: 'file', content: Buffer.from(text), mode: 0o600, uid: 0, gid: 0 });
    const shown = (await domu('web')).text;
    expect(shown).toContain('WARN  /etc/xen/web.cfg:4: /boot/gone.img of ramdisk is not there.');
    expect(shown).toContain('WARN  /etc/xen/web.cfg:6: /a.img of disk is not there.');
    expect(shown).not.toContain('vmlinuz-linux of kernel');
    const edited = (await domu('edit web bootloader=/usr/lib/nope --yes')).text;
    expect(edited).toContain('WARN  /usr/lib/nope of bootloader is not there.');
    expect(edited).not.toContain('WARN  /a.img');
  });
});
