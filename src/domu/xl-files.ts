import { parseXlCfg, type XlValue } from '../formats/xl-cfg.ts';
import { parseXlDisk } from './xl-disk.ts';

/** A file of dom0 that a guest needs. */
export interface XlFile {
  readonly key: string;
  readonly line: number;
  readonly path: string;
}

/**
 * The files of dom0 that a configuration names. Not those that a script or another domain resolves (iSCSI, a driver domain), nor
 * names without a directory, which xl looks for in places of its own.
 */
export function xlFiles(text: string): readonly XlFile[] {
  const { settings } = parseXlCfg(text);
  return settings
    .filter(
      ({ key, operator }, index) =>
        operator === '+=' || !settings.slice(index + 1).some((later) => later.key === key && later.operator === '='),
    )
    .flatMap(({ key, line, value }) =>
      pathsOf(key, value)
        .filter((path) => path.startsWith('/'))
        .map((path) => ({ key, line, path })),
    );
}

function pathsOf(key: string, value: XlValue): readonly string[] {
  if (['kernel', 'ramdisk', 'bootloader', 'firmware'].includes(key)) return typeof value === 'string' ? [value] : [];
  if (key !== 'disk' || !Array.isArray(value)) return [];
  return value.flatMap((item: XlValue) => {
    if (typeof item !== 'string') return [];
    const { target, named } = parseXlDisk(item);
    return target === undefined || 'script' in named || 'backend' in named ? [] : [target];
  });
}
