import type { Answers } from '../core/answers.ts';
import type { Facts, KernelFacts } from '../core/facts.ts';
import type { Refusal } from './boot-loader.ts';

/** Can this kernel be dom0? Undefined: its configuration could not be read. */
export const canBeDom0 = (kernel: KernelFacts): boolean | undefined =>
  kernel.config === undefined ? undefined : kernel.config['CONFIG_XEN_DOM0'] === 'y';

/** Kernels that can be dom0, or may be, the running one first. */
export const dom0Kernels = (facts: Facts): readonly KernelFacts[] =>
  facts.kernels.filter((kernel) => canBeDom0(kernel) !== false).toSorted((a, b) => Number(b.running) - Number(a.running));

/** The chosen kernel with its two files, or why it cannot be booted under Xen. */
export interface Dom0Kernel {
  readonly name: string;
  readonly image: string;
  readonly initramfs: string;
}

export function chosenKernel(facts: Facts, answers: Pick<Answers, 'boot'>): Dom0Kernel | Refusal {
  const name = answers.boot.kernel;
  const kernel = facts.kernels.find((each) => each.name === name);
  if (kernel === undefined) {
    const others = facts.kernels.map((each) => each.name).join(', ') || 'none';
    return {
      refused: `The kernel ${name} is not installed.`,
      hint: `Choose an installed kernel (${others}), or install it: pacman -S ${name}`,
    };
  }
  if (canBeDom0(kernel) === false) {
    const hint = 'Install the kernel of Arch: pacman -S linux (or linux-lts), and choose it.';
    return { refused: `The kernel ${name} was built without CONFIG_XEN_DOM0, so it cannot run as dom0.`, hint };
  }
  if (kernel.image === undefined) {
    const hint = `Let mkinitcpio make a plain image too: set default_image in /etc/mkinitcpio.d/${name}.preset and keep /boot/vmlinuz-${name}.`;
    return { refused: `No plain kernel image of ${name} was found; Xen cannot boot a unified kernel image.`, hint };
  }
  if (kernel.initramfs === undefined) {
    const unified = Object.keys(facts.files).some((path) => /\/efi\/linux\/[^/]+\.efi$/i.test(path));
    const hint = unified
      ? `It is only inside a unified kernel image. Set default_image in /etc/mkinitcpio.d/${name}.preset, then run: mkinitcpio -p ${name}`
      : `Make it: mkinitcpio -p ${name}`;
    return { refused: `No initramfs of ${name} was found beside its image.`, hint };
  }
  return { name, image: kernel.image, initramfs: kernel.initramfs };
}
