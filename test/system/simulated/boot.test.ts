import { describe, expect, it } from '@jest/globals';
import { parseMemInfo } from '../../../src/facts/memory.ts';
import type { HostModel } from '../../../src/system/recorded-host.ts';
import { installBase, type Simulated, simulated, snapshot } from './host.ts';

const oneShot = '/sys/firmware/efi/efivars/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';
const entry = 'title Xen\nefi /xen.efi\noptions xen.efi -cfg=own.cfg\n';
const config = (options: string): string =>
  `[global]\ndefault=own\n\n[own]\noptions=${options}\nkernel=vmlinuz-linux root=UUID=1 rw\nramdisk=initramfs-linux.img\n`;

/** systemd-boot with Xen installed and an entry for it. */
async function withEntry(model: Partial<HostModel> = {}, options = 'dom0_mem=2048M,max:2048M dom0_max_vcpus=2'): Promise<Simulated> {
  const host = simulated('plain-uefi-systemd-boot', { buildLines: 5, ...model });
  await installBase(host, 'xen');
  await host.write('/boot/own.cfg', config(options));
  await host.write('/boot/loader/entries/own-xen.conf', entry);
  for (const unit of ['xenstored', 'xenconsoled', 'xen-init-dom0']) await host.run('systemctl', 'enable', `${unit}.service`);
  return host;
}

const underXen = async ({ text }: Simulated): Promise<boolean> => (await text('/sys/hypervisor/type')) === 'xen\n';
const told = async ({ text }: Simulated): Promise<Record<string, unknown>> =>
  JSON.parse((await text('/run/archxen/simulation-boot.json')) ?? '{}');

