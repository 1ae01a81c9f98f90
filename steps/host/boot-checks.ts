import { isRefusal } from '../../src/bootloaders/boot-loader.ts';
import { canBeDom0, chosenKernel } from '../../src/bootloaders/dom0-kernel.ts';
import { bootLoaders, whyNotOnce } from '../../src/bootloaders/index.ts';
import { needsNewTrial } from '../../src/bootloaders/one-time.ts';
import { canSign } from '../../src/bootloaders/secure-boot.ts';
import type { Answers } from '../../src/core/answers.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { xenOptions } from '../../src/xen/command-line.ts';
import { lintXenOptions } from '../../src/xen/options-lint.ts';
import { cut, fail, pass, unknown, warn } from './finding.ts';

/** Before anything is changed: can this host boot Xen, and does its Linux entry lead back? */
export function bootChecks(facts: Facts, answers: Answers): readonly Check[] {
  const loader = loaderCheck(facts, answers);
  const kernel = kernelCheck(facts, answers);
  return [
    loader,
    kernel,
    ...(loader.state === 'fail' || kernel.state === 'fail' ? [] : entryChecks(facts, answers)),
    ...imageCheck(answers),
    ...trialCheck(facts, answers),
    ...optionChecks(facts, answers),
    ...fallbackChecks(facts, answers),
  ];
}

function loaderCheck(facts: Facts, { boot }: Answers): Check {
  const id = 'boot.loader';
  const title = 'Boot loader';
  const found = facts.boot.loaders;
  if (boot.loader === 'none') {
    const hint = 'Write an entry for Xen yourself; docs/bootloaders/ has examples.';
    return warn(id, title, 'archxen does not touch the boot path', { reason: 'as answered', hint });
  }
  const loader = bootLoaders[boot.loader];
  const facts_ = found.find((each) => each.id === boot.loader);
  if (facts_ === undefined) {
    const others = found.map((each) => bootLoaders[each.id].title).join(', ') || 'none';
    return fail(id, title, cut(`${loader.title} was not found`, 46), {
      reason: `found: ${others}`,
      hint: 'Choose one that was found, or none and write the entry yourself.',
    });
  }
  const name = [loader.title, facts_.version].filter(Boolean).join(' ');
  const detail = cut(`${name}${espWords(facts)}`, 46);
  if (!facts_.booted) {
    return warn(id, title, detail, {
      reason: found.some((each) => each.booted)
        ? `${bootLoaders[found.find((each) => each.booted)?.id ?? boot.loader].title} started this system`
        : 'several are here, and nothing says which one started this system',
      hint: 'Make sure that it is the one that you see at boot.',
      evidence: facts_.evidence,
    });
  }
  return pass(id, title, detail, { evidence: facts_.evidence });
}

const espWords = ({ boot: { esp } }: Facts): string => (esp === undefined ? '' : `, ESP ${esp.mount} (${esp.freeMiB} MiB free)`);

function kernelCheck(facts: Facts, answers: Answers): Check {
  const id = 'kernel.dom0';
  const title = 'Kernel';
  const kernel = chosenKernel(facts, answers);
  if (isRefusal(kernel)) return fail(id, title, cut(answers.boot.kernel, 46), { reason: kernel.refused, hint: kernel.hint });
  const chosen = facts.kernels.find((each) => each.name === kernel.name);
  const others = facts.kernels.filter((each) => each.name !== kernel.name && canBeDom0(each) === true).map((each) => each.name);
  const reason = others.length === 0 ? undefined : `${others.join(', ')} too`;
  if (chosen === undefined || canBeDom0(chosen) === undefined) {
    return unknown(id, title, cut(`${kernel.name}: its configuration is not known`, 46), {
      reason: "Arch's own kernels can be dom0",
      hint: `Look for CONFIG_XEN_DOM0=y in its configuration: install ${kernel.name}-headers, or boot it.`,
    });
  }
  const evidence = chosen.configSource === undefined ? undefined : [chosen.configSource];
  return pass(id, title, cut(`${kernel.name} ${chosen.release}, runs as dom0`, 46), { reason, evidence });
}

/** What the boot loader itself says: it can, or why it cannot. Secure Boot has a row of its own. */
function entryChecks(facts: Facts, answers: Answers): readonly Check[] {
  if (answers.boot.loader === 'none' || (facts.firmware.secureBoot === 'on' && !canSign(facts))) return [];
  const loader = bootLoaders[answers.boot.loader];
  const setup = loader.setup(facts, answers);
  if (isRefusal(setup))
    return [fail('boot.entry', 'Boot entry', 'Xen cannot get a boot entry here', { reason: setup.refused, hint: setup.hint })];
  const linuxFirst = needsNewTrial(loader, facts, answers) ? loader.linuxFirst(facts, answers) : [];
  if (!isRefusal(linuxFirst)) return [];
  return [
    fail('boot.again', 'Linux entry', 'Linux cannot be made the default again', { reason: linuxFirst.refused, hint: linuxFirst.hint }),
  ];
}

/** One image with all inside is something that this boot loader gets, or it is not made at all. */
function imageCheck({ boot }: Answers): readonly Check[] {
  if (boot.image !== 'unified' || boot.loader === 'systemd-boot') return [];
  return [
    fail('boot.image', 'Unified image', 'it is made for systemd-boot only', {
      reason: `the boot loader is ${boot.loader}`,
      hint: 'Answer boot.image with files.',
    }),
  ];
}

function trialCheck(facts: Facts, { boot }: Answers): readonly Check[] {
  if (boot.loader === 'none' || facts.xen.dom0) return [];
  const reason = whyNotOnce(facts, boot.loader);
  if (reason === undefined) return [];
  if (boot.trial === 'once') {
    const hint = 'Choose the first boot by hand.';
    return [fail('boot.trial', 'Trial boot', 'it cannot be set for the next start only', { reason, hint })];
  }
  const hint = 'You pick the Xen entry in the boot menu at the next start.';
  return [warn('boot.trial', 'Trial boot', 'by hand only', { reason, hint })];
}

/** Traps among the options, those that archxen itself writes included. */
const optionChecks = (facts: Facts, answers: Answers): readonly Check[] =>
  lintXenOptions(xenOptions(facts, answers)).map(({ word, state, reason, hint }) =>
    (state === 'fail' ? fail : warn)('boot.xen-options', 'Xen options', cut(word, 46), { reason, hint }),
  );

/** The way back must be whole before anything is tried. That the default is explicit is what the plan itself sees to. */
function fallbackChecks(facts: Facts, answers: Answers): readonly Check[] {
  if (answers.boot.loader === 'none') return [];
  return bootLoaders[answers.boot.loader]
    .chain(facts, answers)
    .filter(
      ({ id, state }) => id.startsWith('boot.fallback.') && state !== 'pass' && !(id === 'boot.fallback.default' && state === 'fail'),
    );
}
