import { dirname } from 'node:path/posix';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { readXenCfg } from '../../formats/xen-cfg.ts';
import { lintXenCfg } from '../../formats/xen-cfg-lint.ts';
import { commandLineWords } from '../../xen/words.ts';
import { fail, initramfsLink, kernelLink, makeAgain, optionsLink, pass, warn, xenEfiLink } from '../chain-checks.ts';
import { hostFile } from '../host-files.ts';
import { rootLink } from '../root-device.ts';
import { copyLinks } from './copies.ts';
import type { XenProgram } from './program.ts';
import { unifiedLinks } from './unified-chain.ts';

/** Every link from the loader's entry over xen.efi and its configuration to dom0's root. */
export function xenEfiLinks(facts: Facts, { checks, entry, program, options, evidence }: XenProgram): readonly Check[] {
  const image = hostFile(facts, program)?.image;
  if (image?.config !== undefined) return unifiedLinks(facts, image, { checks, entry, program, options, evidence });
  const link = { id: `${checks}.entry`, title: 'Boot entry' };
  const xen = xenEfiLink({ id: `${checks}.xen`, title: 'Xen' }, facts, program);
  const [first, ...rest] = commandLineWords(options);
  const config = rest.find((word) => word.startsWith('-cfg='))?.slice('-cfg='.length);
  if (first === undefined || first.startsWith('-') || config === undefined) {
    const reason = 'Xen throws the first word of options away, so it must be a name, and -cfg= must follow it.';
    return [fail(link, { detail: `options ${options}`, reason, hint: makeAgain, evidence }), xen];
  }
  const folder = dirname(program);
  return [pass(link, { detail: entry, evidence }), xen, ...configLinks(facts, checks, folder, `${folder}/${config.replaceAll('\\', '/')}`)];
}

function configLinks(facts: Facts, checks: string, folder: string, path: string): readonly Check[] {
  const link = { id: `${checks}.config`, title: 'Xen config' };
  const evidence = [path];
  const file = hostFile(facts, path);
  if (file?.text === undefined) {
    const reason = 'xen.efi would go back to the menu, which then waits for somebody.';
    return [fail(link, { detail: `${path} is missing`, reason, hint: makeAgain, evidence })];
  }
  const lints = lintXenCfg(file.text);
  const broken = lints.find((lint) => lint.state === 'fail');
  const lint = broken ?? lints[0];
  const entry = readXenCfg(file.text);
  const at = (name: string | undefined): string | undefined => (name === undefined ? undefined : resolveOnVolume(facts, folder, name));
  return [
    lint === undefined
      ? pass(link, { detail: `${path}, section [${entry.section}]`, evidence })
      : (broken === undefined ? warn : fail)(link, {
          detail: lint.line === undefined ? path : `${path}, line ${lint.line}`,
          reason: lint.reason,
          hint: lint.hint,
          evidence,
        }),
    optionsLink({ id: `${checks}.options`, title: 'Xen options' }, entry.options, evidence),
    kernelLink({ id: `${checks}.kernel`, title: 'dom0 kernel' }, facts, at(entry.kernel)),
    initramfsLink({ id: `${checks}.initramfs`, title: 'dom0 initrd' }, facts, at(entry.ramdisk)),
    ...copyLinks(facts, checks, [at(entry.kernel), at(entry.ramdisk)]),
    rootLink({ id: `${checks}.root`, title: 'dom0 root' }, facts, commandLineWords(entry.kernelLine)),
  ];
}

/** A name of xen.cfg as a path of the host: from xen.efi's folder, or with a leading backslash from the volume's root. */
function resolveOnVolume(facts: Facts, folder: string, name: string): string {
  const path = name.replaceAll('\\', '/');
  const joined = path.startsWith('/') ? `${facts.boot.esp?.mount ?? '/boot'}${path}` : `${folder}/${path}`;
  const parts: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Is there room on the ESP? A full one cuts off what is written next. */
export function spaceLink(facts: Facts): Check {
  const link = { id: 'boot.chain.space', title: 'ESP space' };
  const esp = facts.boot.esp;
  if (esp === undefined) return fail(link, { detail: 'no EFI system partition is mounted', hint: 'Mount it, for example at /boot.' });
  const detail = `${esp.freeMiB} of ${esp.totalMiB} MiB free at ${esp.mount}`;
  const hint = 'Remove old kernels, fallback images or unused loaders from it.';
  if (esp.freeMiB === 0) return fail(link, { detail, reason: 'Files that were just written may be cut off.', hint });
  if (esp.freeMiB < 8) return warn(link, { detail, reason: 'The next kernel update may not fit.', hint });
  return pass(link, { detail });
}
