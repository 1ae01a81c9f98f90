import { describe, expect, it } from '@jest/globals';
import { editedConfig, masked, parseSetting } from '../../src/domu/edit.ts';
import { hostState } from '../support/recording.ts';
import { dom0Facts } from './dom0.ts';
import { testHost } from './host.ts';
import { said } from './programs.ts';

const made = async (more: object = {}) => {
  const host = testHost();
  const run = await host.domu('create --answers - --yes', {
    readInput: async () => JSON.stringify({ v: 1, name: 'web', start: false, ...more }),
  });
  expect(run.error).toBeUndefined();
  const text = (path = '/etc/xen/web.cfg'): string => {
    const node = host.tree.get(path);
    return node?.type === 'file' ? Buffer.from(node.content).toString() : '';
  };
  return { ...host, text };
};
/** A guest that somebody else wrote. */
const madeFrom = async (config: string) => {
  const host = await made();
  const name = /name = "(\w+)"/.exec(config)?.[1];
  await host.system.write(`/etc/xen/${name}.cfg`, Buffer.from(config), { mode: 0o600, uid: 0, gid: 0 });
  return host;
};
const everything = (tree: ReturnType<typeof testHost>['tree'], but: RegExp): string =>
  [...tree]
    .flatMap(([path, node]) => (node.type === 'file' && !but.test(path) ? [Buffer.from(node.content).toString('latin1')] : []))
    .join('\n');

