import type { System } from '../system/port.ts';
import { digestOfFile } from './file-digest.ts';
import { runQuiet } from './run-command.ts';

/** A file or link in a package, as its archive describes it. */
export interface PackedFile {
  readonly size: number;
  readonly sha256?: string | undefined;
  readonly link?: string | undefined;
}

/** mtree(5) of a package: its files and links by path. */
export async function contentsOf(system: System, file: string): Promise<ReadonlyMap<string, PackedFile>> {
  const argv = ['bsdtar', '-cf', '-', '--format=mtree', '--options=!all,type,size,sha256,link', `@${file}`];
  const { exit, stdout } = await runQuiet(system, argv, { timeoutSeconds: 300 });
  return exit === 0 ? parseMtree(stdout) : new Map();
}

export function parseMtree(text: string): ReadonlyMap<string, PackedFile> {
  let usual: string | undefined;
  return new Map(
    text.split('\n').flatMap((line): [string, PackedFile][] => {
      const [name = '', ...words] = line.trim().split(/\s+/);
      const value = (key: string): string | undefined => words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
      if (name === '/set') usual = value('type') ?? usual;
      const type = value('type') ?? usual;
      // Names that begin with a dot are pacman's own notes about the package.
      if (!name.startsWith('./') || name.startsWith('./.') || (type !== 'file' && type !== 'link')) return [];
      return [[unescaped(name.slice(1)), { size: Number(value('size') ?? 0), sha256: value('sha256digest'), link: value('link') }]];
    }),
  );
}

const unescaped = (name: string): string =>
  name.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** Is what is at the path this file, or what a power cut left of it while it was written? */
export async function isOf(system: System, path: string, packed: PackedFile): Promise<boolean> {
  const found = await system.stat(path);
  if (found?.type === 'link') return packed.link !== undefined && found.target === packed.link;
  if (found?.type !== 'file' || packed.link !== undefined) return false;
  if (found.size < packed.size) return true;
  return found.size === packed.size && packed.sha256 !== undefined && (await digestOfFile(system, path)) === packed.sha256;
}
