import { isRefusal } from '../../src/bootloaders/boot-loader.ts';
import { dom0Kernels } from '../../src/bootloaders/dom0-kernel.ts';
import { bootLoaders, whyNotOnce } from '../../src/bootloaders/index.ts';
import { armNow, needsNewTrial } from '../../src/bootloaders/one-time.ts';
import { canSign } from '../../src/bootloaders/secure-boot.ts';
import { cameUpWithIt } from '../../src/bootloaders/xen-efi/older-initramfs.ts';
import type { Answers } from '../../src/core/answers.ts';
import type { Change } from '../../src/core/change.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { afterFiles } from '../../src/core/file-change.ts';
import type { Step } from '../../src/core/step.ts';
import { dom0MemoryMiB } from '../../src/xen/dom0-memory.ts';
import { noteLinuxLine } from '../../src/xen/linux-line.ts';
import { defaultSerial } from '../../src/xen/serial-console.ts';
import { bootChecks } from './boot-checks.ts';
import { bootQuestions } from './boot-questions.ts';
import { fail, pass, unknown } from './finding.ts';

/** This step: a boot entry for Xen beside the old ones, and how it is tried first. */
export const bootStep: Step<'boot'> = {
  id: 'boot',
  title: 'Boot',
  intro: () => 'Xen gets an entry of its own in the boot menu; Linux stays the default. How shall its first boot be?',
  questions: bootQuestions,
  defaults,
  check: bootChecks,
  changes,
  verify,
};

function defaults(facts: Facts): Answers['boot'] {
  const loader = defaultLoader(facts);
  return {
    loader,
    kernel: (dom0Kernels(facts)[0] ?? facts.kernels[0])?.name ?? 'linux',
    trial: whyNotOnce(facts, loader) === undefined ? 'once' : 'by-hand',
    xenOptions: '',
    kernelOptions: '',
    confirmByItself: false,
    rescue: true,
    serial: defaultSerial(facts),
    image: loader === 'systemd-boot' && facts.firmware.secureBoot === 'on' && canSign(facts) ? 'unified' : 'files',
    onRed: 'reboot',
    watchdog: 'trial',
  };
}

/** The loader that started this system; if nothing says which, one that archxen can set up. */
function defaultLoader({ boot: { loaders } }: Facts): Answers['boot']['loader'] {
  const usable = loaders.find(({ id }) => id === 'systemd-boot' || id === 'grub' || id === 'syslinux');
  return (loaders.find(({ booted }) => booted) ?? usable ?? loaders[0])?.id ?? 'none';
}

/**
 * The entry first, and last the one-time boot: a run that stops half-way leads back into Linux. Where Xen is the default
 * already, Linux takes its place before anything of Xen's is touched.
 */
function changes(facts: Facts, answers: Answers): readonly Change[] {
  if (answers.boot.loader === 'none') return [];
  const loader = bootLoaders[answers.boot.loader];
  const again = needsNewTrial(loader, facts, answers);
  const linuxFirst = again ? loader.linuxFirst(facts, answers) : [];
  if (isRefusal(linuxFirst)) return [];
  const setup = loader.setup(afterFiles(facts, linuxFirst), answers);
  if (isRefusal(setup)) return [];
  const written = [...linuxFirst, ...noteLinuxLine(facts), ...setup.changes];
  const arm = again ? answers.boot.trial === 'once' : armNow(loader, facts, answers);
  return setup.once !== undefined && arm ? [...written, ...(setup.beforeOnce ?? []), setup.once] : written;
}

/** After the reboot: Xen got the memory that was asked for, and all links of both entries still hold. */
function verify(facts: Facts, answers: Answers): readonly Check[] {
  if (answers.boot.loader === 'none') return [];
  const chain = bootLoaders[answers.boot.loader].chain(facts, answers).filter(({ id }) => id !== 'boot.chain.once');
  return facts.xen.running ? [optionCheck(facts, answers), ...cameUpWithIt(facts, answers, chain)] : chain;
}

function optionCheck({ xen }: Facts, { dom0 }: Answers): Check {
  const id = 'boot.xen-options';
  const title = 'Xen options';
  const evidence = ['xl info: xen_commandline'];
  if (xen.commandLine === undefined) return unknown(id, title, "Xen's command line could not be read");
  const given = dom0MemoryMiB(xen.commandLine);
  if (given === dom0.memoryMiB) return pass(id, title, `dom0_mem=${given}M`, { evidence });
  return fail(id, title, given === undefined ? 'dom0_mem is not set' : `dom0_mem is ${given} MiB`, {
    reason: `${dom0.memoryMiB} MiB were asked for, so this is not the entry that archxen wrote`,
    hint: 'Restart and choose the entry "Arch Linux on Xen".',
    evidence,
  });
}
