import { describe, expect, it } from '@jest/globals';
import type { HostModel } from '../../../src/system/recorded-host.ts';
import { installBase, type Simulated, simulated } from './host.ts';

const config =
  '[global]\ndefault=own\n\n[own]\noptions=dom0_mem=2048M,max:2048M\nkernel=vmlinuz-linux root=UUID=1 rw\nramdisk=initramfs-linux.img\n';

/** Xen installed, with a firmware entry Boot0007 for it. */
async function withEntry(name: string, model: Partial<HostModel> = {}, text = 'xen.efi -cfg=own.cfg\0'): Promise<Simulated> {
  const host = simulated(name, { buildLines: 5, ...model });
  await installBase(host, 'xen');
  await host.write('/boot/own.cfg', config);
  await host.system.write('/root/args', Buffer.from(text, 'utf16le'), { mode: 0o644, uid: 0, gid: 0 });
  const disk = ['--disk', '/dev/nvme0n1', '--part', '1', '--label', 'Xen', '--loader', '\\xen.efi', '--append-binary-args', '/root/args'];
  await host.run('efibootmgr', '--create-only', '--bootnum', '0007', ...disk);
  return host;
}

const underXen = async ({ text }: Simulated): Promise<boolean> => (await text('/sys/hypervisor/type')) === 'xen\n';
const told = async ({ text }: Simulated): Promise<Record<string, unknown>> =>
  JSON.parse((await text('/run/archxen/simulation-boot.json')) ?? '{}');
const reboot = (host: Simulated) => host.run('systemctl', 'reboot');

describe.each(['efistub', 'refind', 'limine'])('the firmware of %s', (name) => {
  it('boots BootNext once', async () => {
    const host = await withEntry(name);
    await host.run('efibootmgr', '--bootnext', '0007');
    expect(await host.run('efibootmgr')).toMatch(/^BootNext: 0007$/m);
    await reboot(host);
    expect(await underXen(host)).toBe(true);
    expect(await host.run('efibootmgr')).toMatch(/^BootCurrent: 0007$/m);
    expect(await host.run('efibootmgr')).not.toMatch(/BootNext/);
    await reboot(host);
    expect(await underXen(host)).toBe(false);
  });
  it.each(['xen-panic', 'dom0-panic'] as const)('%s on trial leads back to Linux with no key pressed', async (xenBoot) => {
    const host = await withEntry(name, { xenBoot });
    await host.run('efibootmgr', '--bootnext', '0007');
    await reboot(host);
    expect(await told(host)).toMatchObject({ kind: 'linux', attended: '', crashed: [expect.stringContaining('Boot0007')] });
  });
  it('stays in its menu when xen.efi finds no kernel', async () => {
    const host = await withEntry(name);
    await host.write('/boot/own.cfg', config.replace('vmlinuz-linux', 'vmlinuz-nowhere'));
    await host.run('efibootmgr', '--bootnext', '0007');
    await reboot(host);
    expect(await told(host)).toMatchObject({ kind: 'linux', attended: expect.stringContaining('vmlinuz-nowhere') });
  });
  it('goes on to the next entry when xen.efi is not there', async () => {
    const host = await withEntry(name);
    await host.system.remove('/boot/xen.efi');
    await host.run('efibootmgr', '--bootorder', '0007,0000');
    await reboot(host);
    expect(await told(host)).toMatchObject({ kind: 'linux', attended: '' });
  });
  it('gives Xen no arguments that do not end with a NUL', async () => {
    const host = await withEntry(name, {}, 'xen.efi -cfg=own.cfg');
    await host.run('efibootmgr', '--bootnext', '0007');
    await reboot(host);
    expect(await told(host)).toMatchObject({ attended: expect.stringContaining('No configuration file found') });
  });
});

it('a firmware whose variables are read-only takes nothing', async () => {
  const host = simulated('efivars-read-only');
  const result = await host.system.run(['efibootmgr', '--bootnext', '0001']);
  expect([result.exit, result.stderr]).toEqual([5, expect.stringContaining('Read-only')]);
});

it('efibootmgr fails as the real one does', async () => {
  const host = await withEntry('efistub');
  const exit = async (...args: string[]) => (await host.system.run(['efibootmgr', ...args])).exit;
  expect(await exit('--create-only', '--bootnum', '0007', '--disk', '/dev/nvme0n1', '--part', '1')).toBe(40);
  expect(await exit('--create-only', '--bootnum', '0008', '--disk', '/dev/sdz', '--part', '1')).toBe(5);
  expect(await exit('--bootnum', '0042', '--delete-bootnum')).toBe(15);
  expect(await exit('--bootnext', '0042')).toBe(12);
  expect(await exit('--bootorder', '0042,0000')).toBe(8);
  expect(await exit('--delete-bootnext')).toBe(10);
  expect(await exit('-b', '0001', '-B')).toBe(0);
  expect(await host.run('efibootmgr')).toContain('BootOrder: 0000,0003');
});

describe('rEFInd', () => {
  const conf = '/boot/EFI/refind/refind.conf';
  const withConf = async (more: string): Promise<Simulated> => {
    const host = await withEntry('refind');
    await host.write(conf, `${await host.text(conf)}\n${more}\n`);
    await host.write('/boot/xen.cfg', config);
    return host;
  };
  const stanza = 'menuentry "Own Xen" {\n  loader /xen.efi\n  options "xen.efi -cfg=own.cfg"\n}';

  it('remembers what was booted last, unless it is told otherwise', async () => {
    const host = await withConf(`dont_scan_files +,xen.efi\n${stanza}`);
    await host.write('/boot/EFI/refind/vars/PreviousBoot', 'Boot Own Xen from ESP');
    await reboot(host);
    expect(await underXen(host)).toBe(true);
    await host.write(conf, `${await host.text(conf)}default_selection "vmlinuz"\n`);
    await reboot(host);
    expect(await underXen(host)).toBe(false);
  });
  it('lists xen.efi first when nobody hides it', async () => {
    const host = await withConf('default_selection 1');
    await reboot(host);
    expect(await underXen(host)).toBe(true);
    await host.write(conf, `${await host.text(conf)}dont_scan_files +,xen.efi\n`);
    await reboot(host);
    expect(await underXen(host)).toBe(false);
  });
});
