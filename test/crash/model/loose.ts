import type { Tree, TreeNode } from '../../../src/system/memory.ts';
import { type Disk, inodeOf, nodeOf } from './disk.ts';

/** Firmware variables are kept at once; all else that programs write waits for a sync(2). */
const isFirmware = (path: string): boolean => path.startsWith('/sys/');

/** A modelled disk as the tree that simulated commands work on: they sync nothing. */
export function looseTree(disk: Disk): Tree {
  return new LooseTree(disk);
}

class LooseTree extends Map<string, TreeNode> {
  readonly #disk: Disk;
  constructor(disk: Disk) {
    super();
    this.#disk = disk;
  }
  override has(path: string): boolean {
    return this.#disk.live.has(path);
  }
  override get(path: string): TreeNode | undefined {
    const inode = this.#disk.live.get(path);
    return inode && nodeOf(inode);
  }
  override set(path: string, node: TreeNode): this {
    const inode = inodeOf(node);
    if (isFirmware(path)) {
      inode.kept = node;
      this.#disk.names.set(path, inode);
    }
    this.#disk.live.set(path, inode);
    return this;
  }
  override delete(path: string): boolean {
    if (isFirmware(path)) this.#disk.names.delete(path);
    return this.#disk.live.delete(path);
  }
  override keys(): MapIterator<string> {
    return this.#disk.live.keys();
  }
}
