import type { PackagedFile } from './package-file.ts';
import { efiXenCfg, hypervisorConfig, modules, xencommons, xendomains, xlConf } from './xen-configuration.ts';
import { xenUnits } from './xen-units.ts';

/** Files of the AUR's packages, as far as anything looks at them. `environment` is that of makepkg. */
export function filesOf(name: string, version: string, environment: Readonly<Record<string, string>>): readonly PackagedFile[] {
  return name === 'xen' ? xen(version, environment) : (others[name] ?? []);
}

const program = (path: string, size: number): PackagedFile => ({ path, magic: 'elf', size, mode: 0o755 });
const script = (path: string): PackagedFile => ({ path, text: '#!/bin/bash\n', mode: 0o755 });

/** `efi_dir` alone decides where xen.efi lands; `boot_dir` where xen.gz does. */
function xen(version: string, environment: Readonly<Record<string, string>>): readonly PackagedFile[] {
  const bootDir = environment['boot_dir'] ?? '/boot';
  const efiDir = environment['efi_dir'] ?? '/boot';
  return [
    { path: `${bootDir}/xen.gz`, magic: 'gzip', size: 1_290_240 },
    { path: `${efiDir}/xen.efi`, magic: 'pe', size: 3_473_408 },
    { path: `${bootDir}/xen-${version.replace(/-.*$/, '')}.config`, text: hypervisorConfig },
    { path: '/etc/xen/xl.conf', text: xlConf },
    { path: '/etc/xen/efi-xen.cfg', text: efiXenCfg },
    { path: '/etc/xen/cpupool', text: '# the name of the new cpupool\nname = "Example-Cpupool"\n' },
    { path: '/etc/xen/auto', directory: true },
    ...['block', 'launch-xenstore', 'vif-bridge', 'vif-nat', 'vif-route', 'xen-hotplug-common.sh'].map((each) =>
      script(`/etc/xen/scripts/${each}`),
    ),
    { path: '/etc/conf.d/xencommons', text: xencommons },
    { path: '/etc/conf.d/xendomains', text: xendomains },
    { path: '/usr/lib/modules-load.d/xen.conf', text: modules },
    { path: '/usr/lib/tmpfiles.d/xen.conf', text: 'd /run/xen 0755 root root\nd /run/xenstored 0755 root root\n' },
    ...xenUnits,
    program('/usr/bin/xl', 203_976),
    program('/usr/bin/xenconsoled', 48_312),
    program('/usr/bin/xenstored', 153_104),
    program('/usr/bin/xenwatchdogd', 18_552),
    program('/usr/lib/xen/bin/xen-init-dom0', 18_464),
    script('/usr/lib/xen/bin/xendomains'),
    { path: '/var/log/xen/console', directory: true },
  ];
}

const others: Readonly<Record<string, readonly PackagedFile[]>> = {
  'xen-stubdom': [{ path: '/usr/lib/xen/boot/ioemu-stubdom.gz', magic: 'gzip', size: 4_915_200 }],
  'xen-qemu': [program('/usr/lib/xen/bin/qemu-system-i386', 18_874_368), program('/usr/lib/xen/libexec/qemu-bridge-helper', 591_872)],
  'xen-edk2': [{ path: '/usr/lib/xen/boot/ovmf.bin', magic: 'elf', size: 4_194_304 }],
  'xen-grub-pvh': [{ path: '/usr/lib/xen/boot/pvhgrub', magic: 'elf', size: 2_097_152 }],
  'xen-grub-pv32': [{ path: '/usr/lib/xen/boot/pvgrub32', magic: 'elf', size: 2_097_152 }],
  'xen-grub-pv64': [{ path: '/usr/lib/xen/boot/pvgrub64', magic: 'elf', size: 2_097_152 }],
};
