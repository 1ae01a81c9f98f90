import type { Facts, FileFacts } from '../../src/core/facts.ts';
import { binary, withFile } from './boot-facts.ts';
import { textFile } from './sample-facts.ts';

/** What is broken, how, and the id of the check that must say so. */
export type Break = readonly [id: string, how: string, breakIt: (facts: Facts) => Facts];

export const gone = (path: string) => (facts: Facts) => withFile(facts, path, undefined);
export const put = (path: string, file: FileFacts) => (facts: Facts) => withFile(facts, path, file);
export const edited = (path: string, from: string | RegExp, to: string) => (facts: Facts) => {
  const text = facts.files[path]?.text ?? '';
  const after = text.replace(from, to);
  if (after === text) throw new Error(`${path} has no ${from}`);
  return withFile(facts, path, { ...textFile(after), mode: facts.files[path]?.mode ?? 0o644 });
};
export const boot = (change: Partial<Facts['boot']>) => (facts: Facts) => ({ ...facts, boot: { ...facts.boot, ...change } });

export const badFiles = (path: string, id: string, wrong: FileFacts): readonly Break[] => [
  [id, 'missing', gone(path)],
  [id, 'empty', put(path, binary('other', 0))],
  [id, 'cut off', put(path, { ...wrong, size: 4096 })],
  [id, 'zeros', put(path, binary('zero'))],
  [id, 'of another kind', put(path, wrong)],
  [id, 'a folder', put(path, { ...binary('other'), type: 'directory' })],
];

export const bothKernels = (magic: FileFacts): readonly Break[] =>
  badFiles('/boot/vmlinuz-linux', 'boot.chain.kernel', magic).flatMap(([id, how, by]): Break[] => [
    [id, how, by],
    ['boot.fallback.kernel', how, by],
  ]);
export const bothRamdisks = badFiles('/boot/initramfs-linux.img', 'boot.chain.initramfs', binary('elf')).flatMap(
  ([id, how, by]): Break[] => [
    [id, how, by],
    ['boot.fallback.initramfs', how, by],
  ],
);
