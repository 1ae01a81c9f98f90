/**
 * The configuration file of xen.efi, read as Xen reads it (pre_parse and get_value of xen/common/efi/boot.c, 4.21).
 * It is not an INI file: any control character ends a line, `#` comments anywhere, `=` must touch the key.
 */
export interface XenCfgSection {
  /** Undefined: there is no `default=`, so Xen takes the first match in the whole file. */
  readonly section: string | undefined;
  /** File name of dom0's kernel, up to the first blank. */
  readonly kernel: string | undefined;
  /** The rest of `kernel=`: dom0's command line. */
  readonly kernelLine: string;
  readonly ramdisk: string | undefined;
  /** Xen's own command line. */
  readonly options: string;
  readonly ucode: string | undefined;
}

/** The strings that are left after Xen cut the text at control characters and comments. */
export function xenCfgStrings(text: string): readonly string[] {
  return text
    .split(/[\x00-\x1f\x7f]/)
    .map((line) => line.replace(/^[ ]+/, ''))
    .filter((line) => !line.startsWith(';'))
    .map((line) => line.split('#')[0] ?? '')
    .filter((line) => line !== '');
}

/** What Xen finds for an item in a section; without a section, the first match of all. */
export function xenCfgValue(text: string, section: string | undefined, item: string): string | undefined {
  let inside = section === undefined || section === '';
  const anywhere = inside;
  for (const line of xenCfgStrings(text)) {
    if (line.startsWith('[') && !anywhere) {
      if (inside) return undefined;
      inside = line.startsWith(`[${section}]`);
    } else if (inside && line.startsWith(`${item}=`)) {
      return line.slice(item.length + 1).replace(/^ +/, '');
    }
  }
  return undefined;
}

/** The section that Xen would boot: the named one, else that of `[global] default=`. */
export function readXenCfg(text: string, named?: string): XenCfgSection {
  const section = named ?? xenCfgValue(text, 'global', 'default');
  const value = (item: string): string | undefined => xenCfgValue(text, section, item) || undefined;
  const [kernel, kernelLine] = splitName(value('kernel'));
  return {
    section,
    kernel,
    kernelLine,
    ramdisk: splitName(value('ramdisk'))[0],
    options: value('options') ?? '',
    ucode: splitName(value('ucode') ?? (xenCfgValue(text, 'global', 'ucode') || undefined))[0],
  };
}

function splitName(value: string | undefined): readonly [string | undefined, string] {
  const match = /^([^ ]+) *(.*)$/.exec(value ?? '');
  return [match?.[1], match?.[2] ?? ''];
}

/** A file with one section, chosen by `[global] default=`. Paths begin at the folder of xen.efi, with backslashes. */
export function printXenCfg(
  section: string,
  entry: { readonly options: string; readonly kernel: string; readonly kernelLine: string; readonly ramdisk: string },
): string {
  return [
    '[global]',
    `default=${section}`,
    '',
    `[${section}]`,
    `options=${entry.options}`,
    `kernel=${entry.kernel} ${entry.kernelLine}`.trimEnd(),
    `ramdisk=${entry.ramdisk}`,
    '',
  ].join('\n');
}
