import { canSign, whyNotSign } from '../../src/bootloaders/secure-boot.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { cut, fail, noteOf, pass, unknown, warn } from './finding.ts';

/** What must be true of any host, whatever the answers are. */
export const hostChecks = (facts: Facts): readonly Check[] => [
  ...system(facts),
  ...user(facts),
  ...xen(facts),
  cpu(facts),
  iommu(facts),
  firmware(facts),
  ...conflicts(facts),
];

function system({ os, hardware }: Facts): readonly Check[] {
  if (os.id !== 'arch' && !os.idLike.includes('arch')) {
    return [
      fail('os', 'System', cut(`this is ${os.name}, not Arch Linux`, 46), {
        reason: 'archxen knows only pacman and the AUR',
        hint: 'Run it on Arch Linux, or look around with archxen rehearse.',
        evidence: ['/etc/os-release'],
      }),
    ];
  }
  if (os.machine !== 'x86_64') {
    return [
      fail('os.machine', 'System', cut(`the machine is ${os.machine}, not x86_64`, 46), {
        reason: "the AUR's xen is for x86_64 only",
        hint: 'Use a host with a 64-bit Intel or AMD CPU.',
        evidence: ['uname -m'],
      }),
    ];
  }
  if (os.init !== 'systemd') {
    return [
      fail('os.init', 'System', 'systemd does not run here', {
        reason: "Xen's services and the bridge need it",
        hint: 'Boot the host itself; a chroot or container will not do.',
      }),
    ];
  }
  if (hardware.virtual !== undefined && hardware.virtual !== 'none' && hardware.virtual !== 'xen') {
    return [
      warn('os.virtual', 'System', cut(`a virtual machine (${hardware.virtual})`, 46), {
        reason: 'Xen runs in it for tests, slowly',
        hint: 'Go on if this is meant as a test.',
        evidence: ['systemd-detect-virt'],
      }),
    ];
  }
  return [pass('os', 'System', cut(`${os.name}, ${[hardware.vendor, hardware.product].filter(Boolean).join(' ') || os.machine}`, 46))];
}

const user = ({ session }: Facts): readonly Check[] =>
  session.uid === 0
    ? []
    : [
        fail('root', 'User', cut(`you are ${session.user}, not root`, 46), {
          reason: 'packages, boot entries and units are for root to change',
          hint: 'Run it with sudo, or as root.',
        }),
      ];

function xen(facts: Facts): readonly Check[] {
  const { running, dom0, guest, version } = facts.xen;
  if (guest) {
    return [
      fail('xen.guest', 'Xen', 'this host is itself a guest of Xen', {
        reason: 'a domU cannot become a dom0',
        hint: 'Run archxen on the host beneath.',
        evidence: ['/sys/hypervisor/type', '/proc/xen/capabilities'],
      }),
    ];
  }
  if (dom0 && !isOurs(facts)) {
    return [
      fail('xen.foreign', 'Xen', `Xen ${version ?? ''} runs here already`, {
        reason: 'archxen knows no way back of what others set up',
        hint: 'archxen verify reports its health, archxen domu makes guests. Boot plain Linux to set Xen up by archxen.',
      }),
    ];
  }
  if (dom0) return [pass('xen', 'Xen', `${version ?? 'Xen'} runs, this is dom0`, { reason: 'only what is missing is changed' })];
  if (!running) return [];
  return [
    unknown('xen', 'Xen', 'Xen runs, but is this dom0?', {
      reason: '/proc/xen is not mounted',
      hint: 'Run systemctl start proc-xen.mount, then check again.',
    }),
  ];
}

/** Files that archxen leaves on a host that it set up: its boot entry or its check at boot. */
const isOurs = ({ files }: Facts): boolean => Object.keys(files).some((path) => /\/archxen-(xen|verify)\.|\/42_archxen$/.test(path));

/** `Intel(R) Core(TM) i5-8500T CPU @ 2.10GHz` -> `Intel Core i5-8500T`. */
const modelName = (model: string): string =>
  model
    .replace(/\((R|TM)\)/gi, '')
    .replace(/\bCPU\b.*$| @ .*$|\b\d+-Core Processor.*$/, '')
    .replace(/\s+/g, ' ')
    .trim();

