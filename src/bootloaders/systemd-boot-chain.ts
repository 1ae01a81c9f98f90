import type { Answers } from '../core/answers.ts';
import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { loaderEntryId } from '../formats/loader-entry.ts';
import { readXenCfg } from '../formats/xen-cfg.ts';
import { lintXenCfg } from '../formats/xen-cfg-lint.ts';
import { commandLineWords } from '../xen/words.ts';
import { fail, initramfsLink, kernelLink, optionsLink, pass, warn, xenEfiLink } from './chain-checks.ts';
import { hostFile } from './host-files.ts';
import { shallArm, whyNotOnce } from './one-time.ts';
import { rootLink } from './root-device.ts';
import { xenIsDefault } from './systemd-boot-default.ts';
import { menuEntries, xenEntryId } from './systemd-boot-entries.ts';
import { systemdBootFallback } from './systemd-boot-fallback.ts';

const makeAgain = 'Run archxen again: it writes the entry anew.';

/** Every link from systemd-boot's entry to dom0's root, then those of the Linux fallback. */
export function systemdBootChain(facts: Facts, answers: Answers): readonly Check[] {
  return [...xenLinks(facts), spaceLink(facts), ...onceLink(facts, answers), ...systemdBootFallback(facts, answers)];
}

function xenLinks(facts: Facts): readonly Check[] {
  const link = { id: 'boot.chain.entry', title: 'Boot entry' };
  const menu = menuEntries(facts).find((each) => each.id === xenEntryId);
  const mount = facts.boot.esp?.mount ?? '/boot';
  if (menu?.entry === undefined) {
    return [
      fail(link, { detail: `${mount}/loader/entries/${xenEntryId} is missing`, reason: 'The menu has no entry for Xen.', hint: makeAgain }),
    ];
  }
  const evidence = [menu.path];
  const efi = menu.entry.efi;
  if (efi === undefined)
    return [fail(link, { detail: `${menu.path} names no EFI program`, reason: 'systemd-boot drops such an entry.', hint: makeAgain })];
  const program = `${menu.root}${efi.startsWith('/') ? '' : '/'}${efi.replaceAll('\\', '/')}`;
  const [first, ...rest] = commandLineWords(menu.entry.options);
  const config = rest.find((word) => word.startsWith('-cfg='))?.slice('-cfg='.length);
  if (first === undefined || first.startsWith('-') || config === undefined) {
    const reason = 'Xen throws the first word of options away, so it must be a name, and -cfg= must follow it.';
    return [
      fail(link, { detail: `options ${menu.entry.options}`, reason, hint: makeAgain, evidence }),
      xenEfiLink(xenLink, facts, program),
    ];
  }
  const folder = program.slice(0, program.lastIndexOf('/'));
  return [
    pass(link, { detail: menu.entry.title ?? menu.id, evidence }),
    xenEfiLink(xenLink, facts, program),
    ...configLinks(facts, folder, `${folder}/${config.replaceAll('\\', '/')}`),
  ];
}

const xenLink = { id: 'boot.chain.xen', title: 'Xen' };

function configLinks(facts: Facts, folder: string, path: string): readonly Check[] {
  const link = { id: 'boot.chain.config', title: 'Xen config' };
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
  const words = commandLineWords(entry.kernelLine);
  return [
    lint === undefined
      ? pass(link, { detail: `${path}, section [${entry.section}]`, evidence })
      : (broken === undefined ? warn : fail)(link, {
          detail: lint.line === undefined ? path : `${path}, line ${lint.line}`,
          reason: lint.reason,
          hint: lint.hint,
          evidence,
        }),
    optionsLink({ id: 'boot.chain.options', title: 'Xen options' }, entry.options, evidence),
    kernelLink({ id: 'boot.chain.kernel', title: 'dom0 kernel' }, facts, at(entry.kernel)),
    initramfsLink({ id: 'boot.chain.initramfs', title: 'dom0 initrd' }, facts, at(entry.ramdisk)),
    rootLink({ id: 'boot.chain.root', title: 'dom0 root' }, facts, words),
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

function spaceLink(facts: Facts): Check {
  const link = { id: 'boot.chain.space', title: 'ESP space' };
  const esp = facts.boot.esp;
  if (esp === undefined) return fail(link, { detail: 'no EFI system partition is mounted', hint: 'Mount it, for example at /boot.' });
  const detail = `${esp.freeMiB} of ${esp.totalMiB} MiB free at ${esp.mount}`;
  const hint = 'Remove old kernels, fallback images or unused loaders from it.';
  if (esp.freeMiB === 0) return fail(link, { detail, reason: 'Files that were just written may be cut off.', hint });
  if (esp.freeMiB < 8) return warn(link, { detail, reason: 'The next kernel update may not fit.', hint });
  return pass(link, { detail });
}

/** Only where the next start shall be Xen's: before the trial boot. */
function onceLink(facts: Facts, answers: Answers): readonly Check[] {
  const link = { id: 'boot.chain.once', title: 'One-time boot' };
  const chosen = facts.boot.efi.loaderEntryOneShot;
  if (!shallArm(facts, answers, { isDefault: xenIsDefault(facts), isArmed: false })) return [];
  if (whyNotOnce(facts, 'systemd-boot') !== undefined) return [];
  if (chosen !== undefined && loaderEntryId(chosen) === xenEntryId) return [pass(link, { detail: `the next start is ${xenEntryId}` })];
  return [
    fail(link, {
      detail: chosen === undefined ? 'no one-time boot is set' : `the next start is ${chosen}`,
      reason: 'The next start would not be Xen.',
      hint: `Set it: bootctl set-oneshot ${xenEntryId}`,
    }),
  ];
}