describe('systemd-boot', () => {
  it('boots the default again and again: Linux, another boot each time', async () => {
    const host = await withEntry();
    const ids = new Set([await host.text('/proc/sys/kernel/random/boot_id')]);
    for (let n = 0; n < 3; n += 1) {
      await host.run('systemctl', 'reboot');
      expect(await underXen(host)).toBe(false);
      ids.add(await host.text('/proc/sys/kernel/random/boot_id'));
    }
    expect(ids.size).toBe(4);
    expect(await told(host)).toMatchObject({ kind: 'linux', entry: 'arch.conf', attended: '' });
  });

  it('boots a one-time choice once', async () => {
    const host = await withEntry();
    await host.run('bootctl', 'set-oneshot', 'own-xen.conf');
    expect(Buffer.from((await host.system.read(oneShot)) ?? []).toString('utf16le')).toContain('own-xen.conf');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(true);
    expect(await host.system.stat(oneShot)).toBeUndefined();
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(false);
  });

  it('shows dom0 what a PV dom0 sees, and Linux what it saw', async () => {
    const host = await withEntry();
    const before = snapshot(host.tree);
    await host.run('bootctl', 'set-oneshot', 'own-xen.conf');
    await host.run('systemctl', 'reboot');
    expect(await host.text('/proc/cmdline')).toBe('root=UUID=1 rw\n');
    expect(await host.text('/proc/xen/capabilities')).toBe('control_d\n');
    expect(await host.text('/sys/hypervisor/version/extra')).toBe('.2-1arch\n');
    const cpus = (await host.text('/proc/cpuinfo')) ?? '';
    expect(cpus.match(/^processor/gm)).toHaveLength(2);
    expect(cpus).not.toMatch(/\bvmx\b/);
    expect(parseMemInfo((await host.text('/proc/meminfo')) ?? '').totalMiB).toBeGreaterThan(1900);
    expect(parseMemInfo((await host.text('/proc/meminfo')) ?? '').totalMiB).toBeLessThan(2048);
    expect(await host.system.list('/sys/firmware/acpi/tables')).toEqual(expect.arrayContaining(['RMAD']));
    expect(await host.system.list('/sys/firmware/acpi/tables')).not.toContain('DMAR');
    expect(await host.run('systemctl', 'is-active', 'xenstored.service')).toBe('active\n');
    await host.run('systemctl', 'reboot');
    const after = snapshot(host.tree);
    const changed = Object.keys({ ...before, ...after }).filter((path) => JSON.stringify(before[path]) !== JSON.stringify(after[path]));
    expect(changed.filter((path) => !/^\/(run|var\/lib\/xen)(\/|$)/.test(path)).sort()).toEqual([
      '/proc/sys/kernel/random/boot_id',
      '/proc/uptime',
    ]);
  });

  it('takes Xen as the default, and shows which it is', async () => {
    const host = await withEntry();
    await host.run('bootctl', 'set-default', 'own-xen.conf');
    expect(await host.run('bootctl', 'list')).toMatch(/title: Xen \(default\)/);
    await host.run('systemctl', 'reboot');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(true);
    await host.run('bootctl', 'set-default', '');
    await host.write('/boot/loader/loader.conf', 'default arch*\n');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(false);
  });

  it.each(['xen-panic', 'dom0-panic'] as const)('%s on trial leads back to Linux with no key pressed', async (xenBoot) => {
    const host = await withEntry({ xenBoot });
    await host.run('bootctl', 'set-oneshot', 'own-xen.conf');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(false);
    expect(await told(host)).toMatchObject({ kind: 'linux', attended: '', crashed: [expect.stringContaining('own-xen.conf')] });
    expect(await host.system.stat(oneShot)).toBeUndefined();
  });

  it('a panic with noreboot stays until somebody comes; as the default it goes round for ever', async () => {
    const still = await withEntry({ xenBoot: 'xen-panic' }, 'dom0_mem=1G noreboot');
    await still.run('bootctl', 'set-oneshot', 'own-xen.conf');
    await still.run('systemctl', 'reboot');
    expect(await told(still)).toMatchObject({ kind: 'linux', attended: expect.stringContaining('noreboot') });
    const round = await withEntry({ xenBoot: 'xen-panic' });
    await round.run('bootctl', 'set-default', 'own-xen.conf');
    await round.run('systemctl', 'reboot');
    expect(await told(round)).toMatchObject({ kind: 'linux', attended: expect.stringContaining('again and again') });
  });

  it.each([
    ['no configuration', async (host: Simulated) => host.system.remove('/boot/own.cfg'), /No configuration file/],
    [
      'a missing initramfs',
      async (host: Simulated) => host.system.remove('/boot/initramfs-linux.img'),
      /Open failed for initramfs-linux.img/,
    ],
    [
      'a slash in a path',
      async (host: Simulated) => host.write('/boot/own.cfg', config('').replace('=vmlinuz', '=/vmlinuz')),
      /Open failed for \/vmlinuz/,
    ],
    [
      'a missing section',
      async (host: Simulated) => host.write('/boot/own.cfg', config('').replace('default=own', 'default=other')),
      /No initial domain kernel/,
    ],
    [
      'a blank before =',
      async (host: Simulated) => host.write('/boot/own.cfg', config('').replace('kernel=', 'kernel =')),
      /No initial domain kernel/,
    ],
    [
      'options without the first word',
      async (host: Simulated) => host.write('/boot/loader/entries/own-xen.conf', entry.replace('xen.efi -cfg', '-cfg')),
      /No configuration file/,
    ],
  ] as const)('a Xen entry with %s waits in the menu', async (_, breakIt, words) => {
    const host = await withEntry();
    await breakIt(host);
    await host.run('bootctl', 'set-oneshot', 'own-xen.conf');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(false);
    expect((await told(host))['attended']).toMatch(words);
  });

  it('drops an entry whose program is gone: the default boots by itself', async () => {
    const host = await withEntry();
    await host.system.remove('/boot/xen.efi');
    await host.run('bootctl', 'set-oneshot', 'own-xen.conf');
    await host.run('systemctl', 'reboot');
    expect(await told(host)).toMatchObject({ kind: 'linux', attended: '' });
  });

  it('refuses what it cannot set', async () => {
    expect((await simulated('plain-bios-grub').system.run(['bootctl', 'set-oneshot', 'x'])).stderr).toMatch(/UEFI/);
  });
});

