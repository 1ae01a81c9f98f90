import type { Answers } from '../../core/answers.ts';
import type { Facts } from '../../core/facts.ts';
import type { Refusal } from '../boot-loader.ts';
import { secureBootRefusal, unifiedRefusal } from '../secure-boot.ts';

/** MiB that must be free on the ESP before xen.efi is installed: it has about 4, with debug information more. */
const neededMiB = 16;

/** Mount point of the ESP, where xen.efi and all that it reads must be: it knows no other volume. */
export const espMount = (facts: Facts): string => facts.boot.esp?.mount ?? '/boot';

/** Where the set that last verified green is kept, xen.efi with what it reads. */
export const previousFolder = (facts: Facts): string => `${espMount(facts)}/archxen/previous`;

/** Where the package installs xen.efi. */
export const xenEfiPath = (facts: Facts): string => `${espMount(facts)}/xen.efi`;

/** Why xen.efi cannot be put on this host's ESP, or could not be started from there. */
export function espRefusal(facts: Facts, image: Answers['boot']['image'] = 'files'): Refusal | undefined {
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
  if (esp.freeMiB < neededMiB && facts.files[xenEfiPath(facts)] === undefined) {
    return {
      refused: `The EFI system partition at ${esp.mount} has ${esp.freeMiB} MiB free; Xen needs ${neededMiB}.`,
      hint: 'Remove old kernels, fallback images or unused loaders from it.',
    };
  }
  return image === 'unified' ? unifiedRefusal(facts) : secureBootRefusal(facts);
}
