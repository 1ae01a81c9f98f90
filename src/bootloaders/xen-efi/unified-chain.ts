import type { Check } from '../../core/check.ts';
import type { Facts, FileFacts, ImageFacts } from '../../core/facts.ts';
import { readXenCfg } from '../../formats/xen-cfg.ts';
import { lintXenCfg } from '../../formats/xen-cfg-lint.ts';
import { commandLineWords } from '../../xen/words.ts';
import { fail, makeAgain, optionsLink, pass, unknown } from '../chain-checks.ts';
import { hostFile } from '../host-files.ts';
import { rootLink } from '../root-device.ts';
import type { XenProgram } from './program.ts';

/** Every link of an image that has all inside: it is whole, signed where that counts, and made of the files of today. */
export function unifiedLinks(facts: Facts, image: ImageFacts, { checks, entry, program, evidence }: XenProgram): readonly Check[] {
  const config = image.config ?? '';
  const at = { id: `${checks}.config`, title: 'Xen config' };
  const broken = lintXenCfg(config).find(({ state }) => state === 'fail');
  const { section, options, kernelLine } = readXenCfg(config);
  return [
    pass({ id: `${checks}.entry`, title: 'Boot entry' }, { detail: entry, evidence }),
    wholeLink(image, checks, program),
    ...signatureLink(facts, image, checks, program),
    broken === undefined
      ? pass(at, { detail: `inside ${program}, section [${section}]` })
      : fail(at, { detail: `inside ${program}`, reason: broken.reason, hint: broken.hint }),
    optionsLink({ id: `${checks}.options`, title: 'Xen options' }, options, [program]),
    part({ id: `${checks}.kernel`, title: 'dom0 kernel' }, image.sections['.kernel'], originals(facts, 'image')),
    part({ id: `${checks}.initramfs`, title: 'dom0 initrd' }, image.sections['.ramdisk'], originals(facts, 'initramfs')),
    rootLink({ id: `${checks}.root`, title: 'dom0 root' }, facts, commandLineWords(kernelLine)),
  ];
}

function wholeLink(image: ImageFacts, checks: XenProgram['checks'], program: string): Check {
  const link = { id: `${checks}.xen`, title: 'Xen' };
  if (image.whole) return pass(link, { detail: `${program}, one image with all in it` });
  return fail(link, {
    detail: `${program} is cut off`,
    reason: 'A write was cut off, perhaps because the volume is full.',
    hint: makeAgain,
  });
}

function signatureLink(facts: Facts, image: ImageFacts, checks: XenProgram['checks'], program: string): readonly Check[] {
  if (facts.firmware.secureBoot !== 'on') return [];
  const link = { id: `${checks}.signature`, title: 'Signature' };
  if (image.signed) return [pass(link, { detail: program })];
  return [
    fail(link, { detail: `${program} is not signed`, reason: 'With Secure Boot on the firmware does not start it.', hint: makeAgain }),
  ];
}

type Named = readonly [string, FileFacts | undefined];
const originals = (facts: Facts, part: 'image' | 'initramfs'): readonly Named[] =>
  facts.kernels.flatMap(({ [part]: path }) => (path === undefined ? [] : [[path, hostFile(facts, path)] as const]));

/** Xen boots the part in any case, as it is inside; but of a kernel that was replaced or removed the modules are gone. */
function part(link: { readonly id: string; readonly title: string }, digest: string | undefined, files: readonly Named[]): Check {
  if (digest === undefined) return fail(link, { detail: 'it is not in the image', reason: 'Xen would look for a file.', hint: makeAgain });
  const same = files.find(([, file]) => file?.sha256 === digest);
  if (same !== undefined) return pass(link, { detail: `in the image, the same as ${same[0]}` });
  const unread = files.find(([, file]) => file?.sha256 === undefined);
  if (unread !== undefined)
    return unknown(link, { detail: 'in the image', reason: `${unread[0]} could not be compared with it.`, hint: 'Run archxen as root.' });
  return fail(link, {
    detail: 'in the image, but no installed kernel has the same',
    reason: 'dom0 would boot a kernel whose modules are no longer installed, or an initramfs of another kernel.',
    hint: 'Make the image anew: archxen refresh',
  });
}
