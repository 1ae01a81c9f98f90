import { bootLoaders } from '../../src/bootloaders/index.ts';
import type { Answers } from '../../src/core/answers.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { BuildDirectories } from '../../src/packages/build-environment.ts';

/** Where xen.gz and xen.efi shall land. The boot loader decides; without one of ours the person, else it is the ESP if there is one. */
export function directories(facts: Facts, { boot, build }: Answers): BuildDirectories {
  const loader = boot.loader === 'none' ? undefined : bootLoaders[boot.loader];
  if (loader !== undefined) return loader.buildDirectories(facts);
  const esp = facts.boot.esp?.mount ?? '/boot';
  const own = (name: string): string | undefined => build.variables[name]?.replace(/\/+$/, '');
  return { bootDir: own('boot_dir') || '/boot', efiDir: own('efi_dir') || esp, efiMountpoint: own('efi_mountpoint') || esp };
}
