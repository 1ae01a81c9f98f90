import { describe, expect, it } from '@jest/globals';
import { bootLoaders } from '../../src/bootloaders/index.ts';
import { type Answers, answersSchema } from '../../src/core/answers.ts';
import { failures } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { isWatched } from '../../src/core/watched.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { factsOfHost } from '../facts/host.ts';
import { hosts } from '../hosts/index.ts';
import { applied, binary, systemdBootHost, withFile } from '../support/boot-facts.ts';
import { sampleAnswers } from '../support/sample-facts.ts';

const recorded = await Promise.all(
  Object.keys(hosts).map(async (name): Promise<readonly [string, Facts]> => [name, await factsOfHost(name)]),
);
const answersOf = (facts: Facts): Answers => ({ ...sampleAnswers(), boot: bootStep.defaults(facts) });

/** Hosts that Xen cannot be booted on as they are, and the check that says so. */
const refused: Readonly<Record<string, string>> = {
  'esp-nearly-full': 'boot.entry',
  'kernel-without-xen-dom0': 'kernel.dom0',
  'uki-only': 'kernel.dom0',
};
const byHand = ['efivars-read-only', 'grub-on-luks', 'grub-on-lvm', 'grub-on-raid', 'uefi-grub-btrfs'];

describe.each(recorded)('on %s', (name, facts) => {
  const answers = answersOf(facts);
  it('the defaults are valid answers, and what a prompt offers', () => {
    expect(answersSchema.safeParse(answers).success).toBe(true);
    for (const question of bootStep.questions(facts, answers)) {
      if (question.kind !== 'select') continue;
      const chosen = question.options.find((option) => option.value === question.value);
      expect(chosen).toBeDefined();
      if (name !== 'kernel-without-xen-dom0') expect(chosen?.unavailable).toBeUndefined();
    }
  });
  it('what cannot be done is said, with a next step', () => {
    const failed = failures(bootStep.check(facts, answers));
    expect(failed.map((check) => check.id)).toEqual(name in refused ? [refused[name]] : []);
    for (const check of failed) expect(check.hint).toBeTruthy();
    if (failed.length > 0) expect(bootStep.changes(facts, answers)).toEqual([]);
  });
  it('what is planned gives a whole chain, and nothing more to do', () => {
    const changes = bootStep.changes(facts, answers);
    if (changes.length === 0 || answers.boot.loader === 'none') return;
    // What is in a unified image is known when it is made: the road over this host shows that.
    if (changes.some(({ kind }) => kind === 'unified-image')) return;
    const loader = bootLoaders[answers.boot.loader];
    const { bootDir, efiDir } = loader.buildDirectories(facts);
    const installed = withFile(
      withFile(facts, `${bootDir}/xen.gz`, binary('gzip', 1_200_000)),
      `${efiDir}/xen.efi`,
      binary('pe', 3_000_000),
    );
    const set = applied(installed, changes);
    expect(loader.chain(set, answers).filter(({ state }) => state === 'fail' || state === 'unknown')).toEqual([]);
    expect(loader.xenIsDefault(set, answers)).toBe(false);
    expect(bootStep.changes(set, answers)).toEqual([]);
    for (const path of loader.paths(set)) expect(isWatched(path)).toBe(true);
  });
  it('the trial is by itself where it does not stick', () => {
    expect(answers.boot.trial).toBe(byHand.includes(name) ? 'by-hand' : 'once');
  });
});

describe('questions', () => {
  it('there is one prompt', () => {
    const facts = systemdBootHost();
    expect(bootStep.questions(facts, sampleAnswers()).filter((question) => question.advanced !== true)).toMatchObject([
      { path: 'boot.trial' },
    ]);
  });
  it('help fits the screen', () => {
    for (const { help } of bootStep.questions(systemdBootHost(), sampleAnswers())) {
      const lines = help.split('\n');
      expect(lines.length).toBeLessThanOrEqual(12);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(74);
    }
  });
});

describe('verify', () => {
  const answers = sampleAnswers();
  const set = applied(systemdBootHost(), bootStep.changes(systemdBootHost(), answers));
  const under = (commandLine: string | undefined): Facts => ({ ...set, xen: { running: true, dom0: true, guest: false, commandLine } });
  const state = (facts: Facts) => bootStep.verify(facts, answers).find((check) => check.id === 'boot.xen-options')?.state;
  it('compares the memory that Xen was told', () => {
    expect(state(under('dom0_mem=4096M,max:4096M'))).toBe('pass');
    expect(state(under('dom0_mem=4G,max:4G'))).toBe('pass');
    expect(state(under('dom0_mem=2048M,max:2048M'))).toBe('fail');
    expect(state(under('loglvl=all'))).toBe('fail');
    expect(state(under(undefined))).toBe('unknown');
  });
  it('says nothing of a one-time boot, which is used up by then', () => {
    const used = under('dom0_mem=4096M,max:4096M');
    const facts = { ...used, boot: { ...used.boot, efi: { ...used.boot.efi, loaderEntryOneShot: undefined } } };
    expect(failures(bootStep.verify(facts, answers))).toEqual([]);
    expect(failures(bootStep.verify({ ...facts, xen: { running: false, dom0: false, guest: false } }, answers))).toEqual([]);
  });
  it('is silent without a boot loader of ours', () => {
    expect(bootStep.verify(set, sampleAnswers({ boot: { loader: 'none' } }))).toEqual([]);
  });
});

describe('check', () => {
  it('refuses traps among further options', () => {
    const answers = sampleAnswers({ boot: { xenOptions: 'noreboot' } });
    expect(failures(bootStep.check(systemdBootHost(), answers))).toMatchObject([{ id: 'boot.xen-options', detail: 'noreboot' }]);
  });
  it('refuses a loader that is not there', () => {
    const answers = sampleAnswers({ boot: { loader: 'grub' } });
    expect(failures(bootStep.check(systemdBootHost(), answers)).map((check) => check.id)).toContain('boot.loader');
  });
  it('refuses a host whose Linux entry is broken already', () => {
    const { '/boot/vmlinuz-linux': _, ...files } = systemdBootHost().files;
    expect(failures(bootStep.check({ ...systemdBootHost(), files }, sampleAnswers())).map((check) => check.id)).toContain(
      'boot.fallback.kernel',
    );
  });
});
