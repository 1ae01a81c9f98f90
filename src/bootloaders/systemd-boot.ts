import type { Answers } from '../core/answers.ts';
import type { BootOnceChange, Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import { fileChange } from '../core/file-change.ts';
import { printXenCfg } from '../formats/xen-cfg.ts';
import { lintXenCfg } from '../formats/xen-cfg-lint.ts';
import { dom0KernelLine, xenOptions } from '../xen/command-line.ts';
import type { BootLoader, BootSetup, Refusal } from './boot-loader.ts';
import { isRefusal } from './boot-loader.ts';
import { chosenKernel } from './dom0-kernel.ts';
import { pathBelow } from './host-files.ts';
import { shallArm, whyNotOnce } from './one-time.ts';
import { secureBootRefusal } from './secure-boot.ts';
import { systemdBootChain } from './systemd-boot-chain.ts';
import { explicitLinuxDefault, setDefault, xenIsDefault } from './systemd-boot-default.ts';
import { defaultChoice, loaderConfPath, xenEntryId } from './systemd-boot-entries.ts';
import { linuxStaysHint, xenEntryTitle } from './words.ts';

const oneShotVariable = '/sys/firmware/efi/efivars/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';

/** MiB that must be free on the ESP before xen.efi is installed: it has about 4, with debug information more. */
const neededMiB = 16;

const espMount = (facts: Facts): string => facts.boot.esp?.mount ?? '/boot';
const configPath = (facts: Facts): string => `${espMount(facts)}/archxen-xen.cfg`;
const entryPath = (facts: Facts): string => `${espMount(facts)}/loader/entries/${xenEntryId}`;

/**
 * Xen's `options` begin with a word that Xen throws away, because it takes it for the program's name; without it
 * `-cfg=` would be ignored in silence.
 */
const entryText = `# Written by archxen: boots Xen with archxen-xen.cfg, which lies beside xen.efi.
title   ${xenEntryTitle}
efi     /xen.efi
options xen.efi -cfg=archxen-xen.cfg
`;

/** xen.cfg for the chosen kernel, which must be on the same FAT volume as xen.efi; or why that cannot be. */
function configText(facts: Facts, answers: Answers): string | Refusal {
  const kernel = chosenKernel(facts, answers);
  if (isRefusal(kernel)) return kernel;
  const onEsp = [kernel.image, kernel.initramfs].map((path) => pathBelow(espMount(facts), path)?.replaceAll('/', '\\'));
  const [image, ramdisk] = onEsp;
  if (image === undefined || ramdisk === undefined) {
    return {
      refused: `The kernel is at ${kernel.image}, but the ESP is mounted at ${espMount(facts)}: xen.efi can only read files of its own volume.`,
      hint: 'Mount the ESP at /boot and install the kernel there, or boot with GRUB, which can read both.',
    };
  }
  const text = printXenCfg('archxen', {
    options: xenOptions(facts, answers),
    kernel: image,
    kernelLine: dom0KernelLine(facts, answers),
    ramdisk,
  });
  const lint = lintXenCfg(text).find((each) => each.state === 'fail');
  return lint === undefined ? text : { refused: `Xen could not read its configuration as it is meant: ${lint.reason}`, hint: lint.hint };
}

function refusal(facts: Facts): Refusal | undefined {
  const esp = facts.boot.esp;
  if (esp === undefined) {
    return { refused: 'No EFI system partition is mounted.', hint: 'Mount it at /boot, add it to /etc/fstab, and start archxen again.' };
  }
  if (!esp.writable) {
    return {
      refused: `The EFI system partition at ${esp.mount} is mounted read-only.`,
      hint: `Mount it for writing: mount -o remount,rw ${esp.mount}`,
    };
  }
  if (esp.freeMiB < neededMiB && facts.files[`${esp.mount}/xen.efi`] === undefined) {
    return {
      refused: `The EFI system partition at ${esp.mount} has ${esp.freeMiB} MiB free; Xen needs ${neededMiB}.`,
      hint: 'Remove old kernels, fallback images or unused loaders from it.',
    };
  }
  return secureBootRefusal(facts);
}

const isArmed = (facts: Facts): boolean => facts.boot.efi.loaderEntryOneShot?.toLowerCase() === xenEntryId;

const once: BootOnceChange = {
  kind: 'boot-once',
  id: 'boot.once',
  title: `Boot "${xenEntryTitle}" once, at the next start`,
  why: linuxStaysHint,
  loader: 'systemd-boot',
  entry: xenEntryId,
  arm: ['bootctl', 'set-oneshot', xenEntryId],
  disarm: ['bootctl', 'set-oneshot', ''],
  readBack: { path: oneShotVariable, contains: xenEntryId, encoding: 'utf16le' },
};

function setup(facts: Facts, answers: Answers): BootSetup | Refusal {
  const refused = refusal(facts);
  if (refused !== undefined) return refused;
  const config = configText(facts, answers);
  if (typeof config !== 'string') return config;
  const linuxDefault = explicitLinuxDefault(facts, answers);
  if (isRefusal(linuxDefault)) return linuxDefault;
  const changes: readonly Change[] = [
    ...linuxDefault,
    ...fileChange(facts, {
      id: 'boot.config',
      title: 'Write the configuration that Xen reads at boot',
      why: 'It names the kernel, the initramfs and the memory of dom0.',
      path: configPath(facts),
      text: config,
    }),
    ...fileChange(facts, {
      id: 'boot.entry',
      title: `Add the boot entry "${xenEntryTitle}"`,
      why: linuxStaysHint,
      path: entryPath(facts),
      text: entryText,
    }),
  ];
  return {
    changes,
    entryTitle: xenEntryTitle,
    entryId: xenEntryId,
    once: whyNotOnce(facts, 'systemd-boot') === undefined ? once : undefined,
    byHand: `Restart and choose "${xenEntryTitle}" in the boot menu (hold the space bar while the computer starts if no menu shows).`,
  };
}

/** systemd-boot, with xen.efi as an EFI program beside it on the ESP. */
export const systemdBoot: BootLoader = {
  id: 'systemd-boot',
  title: 'systemd-boot',
  buildDirectories: (facts) => ({ bootDir: '/boot', efiDir: espMount(facts), efiMountpoint: espMount(facts) }),
  setup,
  confirm: (facts) =>
    xenIsDefault(facts)
      ? []
      : setDefault(facts, defaultChoice(facts), xenEntryId, {
          id: 'boot.confirm',
          title: `Make "${xenEntryTitle}" the default of the boot menu`,
          why: 'Xen has booted and verified; Linux stays in the menu.',
        }),
  xenIsDefault,
  armNow: (facts, answers) => shallArm(facts, answers, { isDefault: xenIsDefault(facts), isArmed: isArmed(facts) }),
  chain: systemdBootChain,
  paths: (facts) => [configPath(facts), entryPath(facts), loaderConfPath(facts)],
};
