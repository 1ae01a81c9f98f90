import { splitLines } from './lines.ts';

/** An entry of limine.conf. Directories have entries below them and none of their own options. */
export interface LimineEntry {
  readonly title: string;
  /** 1 for `/Title`, 2 for `//Title`. */
  readonly depth: number;
  /** Options by their names in lower case, each with all its values in order. */
  readonly options: Readonly<Record<string, readonly string[]>>;
}

export interface LimineConf {
  readonly global: LimineEntry['options'];
  readonly entries: readonly LimineEntry[];
}

/** limine.conf (CONFIG.md of Limine 8 and later): `name: value` lines, `/Title` begins an entry, `#` a comment. */
export function readLimineConf(text: string): LimineConf {
  const global: Record<string, string[]> = {};
  const entries: (LimineEntry & { readonly options: Record<string, string[]> })[] = [];
  for (const { text: raw } of splitLines(text)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, slashes, title] = /^(\/+)\+?(.*)$/.exec(line) ?? [];
    if (slashes !== undefined) {
      entries.push({ title: title ?? '', depth: slashes.length, options: {} });
      continue;
    }
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    const options = entries.at(-1)?.options ?? global;
    const key = name.trim().toLowerCase();
    options[key] = [...(options[key] ?? []), value];
  }
  return { global, entries };
}

/** The entry that boots when nobody chooses: `default_entry` is a position from 1 or a path of titles. */
export function defaultLimineEntry({ global, entries }: LimineConf): LimineEntry | undefined {
  const wanted = global['default_entry']?.at(-1) ?? '1';
  if (/^\d+$/.test(wanted)) return entries[Number(wanted) - 1];
  const name = wanted.split('/').at(-1);
  return entries.find(({ title }) => title === name);
}

/** Which file an entry names, and where: `boot():/vmlinuz-linux`, maybe with a checksum behind `#`. */
export function limineFile(path: string): { readonly volume: string; readonly argument: string; readonly path: string } | undefined {
  const [, volume, argument, file] = /^(\w+)\(([^)]*)\):(\/?[^#]*)/.exec(path) ?? [];
  return volume === undefined || argument === undefined || file === undefined
    ? undefined
    : { volume: volume.toLowerCase(), argument, path: `/${file.replace(/^\/+/, '')}` };
}

/** What a Linux entry boots, in the names of Limine 8 (`kernel_path`) and of later ones (`path`). */
export const limineLinux = ({ options }: LimineEntry) => ({
  protocol: options['protocol']?.at(-1)?.toLowerCase(),
  kernel: (options['path'] ?? options['kernel_path'])?.at(-1),
  modules: options['module_path'] ?? [],
  commandLine: (options['cmdline'] ?? options['kernel_cmdline'])?.at(-1) ?? '',
});
