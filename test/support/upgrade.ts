import type { KernelFacts } from '../../src/core/facts.ts';
import type { Tree } from '../../src/system/memory.ts';

/** As pacman leaves it after an upgrade of this kernel: new image, new initramfs, other modules. */
export function upgradeKernel(tree: Tree, { release, image, initramfs }: KernelFacts): void {
  const next = release.replace(/^(\d+\.\d+\.)(\d+)/, (_, line, patch) => `${line}${Number(patch) + 1}`);
  const modules = `/usr/lib/modules/${release}`;
  for (const [path, node] of [...tree])
    if (path === modules || path.startsWith(`${modules}/`)) {
      tree.delete(path);
      tree.set(path.replace(release, next), node);
    }
  for (const path of [image, initramfs]) {
    if (path === undefined) continue;
    const old = tree.get(path);
    if (old?.type !== 'file') throw new Error(`no ${path}`);
    tree.set(path, { ...old, content: Buffer.concat([old.content, Buffer.from(next)]), size: (old.size ?? 0) + 4096 });
  }
}