function cpu({ cpu: { model, virtualisation, evidence } }: Facts): Check {
  const name = modelName(model);
  const more = { evidence: [evidence] };
  switch (virtualisation) {
    case 'vmx':
      return pass('cpu.virtualisation', 'CPU', `${cut(name, 33)}, VT-x (vmx)`, { ...more, reason: 'PVH and HVM guests run' });
    case 'svm':
      return pass('cpu.virtualisation', 'CPU', `${cut(name, 32)}, AMD-V (svm)`, { ...more, reason: 'PVH and HVM guests run' });
    case 'off-in-firmware':
      return warn('cpu.virtualisation', 'CPU', `${cut(name, 28)}, turned off`, {
        ...more,
        reason: 'the firmware has turned virtualisation off: PV guests only',
        hint: 'Turn VT-x or SVM on in the firmware setup, then check again.',
      });
    case 'none':
      return warn('cpu.virtualisation', 'CPU', `${cut(name, 28)}, no VT-x, no SVM`, {
        ...more,
        reason: 'PV guests only',
        hint: 'PVH and HVM guests need another CPU.',
      });
    case 'hidden':
      return unknown('cpu.virtualisation', 'CPU', `${cut(name, 28)}, hidden by Xen`, {
        ...more,
        reason: 'dom0 does not see the flags, xl info knows them',
        hint: 'Run archxen as root, so that it can ask xl info.',
      });
  }
}

function iommu(facts: Facts): Check {
  const { table, groups } = facts.iommu;
  const evidence = [`ACPI table: ${table}`];
  const reason = noteOf(facts, 'iommu');
  if (table === 'none' && reason !== undefined) return unknown('iommu', 'IOMMU', 'could not be read', { reason });
  if (table === 'none') return pass('iommu', 'IOMMU', 'none found', { reason: 'no PCI passthrough; all else works', evidence });
  const name = table === 'IVRS' ? 'AMD-Vi' : 'VT-d';
  return pass('iommu', 'IOMMU', groups === undefined || groups === 0 ? name : `${name}, ${groups} groups`, {
    reason: 'PCI passthrough possible',
    evidence,
  });
}

function firmware(facts: Facts): Check {
  const { type, bits, secureBoot, signing } = facts.firmware;
  if (type === 'bios') return pass('firmware', 'Firmware', 'BIOS');
  if (bits === 32) {
    return fail('firmware', 'Firmware', '32-bit UEFI', {
      reason: 'xen.efi is a 64-bit program',
      hint: 'Boot by BIOS (CSM), if the firmware can.',
      evidence: ['/sys/firmware/efi/fw_platform_size'],
    });
  }
  if (secureBoot === 'on' && canSign(facts)) {
    return pass('firmware.secure-boot', 'Firmware', 'UEFI, Secure Boot on with keys of sbctl', {
      reason: 'Xen is signed as one image',
      evidence: signing?.evidence,
    });
  }
  if (secureBoot === 'on') {
    return fail('firmware.secure-boot', 'Firmware', 'UEFI, Secure Boot on', {
      reason: 'the firmware refuses an unsigned xen.efi, and Xen 4.21 an unverified kernel',
      hint: `Turn Secure Boot off in the firmware setup, then check again. ${signing?.sbctl === undefined ? '' : (whyNotSign(facts)?.hint ?? '')}`.trim(),
      evidence: signing?.evidence ?? ['efivar SecureBoot'],
    });
  }
  return pass('firmware', 'Firmware', secureBoot === 'setup' ? 'UEFI, Secure Boot in setup mode (off)' : 'UEFI, Secure Boot off');
}

/** Modules that fight with Xen over the CPU, and those that merely stop to work. */
function conflicts({ conflicts: { modules } }: Facts): readonly Check[] {
  return modules.flatMap(({ name, users }): readonly Check[] => {
    if (name.startsWith('vboxdrv') || name.startsWith('vmmon')) {
      const product = name.startsWith('vboxdrv') ? 'VirtualBox' : 'VMware';
      return [
        fail(`conflict.${name}`, product, `its module ${name} is loaded`, {
          reason: 'it can hang the host under Xen',
          hint: `Remove ${product}, or keep ${name} from loading, and reboot.`,
          evidence: ['/proc/modules'],
        }),
      ];
    }
    // kvm itself counts kvm_intel or kvm_amd as its user; theirs are the guests.
    if (!/^kvm_(intel|amd)$/.test(name) || users === 0) return [];
    return [
      warn(`conflict.${name}`, 'KVM', `${name} is in use`, {
        reason: 'KVM guests do not run under Xen',
        hint: 'Shut the KVM guests down; they run again under plain Linux.',
        evidence: ['/proc/modules'],
      }),
    ];
  });
}
