import { bootLoaders } from '../../src/bootloaders/index.ts';
import type { Answers } from '../../src/core/answers.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { BuildDirectories } from '../../src/packages/build-environment.ts';

/** Where xen.gz and xen.efi shall land; without a boot loader of ours, on the ESP if there is one. */
export function directories(facts: Facts, { boot }: Answers): BuildDirectories {
  const loader = boot.loader === 'none' ? undefined : bootLoaders[boot.loader];
  const esp = facts.boot.esp?.mount ?? '/boot';
  return loader?.buildDirectories(facts) ?? { bootDir: '/boot', efiDir: esp, efiMountpoint: esp };
}