describe('GRUB', () => {
  const script = (name: string, line: string): string =>
    `#!/bin/sh\nexec tail -n +3 "$0"\nmenuentry '${name}' --id ${name} {\n\tsearch --no-floppy --fs-uuid --set=root c1e5b0a7-49d3-4f86-9a2c-0b7d6e1f3a58\n${line}}\n`;
  const body =
    '\tmultiboot2 /boot/xen.gz dom0_mem=1G,max:1G\n\tmodule2 /boot/vmlinuz-linux root=UUID=2 rw\n\tmodule2 --nounzip /boot/initramfs-linux.img\n';

  async function withScript(host = simulated('plain-bios-grub', { buildLines: 5 }), text = script('own', body)): Promise<Simulated> {
    await installBase(host, 'xen');
    await host.system.write('/etc/grub.d/42_own', Buffer.from(text), { mode: 0o755, uid: 0, gid: 0 });
    await host.run('grub-mkconfig', '-o', '/boot/grub/grub.cfg');
    for (const unit of ['xenstored', 'xenconsoled']) await host.run('systemctl', 'enable', `${unit}.service`);
    return host;
  }

  it('makes the same menu from the same scripts', async () => {
    const host = simulated('plain-bios-grub');
    const before = snapshot(host.tree);
    await host.run('grub-mkconfig', '-o', '/boot/grub/grub.cfg');
    expect(snapshot(host.tree)).toEqual(before);
  });

  it('hands on our script and skips what is not executable', async () => {
    const host = await withScript();
    await host.system.write('/etc/grub.d/43_off', Buffer.from(script('off', body)), { mode: 0o644, uid: 0, gid: 0 });
    await host.run('grub-mkconfig', '-o', '/boot/grub/grub.cfg');
    const cfg = (await host.text('/boot/grub/grub.cfg')) ?? '';
    expect(cfg).toContain("menuentry 'own' --id own {");
    expect(cfg).not.toContain('43_off');
    expect(cfg.indexOf('gnulinux-simple')).toBeLessThan(cfg.indexOf("'own'"));
  });

  it('boots the next entry once and clears it', async () => {
    const host = await withScript();
    await host.run('grub-reboot', 'own');
    expect(await host.run('grub-editenv', '-', 'list')).toBe('next_entry=own\n');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(true);
    expect(await host.text('/proc/cmdline')).toBe('root=UUID=2 rw\n');
    expect(await host.run('grub-editenv', '/boot/grub/grubenv', 'list')).toBe('next_entry=\n');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(false);
  });

  it('cannot clear it on LVM: Xen is booted again', async () => {
    const host = simulated('grub-on-lvm', { buildLines: 5 });
    const mount = host.host.mounts?.find((each) => each.mount === '/boot') ?? host.host.mounts?.find((each) => each.mount === '/');
    const at = mount?.mount === '/boot' ? body.replaceAll('/boot/', '/') : body;
    await withScript(host, script('own', at).replace(/fs-uuid --set=root \S+/, `fs-uuid --set=root ${mount?.uuid}`));
    await host.run('grub-reboot', 'own');
    for (let n = 0; n < 2; n += 1) {
      await host.run('systemctl', 'reboot');
      expect(await underXen(host)).toBe(true);
    }
  });

  it('takes the default from /etc/default/grub, or from the saved entry', async () => {
    const host = await withScript();
    const defaults = (await host.text('/etc/default/grub')) ?? '';
    await host.write('/etc/default/grub', defaults.replace('GRUB_DEFAULT=0', 'GRUB_DEFAULT=own'));
    await host.run('grub-mkconfig', '-o', '/boot/grub/grub.cfg');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(true);
    await host.write('/etc/default/grub', defaults.replace('GRUB_DEFAULT=0', 'GRUB_DEFAULT=saved'));
    await host.run('grub-mkconfig', '-o', '/boot/grub/grub.cfg');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(false);
    await host.run('grub-set-default', 'own');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(true);
  });

  it('stops at a file that is not there', async () => {
    const host = await withScript();
    await host.system.remove('/boot/xen.gz');
    await host.run('grub-reboot', 'own');
    await host.run('systemctl', 'reboot');
    expect(await told(host)).toMatchObject({ kind: 'linux', attended: expect.stringContaining("file `/boot/xen.gz' not found") });
  });
});

describe('after a boot', () => {
  it('all of /run is as at first, and the lasting network is there', async () => {
    const host = await withEntry();
    await host.write('/etc/systemd/network/10-b.netdev', '[NetDev]\nName=xenbr0\nKind=bridge\nMACAddress=6c:4b:90:1a:2f:73\n');
    await host.write('/etc/systemd/network/10-b.network', '[Match]\nName=xenbr0\n[Network]\nDHCP=yes\n');
    await host.write('/etc/systemd/network/10-p.network', '[Match]\nName=enp3s0\n[Network]\nBridge=xenbr0\n');
    await host.write('/run/left', 'over');
    await host.run('systemctl', 'start', 'sshd.service');
    await host.run('systemctl', 'reboot');
    expect(await host.system.stat('/run/left')).toBeUndefined();
    expect((await host.system.run(['systemctl', 'is-active', 'sshd.service'])).stdout).toBe('inactive\n');
    expect(await host.run('systemctl', 'is-active', 'systemd-networkd.service')).toBe('active\n');
    expect(await host.run('ip', '-j', 'route', 'show', 'default')).toContain('"dev":"xenbr0"');
    expect(await host.text('/run/systemd/netif/links/3')).toContain('NETWORK_FILE=/etc/systemd/network/10-b.network');
    expect(await host.text('/sys/class/net/xenbr0/address')).toBe('6c:4b:90:1a:2f:73\n');
  });

  it('a host that was recorded under Xen can boot Linux, and Xen again', async () => {
    const host = simulated('already-under-xen');
    expect(await host.run('xl', 'list')).toContain('Domain-0');
    await host.write('/boot/loader/loader.conf', 'default arch.conf\n');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(false);
    expect(await host.text('/proc/cpuinfo')).toMatch(/^flags.* vmx$/m);
    expect(await host.system.list('/sys/firmware/acpi/tables')).toContain('DMAR');
    await host.run('bootctl', 'set-oneshot', '10-xen.conf');
    await host.run('systemctl', 'reboot');
    expect(await underXen(host)).toBe(true);
  });
});