describe('archxen domu edit', () => {
  it('changes what is asked for, byte by byte nothing else, and can be taken back', async () => {
    const { domu, text } = await made({ kind: 'hvm' });
    const before = text();
    const run = await domu('edit web memory=2048 vcpus=3');
    expect(run.error).toBeUndefined();
    expect(text()).toBe(before.replace('memory = 1024', 'memory = 2048').replace('vcpus = 2', 'vcpus = 3'));
    expect(run.text).not.toContain(/vncpasswd = "(\w+)"/.exec(before)?.[1] ?? 'none');
    expect((await domu('edit web memory=2048 --json')).result).toMatchObject({ changed: false });
  });

  it('keeps the password out of journal and logs; the backup is for root alone', async () => {
    const { domu, text, tree } = await made({ kind: 'hvm' });
    const password = /vncpasswd = "(\w+)"/.exec(text())?.[1] ?? 'none';
    await domu('edit web memory=2048');
    expect(everything(tree, /^\/etc\/xen\/web\.cfg$|^\/var\/lib\/archxen\/backups\//)).not.toContain(password);
    const backups = [...tree].filter(([path, node]) => path.startsWith('/var/lib/archxen/backups/') && node.type === 'file');
    expect(backups.map(([, node]) => node.mode)).toEqual([0o600]);
  });

  it.each([
    ['memroy=5', 'usage', 'Do you mean memory?'],
    ['memory=lots', 'guest-invalid', 'no unit'],
    ['vcpus', 'usage', 'key=value'],
    ['disk=x', 'usage', 'Lists'],
    ['type=xen', 'guest-invalid', '"pvh"'],
    ['', 'usage', 'memory=2048'],
    ['name=other', 'usage', 'archxen domu clone'],
    ['name=', 'usage', 'archxen domu clone'],
    ['uuid=5c39e28b-b941-4193-8cbf-6d67b5a582ea', 'usage', 'archxen domu clone'],
    ['memory=', 'guest-invalid', 'memory=1024'],
    ['memory=8', 'guest-invalid', '32 MiB or more'],
    ['memory=1000000', 'guest-invalid', 'less than the host has'],
    ['vcpus=7', 'guest-invalid', 'at most 6'],
    ['kernel=/nope', 'guest-invalid', 'dom0 can read'],
    ['ramdisk=/boot', 'guest-invalid', 'path of a file'],
    ['vnclisten=0.0.0.0', 'guest-invalid', 'ssh -L'],
    ['vnclisten=::', 'guest-invalid', 'ssh -L'],
  ])('refuses "%s" and leaves the file alone', async (words, code, hint) => {
    const { domu, text } = await made();
    const before = text();
    expect((await domu(`edit web ${words}`)).error).toMatchObject({ code, hint: expect.stringContaining(hint) });
    expect(text()).toBe(before);
  });

  it('opens a screen to the network with a password alone', async () => {
    const { domu, text } = await made({ kind: 'hvm' });
    expect((await domu('edit web vnclisten=0.0.0.0')).error).toBeUndefined();
    const open = text();
    expect((await domu('edit web vncpasswd=')).error).toMatchObject({ code: 'guest-invalid', hint: expect.stringContaining('127.0.0.1') });
    expect(text()).toBe(open);
  });

  it('says what a new guest is warned of', async () => {
    const { domu } = await made();
    const run = await domu('edit web memory=28000 --json');
    expect(run.result).toMatchObject({ changed: true, warnings: [expect.stringContaining('of Xen, and it has 27000 MiB free')] });
    expect((await domu('edit web memory=64')).text).toContain('WARN  Memory: 64 MiB');
  });

  it('removes a setting that is given no value, and masks what is secret', () => {
    expect(editedConfig('name = "a"\nextra = "x"\n', [parseSetting('extra=')])).toBe('name = "a"\n');
    expect(masked('vncpasswd = "abc"\n')).toBe('vncpasswd = "********"\n');
  });
});

describe('archxen domu autostart', () => {
  it('makes and removes the link, and removal takes it along', async () => {
    const { domu, tree } = await made();
    expect((await domu('autostart web on')).exit).toBe(0);
    expect(tree.get('/etc/xen/auto/web.cfg')).toMatchObject({ type: 'link', target: '/etc/xen/web.cfg' });
    expect((await domu('autostart web on --json')).result).toMatchObject({ changed: false });
    expect((await domu('autostart web off')).exit).toBe(0);
    expect(tree.has('/etc/xen/auto/web.cfg')).toBe(false);
    await domu('autostart web on');
    expect((await domu('remove web --yes')).exit).toBe(0);
    expect(tree.has('/etc/xen/auto/web.cfg')).toBe(false);
    expect((await domu('autostart web maybe')).error).toMatchObject({ code: 'usage' });
  });
});

describe('archxen domu autostart, without xendomains', () => {
  it('says that nothing starts the guest, also when it was set before', async () => {
    const { domu } = await made();
    const units = { 'xendomains.service': { load: 'loaded', enabled: 'disabled', active: 'inactive' } };
    const without = { facts: async () => ({ ...dom0Facts, units }) };
    const warning = 'Autostart: xendomains is not enabled, so nothing starts it when the host boots. systemctl enable xendomains.service';
    const run = await domu('autostart web on', without);
    expect(run.text).toContain(`WARN  ${warning}`);
    expect(run.text).toContain('web starts when the host boots with xendomains enabled.');
    expect((await domu('autostart web on --json', without)).result).toMatchObject({ changed: false, warnings: [warning] });
    expect((await domu('autostart web off', without)).text).not.toContain('WARN');
    expect((await domu('autostart web on')).text).not.toContain('WARN');
  });
});

describe('archxen domu clone', () => {
  it('copies disks and configuration under another name, address and password', async () => {
    const { domu, text, commands, tree } = await made({ kind: 'hvm' });
    const before = hostState(tree);
    const run = await domu('clone web copy');
    expect(run.error).toBeUndefined();
    expect(commands).toContain('cp --reflink=auto --sparse=always -- /var/lib/xen/images/web.img /var/lib/xen/images/copy.img');
    const [old, fresh] = [text(), text('/etc/xen/copy.cfg')];
    expect(fresh).toContain('name = "copy"');
    expect(fresh).toContain('target=/var/lib/xen/images/copy.img');
    for (const key of [/mac=(\S+),/, /vncpasswd = "(\w+)"/]) expect(key.exec(fresh)?.[1]).not.toBe(key.exec(old)?.[1]);
    expect((await domu('remove copy --yes')).exit).toBe(0);
    expect(hostState(tree)).toEqual(before);
  });

  it('copies a volume to a volume of the same size', async () => {
    const host = await made({ disks: [] });
    await host.system.write(
      '/etc/xen/lv.cfg',
      Buffer.from('name = "lv"\ndisk = [ "format=raw, vdev=xvda, access=rw, target=/dev/vg0/lv" ]\n'),
      { mode: 0o600, uid: 0, gid: 0 },
    );
    host.answers.set('lvs --noheadings', { exit: 0, stdout: '  vg0 lv 1073741824\n', stderr: '', ended: 'exit' });
    host.answers.set('dd', { exit: 0, stdout: '', stderr: '', ended: 'exit' });
    expect((await host.domu('clone lv two')).error).toBeUndefined();
    expect(host.commands).toContain('lvcreate -y -q -W y -L 1073741824B -n two vg0');
    expect(host.commands).toContain('dd if=/dev/vg0/lv of=/dev/vg0/two bs=4M conv=fsync status=none');
    host.answers.set('lvs --noheadings', { exit: 5, stdout: '', stderr: '', ended: 'exit' });
    expect((await host.domu('clone lv three')).error).toMatchObject({ message: expect.stringContaining('is a device of this host') });
  });

  it('refuses copies for which there is no room, before anything is copied', async () => {
    const host = await madeFrom('name = "db"\ndisk = [ "/srv/a,raw,xvda,w", "/srv/b,raw,xvdb,w" ]\n');
    const most = 2 ** 42;
    const du = (a: number, b: number) => ({ exit: 0, stdout: `${a}\t/srv/a\0${b}\t/srv/b\0`, stderr: '', ended: 'exit' as const });
    const findmnt = (type: string) => ({
      exit: 0,
      stdout: `{"filesystems":[{"maj:min":"8:1","source":"/dev/sda1","fstype":"${type}"}]}`,
      stderr: '',
      ended: 'exit' as const,
    });
    host.answers.set('du', du(most, most));
    host.answers.set('findmnt', findmnt('ext4'));
    const { error } = await host.domu('clone db test');
    expect(error).toMatchObject({ code: 'guest-invalid', message: expect.stringContaining('The copies take 8192.0 GiB in /srv') });
    expect(host.commands.filter((line) => line.startsWith('cp'))).toEqual([]);
    // Where blocks are shared, it takes none.
    host.answers.set('findmnt', findmnt('btrfs'));
    expect((await host.domu('clone db test')).error).toBeUndefined();
    expect((await host.domu('remove test --yes')).exit).toBe(0);
    host.answers.set('findmnt', findmnt('ext4'));
    host.answers.set('du', du(2 ** 20, 2 ** 20));
    expect((await host.domu('clone db test')).error).toBeUndefined();
  });

  it('gives each disk its own copy, though the name of one begins with that of another', async () => {
    const host = await madeFrom(
      'name = "db"\ndisk = [ "format=raw, vdev=xvda, access=ro, target=/srv/db-data.iso", "/srv/db-data,raw,xvdb,rw", "phy:/srv/db,xvdc,w" ]\n',
    );
    expect((await host.domu('clone db test')).error).toBeUndefined();
    expect(host.text('/etc/xen/test.cfg')).toContain(
      'disk = [ "format=raw, vdev=xvda, access=ro, target=/srv/db-data.iso", "/srv/test.img,raw,xvdb,rw", "phy:/srv/test-2.img,xvdc,w" ]',
    );
    expect(host.commands).toContain('cp --reflink=auto --sparse=always -- /srv/db-data /srv/test.img');
    expect(host.commands).toContain('cp --reflink=auto --sparse=always -- /srv/db /srv/test-2.img');
  });

  it('gives an address to each interface that has one, at its place', async () => {
    const host = await madeFrom('name = "db"\nvif = [ "bridge=xenbr0", "bridge=xenbr1,mac=00:16:3e:01:02:03,model=e1000" ]\n');
    expect((await host.domu('clone db test')).error).toBeUndefined();
    const vif = /^vif = (.*)$/m.exec(host.text('/etc/xen/test.cfg'))?.[1] ?? '';
    expect(vif).toMatch(/^\[ "bridge=xenbr0", "bridge=xenbr1,mac=00:16:3e:[0-9a-f:]{8},model=e1000" \]$/);
    expect(vif).not.toContain('01:02:03');
  });

  it('knows a volume by the path of lvcreate, whatever the original calls it, and takes it away again', async () => {
    const host = await madeFrom('name = "lv"\ndisk = [ "format=raw, vdev=xvda, access=rw, target=/dev/mapper/vg0-lv" ]\n');
    host.answers.set('lvs --noheadings', said('  vg0 lv 1073741824\n'));
    host.answers.set('dd', said());
    const before = hostState(host.tree);
    expect((await host.domu('clone lv two')).error).toBeUndefined();
    expect(host.text('/etc/xen/two.cfg')).toContain('target=/dev/vg0/two');
    expect((await host.domu('remove two --yes')).error).toBeUndefined();
    expect(hostState(host.tree)).toEqual(before);
    host.answers.set('dd', said('', 1, 'no space\n'));
    expect((await host.domu('clone lv two')).error).toBeDefined();
    expect(hostState(host.tree)).toEqual(before);
  });

  it('starts without the files of the original: kernel, initramfs and seed are its own', async () => {
    const host = await madeFrom(
      [
        'name = "web"',
        'kernel = "/var/lib/xen/boot/web/vmlinuz"',
        'ramdisk = "/var/lib/xen/boot/web/initrd"',
        'disk = [ "format=raw, vdev=xvda, access=rw, target=/var/lib/xen/images/web.img", "format=raw, vdev=xvdb, access=ro, target=/var/lib/xen/images/web.seed.iso" ]',
        '',
      ].join('\n'),
    );
    const before = hostState(host.tree);
    const cloned = await host.domu('clone web two');
    expect(cloned.error).toBeUndefined();
    expect(cloned.text).toContain('WARN  cloud-init has set up the network of web for its own MAC address.');
    const text = host.text('/etc/xen/two.cfg');
    for (const path of ['/var/lib/xen/boot/two/vmlinuz', '/var/lib/xen/boot/two/initrd', '/var/lib/xen/images/two.seed.iso']) {
      expect(text).toContain(path);
      expect(host.tree.has(path)).toBe(true);
    }
    expect(text).not.toContain('/web');
    expect((await host.domu('remove two --yes')).error).toBeUndefined();
    expect(hostState(host.tree)).toEqual(before);
  });

  it('refuses a disk that a script makes of something', async () => {
    const host = await madeFrom(
      'name = "db"\ndisk = [ "script=block-iscsi, vdev=xvda, target=iqn=iqn.2026-01.org:db,portal=192.0.2.1" ]\n',
    );
    const before = hostState(host.tree);
    expect((await host.domu('clone db test')).error).toMatchObject({ code: 'guest-invalid', hint: expect.stringContaining('LVM') });
    expect(hostState(host.tree)).toEqual(before);
  });

  it('refuses a running guest and a name that is taken', async () => {
    const { domu, running } = await made();
    expect((await domu('clone web web')).error).toMatchObject({ code: 'guest-invalid' });
    expect((await domu('clone web create')).error).toMatchObject({ code: 'guest-invalid' });
    running.add('web');
    expect((await domu('clone web two')).error).toMatchObject({ message: expect.stringContaining('is running') });
  });
});

describe('archxen domu save', () => {
  it('keeps the memory in a file until it is restored, and does not start over it', async () => {
    const { domu, tree, running } = await made();
    await domu('start web');
    const before = hostState(tree);
    expect((await domu('save web')).error).toBeUndefined();
    expect(running.size).toBe(0);
    expect(tree.has('/var/lib/xen/images/web.save')).toBe(true);
    expect((await domu('start web')).error).toMatchObject({ code: 'guest-invalid', hint: expect.stringContaining('restore web') });
    expect((await domu('restore web')).error).toBeUndefined();
    expect(running).toEqual(new Set(['web']));
    expect(hostState(tree)).toEqual(before);
    expect((await domu('restore web')).error).toMatchObject({ message: 'web is running.' });
  });

  it('that fails leaves the guest running and no file; removal takes a saved memory along', async () => {
    const { domu, tree, answers } = await made();
    await domu('start web');
    answers.set('xl save', { exit: 1, stdout: '', stderr: 'no space\n', ended: 'exit' });
    expect((await domu('save web')).error).toMatchObject({ code: 'command-failed' });
    expect(tree.has('/var/lib/xen/images/web.save')).toBe(false);
    answers.delete('xl save');
    await domu('save web');
    const removed = await domu('remove web --yes');
    expect(removed.text).toContain('web.save');
    expect(tree.has('/var/lib/xen/images/web.save')).toBe(false);
  });
});
