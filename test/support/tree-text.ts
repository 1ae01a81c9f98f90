import type { Tree } from '../../src/system/memory.ts';

/** Text of a file of the tree. */
export function textOf(tree: Tree, path: string): string {
  const node = tree.get(path);
  if (node?.type !== 'file') throw new Error(`no file ${path}`);
  return Buffer.from(node.content).toString();
}

/** Changes the text of a file of the tree, as its owner would with an editor. */
export function editText(tree: Tree, path: string, change: (text: string) => string): void {
  const node = tree.get(path);
  if (node?.type !== 'file') throw new Error(`no file ${path}`);
  tree.set(path, { ...node, content: Buffer.from(change(textOf(tree, path))) });
}
