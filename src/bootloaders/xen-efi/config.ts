import { basename, dirname } from 'node:path/posix';
import type { FileChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { fileChange } from '../../core/file-change.ts';
import { printXenCfg } from '../../formats/xen-cfg.ts';
import { lintXenCfg } from '../../formats/xen-cfg-lint.ts';
import { isRefusal, type Refusal } from '../boot-loader.ts';
import { pathBelow } from '../host-files.ts';
import { changeId, type XenEntry } from '../xen-entries.ts';
import { copyChanges, placeOnEsp } from './copies.ts';
import { espMount } from './esp.ts';

/** The configuration file of an entry, beside its xen.efi. */
export const configPath = (entry: { readonly name: XenEntry['name']; readonly xen: Pick<XenEntry['xen'], 'efi'> }): string =>
  `${dirname(entry.xen.efi)}/${configName(entry)}`;

/** As `-cfg=` names it. */
export const configName = ({ name }: Pick<XenEntry, 'name'>): string => `${name}.cfg`;

/**
 * Writes what xen.efi reads at boot, or says why it could not boot this entry. The first entry brings the copies of files
 * that are not on the ESP; the others boot the same or their own.
 */
export function configChanges(facts: Facts, entry: XenEntry): readonly FileChange[] | Refusal {
  const copies = entry.name === 'archxen-xen' ? copyChanges(facts, entry) : [];
  if (isRefusal(copies)) return copies;
  const text = configText(facts, entry);
  if (typeof text !== 'string') return text;
  const config = fileChange(facts, {
    id: changeId('boot.config', entry),
    title: 'Write the configuration that Xen reads at boot',
    why: 'It names the kernel, the initramfs and the memory of dom0.',
    path: configPath(entry),
    text,
  });
  return [...copies, ...config];
}

function configText(facts: Facts, entry: XenEntry): string | Refusal {
  const onEsp = (path: string): string => nameFor(dirname(entry.xen.efi), espMount(facts), placeOnEsp(facts, path));
  return linted(
    printXenCfg('archxen', {
      options: entry.xenLine,
      kernel: onEsp(entry.kernel),
      kernelLine: entry.kernelLine,
      ramdisk: onEsp(entry.initramfs),
    }),
  );
}

/** The same for inside a unified image, where the names are only names. */
export const unifiedConfig = (entry: XenEntry): string | Refusal =>
  linted(
    printXenCfg('archxen', {
      options: entry.xenLine,
      kernel: basename(entry.kernel),
      kernelLine: entry.kernelLine,
      ramdisk: basename(entry.initramfs),
    }),
  );

function linted(text: string): string | Refusal {
  const lint = lintXenCfg(text).find((each) => each.state === 'fail');
  return lint === undefined ? text : { refused: `Xen could not read its configuration as it is meant: ${lint.reason}`, hint: lint.hint };
}

/** A file as xen.cfg names it: from the folder of xen.efi, else from the root of the volume. */
function nameFor(folder: string, mount: string, path: string): string {
  const below = pathBelow(folder, path);
  return below === undefined ? `\\${(pathBelow(mount, path) ?? path).replaceAll('/', '\\')}` : below.replaceAll('/', '\\');
}
