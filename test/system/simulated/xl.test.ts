import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseXlInfo, parseXlList } from '../../../src/xen/xl-output.ts';
import { installBase, type Simulated, simulated } from './host.ts';

const guest = (changes: Readonly<Record<string, string>> = {}): string =>
  Object.entries({
    name: '"one"',
    type: '"pvh"',
    memory: '512',
    vcpus: '2',
    kernel: '"/boot/vmlinuz-linux"',
    disk: '["format=raw, vdev=xvda, access=rw, target=/var/lib/one.img"]',
    vif: '["mac=00:16:3e:00:00:01,bridge=xenbr0"]',
    ...changes,
  })
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('');

async function dom0(): Promise<Simulated> {
  const host = simulated('plain-uefi-systemd-boot', { buildLines: 5 });
  await installBase(host, 'xen');
  await host.write(
    '/boot/own.cfg',
    '[global]\ndefault=own\n[own]\noptions=dom0_mem=2048M dom0_max_vcpus=2\nkernel=vmlinuz-linux rw\nramdisk=initramfs-linux.img\n',
  );
  await host.write('/boot/loader/entries/own.conf', 'efi /xen.efi\noptions xen.efi -cfg=own.cfg\n');
  for (const unit of ['xenstored', 'xenconsoled', 'xen-init-dom0', 'xendomains']) await host.run('systemctl', 'enable', `${unit}.service`);
  await host.write('/etc/systemd/network/10-b.netdev', '[NetDev]\nName=xenbr0\nKind=bridge\nMACAddress=6c:4b:90:1a:2f:73\n');
  await host.run('truncate', '-s', '>1G', '/var/lib/one.img');
  await host.run('bootctl', 'set-default', 'own.conf');
  await host.run('systemctl', 'reboot');
  return host;
}

describe('xl on plain Linux', () => {
  it('says that there is no hypervisor', async () => {
    const host = simulated('plain-uefi-systemd-boot', { buildLines: 5 });
    await installBase(host, 'xen');
    expect(await host.system.run(['xl', 'list'])).toMatchObject({ exit: 1, stderr: expect.stringContaining('cannot init xl context') });
  });
});

describe('xl in dom0', () => {
  let host: Simulated;
  beforeAll(async () => {
    host = await dom0();
  });

  it('lists Domain-0 with what it was given, and knows the host', async () => {
    expect(parseXlList(await host.run('xl', 'list'))).toMatchObject([
      { name: 'Domain-0', id: 0, memoryMiB: 2048, vcpus: 2, state: 'r-----' },
    ]);
    const info = parseXlInfo(await host.run('xl', 'info'));
    expect(info).toMatchObject({ totalMiB: 16383, commandLine: 'dom0_mem=2048M dom0_max_vcpus=2', cpus: 4 });
    expect(info.virtCaps).toEqual(expect.arrayContaining(['pv', 'hvm', 'hap']));
    expect(JSON.parse(await host.run('xl', 'list', '-l'))[0]).toMatchObject({ domid: 0, config: { c_info: { name: 'Domain-0' } } });
  });

  it.each([
    ['no kernel', { kernel: '"/nope"' }, /failed to open file '\/nope'/],
    ['too much memory', { memory: '999999' }, /can't allocate low memory/],
    ['no disk', { disk: '["format=raw,vdev=xvda,target=/nope.img"]' }, /failed to stat: \/nope\.img/],
    ['no bridge', { vif: '["bridge=nosuchbr"]' }, /Could not find bridge device nosuchbr/],
    ['no device model', { type: '"hvm"' }, /spawn failed \(rc=-3\)/],
    ['a syntax error', { name: '"one' }, /config parsing error/],
  ])('does not start a guest with %s', async (_, changes, words) => {
    await host.write('/etc/xen/bad.cfg', guest(changes));
    const result = await host.system.run(['xl', 'create', '/etc/xen/bad.cfg']);
    expect(result.exit).not.toBe(0);
    expect(result.stderr).toMatch(words);
    expect(parseXlList(await host.run('xl', 'list'))).toHaveLength(1);
  });

  it('starts, shows, shuts down; ids are never used twice', async () => {
    await host.write('/etc/xen/one.cfg', guest());
    await host.run('xl', 'create', '/etc/xen/one.cfg');
    expect(parseXlList(await host.run('xl', 'list'))[1]).toMatchObject({ name: 'one', memoryMiB: 512, vcpus: 2 });
    expect((await host.system.run(['xl', 'create', '/etc/xen/one.cfg'])).stderr).toMatch(/already exists/);
    const first = await host.run('xl', 'domid', 'one');
    await host.run('xl', 'shutdown', '-w', 'one');
    await host.run('xl', 'create', '/etc/xen/one.cfg');
    expect(Number(await host.run('xl', 'domid', 'one'))).toBeGreaterThan(Number(first));
    await host.run('xl', 'destroy', 'one');
    expect((await host.system.run(['xl', 'destroy', 'one'])).stderr).toBe('one is an invalid domain identifier (rc=-6)\n');
  });

  it('asks no HVM guest, which has no PV drivers, but presses its power button', async () => {
    const other = await dom0();
    await other.write('/usr/lib/xen/bin/qemu-system-i386', '');
    await other.write('/etc/xen/one.cfg', guest({ type: '"hvm"' }));
    await other.run('xl', 'create', '/etc/xen/one.cfg');
    for (const argv of [
      ['xl', 'shutdown', '-w', 'one'],
      ['xl', 'reboot', 'one'],
    ]) {
      expect(await other.system.run(argv)).toMatchObject({
        exit: 1,
        stderr: expect.stringContaining('PV control interface not available'),
      });
    }
    await other.run('xl', 'shutdown', '-w', '-F', 'one');
    expect(parseXlList(await other.run('xl', 'list'))).toHaveLength(1);
  });

  it('starts the guests of /etc/xen/auto with the host', async () => {
    const other = await dom0();
    await other.write('/etc/xen/one.cfg', guest());
    await other.system.link('/etc/xen/auto/one.cfg', '/etc/xen/one.cfg');
    await other.run('systemctl', 'reboot');
    expect(parseXlList(await other.run('xl', 'list')).map(({ name }) => name)).toEqual(['Domain-0', 'one']);
  });

  it('hangs without xenstored', async () => {
    const other = await dom0();
    await other.run('systemctl', 'disable', 'xenstored.service');
    for (const unit of ['xenconsoled', 'xen-init-dom0', 'xendomains']) await other.run('systemctl', 'disable', `${unit}.service`);
    await other.run('systemctl', 'enable', 'proc-xen.mount');
    await other.run('systemctl', 'reboot');
    expect(await other.system.run(['xl', 'list'], { timeoutSeconds: 1 })).toMatchObject({ ended: 'timeout', exit: 124 });
  });
});
