import type { FileChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { fileChange } from '../../core/file-change.ts';
import { printXenCfg } from '../../formats/xen-cfg.ts';
import { lintXenCfg } from '../../formats/xen-cfg-lint.ts';
import type { Refusal } from '../boot-loader.ts';
import { pathBelow } from '../host-files.ts';
import { changeId, type XenEntry } from '../xen-entries.ts';
import { espMount } from './esp.ts';

/** The configuration file of an entry, beside its xen.efi. */
export const configPath = (entry: { readonly name: XenEntry['name']; readonly xen: Pick<XenEntry['xen'], 'efi'> }): string =>
  `${folderOf(entry.xen.efi)}/${configName(entry)}`;

/** As `-cfg=` names it. */
export const configName = ({ name }: Pick<XenEntry, 'name'>): string => `${name}.cfg`;

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** Writes what xen.efi reads at boot, or says why it could not boot this entry. */
export function configChanges(facts: Facts, entry: XenEntry): readonly FileChange[] | Refusal {
  const text = configText(facts, entry);
  if (typeof text !== 'string') return text;
  return fileChange(facts, {
    id: changeId('boot.config', entry),
    title: 'Write the configuration that Xen reads at boot',
    why: 'It names the kernel, the initramfs and the memory of dom0.',
    path: configPath(entry),
    text,
  });
}

/** xen.cfg of an entry, whose files must be on the same FAT volume as xen.efi; or why that cannot be. */
function configText(facts: Facts, entry: XenEntry): string | Refusal {
  const image = onVolume(facts, entry.kernel);
  const ramdisk = onVolume(facts, entry.initramfs);
  if (image === undefined || ramdisk === undefined) {
    return {
      refused: `The kernel is at ${entry.kernel}, but the ESP is mounted at ${espMount(facts)}: xen.efi can only read files of its own volume.`,
      hint: 'Mount the ESP at /boot and install the kernel there, or boot with GRUB, which can read both.',
    };
  }
  return linted(printXenCfg('archxen', { options: entry.xenLine, kernel: image, kernelLine: entry.kernelLine, ramdisk }));
}

/** The same for inside a unified image, where the names are only names. */
export const unifiedConfig = (entry: XenEntry): string | Refusal =>
  linted(
    printXenCfg('archxen', {
      options: entry.xenLine,
      kernel: nameOf(entry.kernel),
      kernelLine: entry.kernelLine,
      ramdisk: nameOf(entry.initramfs),
    }),
  );

function linted(text: string): string | Refusal {
  const lint = lintXenCfg(text).find((each) => each.state === 'fail');
  return lint === undefined ? text : { refused: `Xen could not read its configuration as it is meant: ${lint.reason}`, hint: lint.hint };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const onVolume = (facts: Facts, path: string): string | undefined => pathBelow(espMount(facts), path)?.replaceAll('/', '\\');
