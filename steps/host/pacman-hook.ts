import type { Answers } from '../../src/core/answers.ts';
import type { FileChange } from '../../src/core/change.ts';
import type { Facts } from '../../src/core/facts.ts';
import { fileChange } from '../../src/core/file-change.ts';
import { nodePath, programPath } from './boot-verify.ts';

const hookPath = '/etc/pacman.d/hooks/zz-archxen.hook';

/**
 * After a transaction that changed what the boot entries for Xen need: they are made current and checked. It comes last by
 * its name, after those of dkms (70-), mkinitcpio and dracut (90-) and the boot loaders (95-); see alpm-hooks(5).
 */
export function pacmanHookChanges(facts: Facts, { boot }: Answers): readonly FileChange[] {
  const program = programPath(facts);
  if (program === undefined || boot.loader === 'none') return [];
  return fileChange(facts, {
    id: 'services.pacman-hook',
    title: 'Keep the boot entries for Xen current through package upgrades (zz-archxen.hook)',
    why: 'a new kernel, initramfs, boot loader or Xen must not leave an entry that does not boot',
    path: hookPath,
    text: hookText(nodePath(facts.archxen.node), program),
  });
}

/**
 * Files by which the packages are known that matter: kernels, microcode, what mkinitcpio and dracut make the initramfs anew for
 * (the targets of their own hooks), Xen, and the boot loaders.
 */
const targets = [
  'usr/lib/modules/*/vmlinuz',
  'usr/lib/modules/*/extramodules/*',
  'usr/lib/initcpio/*',
  'usr/lib/dracut/*',
  'usr/lib/firmware/*',
  'usr/src/*/dkms.conf',
  'usr/lib/systemd/systemd',
  'usr/bin/cryptsetup',
  'usr/bin/lvm',
  'boot/*-ucode.img',
  'boot/xen.*',
  'efi/xen.efi',
  'usr/bin/xl',
  'usr/lib/systemd/boot/efi/systemd-boot*.efi',
  'usr/bin/grub-install',
  'usr/bin/extlinux',
  'usr/bin/refind-install',
  'usr/bin/limine',
  'usr/bin/efibootmgr',
];

/** Without Node or archxen it does nothing, and nothing that it does stops pacman: it runs after the transaction. */
const hookText = (node: string, program: string): string =>
  [
    '# Written by archxen; `archxen rollback` takes it away.',
    '[Trigger]',
    'Type = Path',
    'Operation = Install',
    'Operation = Upgrade',
    'Operation = Remove',
    ...targets.map((target) => `Target = ${target}`),
    '',
    '[Action]',
    'Description = Checking the boot entries for Xen...',
    'When = PostTransaction',
    `Exec = /bin/sh -c 'if [ -x ${node} ] && [ -f ${program} ]; then exec timeout 300 ${node} ${program} refresh; fi'`,
    '',
  ].join('\n');
