import { describe, expect, it } from '@jest/globals';
import { systemdBoot } from '../../src/bootloaders/systemd-boot/systemd-boot.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { factsOfHost } from '../facts/host.ts';
import { applied } from '../support/boot-facts.ts';

describe.each(['hand-written-xen-cfg', 'three-kernels', 'esp-shared-with-windows', 'esp-at-efi', 'xbootldr'])('on %s', (name) => {
  it('every file that was there stays as it was; only loader.conf may get a default', async () => {
    const facts = await factsOfHost(name);
    const changes = bootStep.changes(facts, defaultAnswers(facts));
    expect(changes.length).toBeGreaterThan(3);
    const set = applied(facts, changes);
    for (const [path, file] of Object.entries(facts.files)) {
      if (path.endsWith('/loader/loader.conf')) expect(set.files[path]?.text).toContain(file.text?.trimEnd());
      else expect(set.files[path]).toEqual(file);
    }
    expect(bootStep.changes(set, defaultAnswers(facts))).toEqual([]);
  });
});

it('a default that is set stays, byte for byte', async () => {
  for (const name of ['three-kernels', 'esp-shared-with-windows', 'xbootldr']) {
    const facts = await factsOfHost(name);
    expect(bootStep.changes(facts, defaultAnswers(facts)).map(({ id }) => id)).not.toContain('boot.default');
  }
});

it('a default that is another system is said: a failed trial would not lead back to Linux', async () => {
  const facts = await factsOfHost('esp-shared-with-windows');
  const checks = systemdBoot.chain(facts, defaultAnswers(facts));
  expect(checks).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'boot.fallback.default', state: 'warn' })]));
});

it('dom0 gets the kernel that runs, of several', async () => {
  const facts = await factsOfHost('three-kernels');
  expect(JSON.stringify(bootStep.changes(facts, defaultAnswers(facts)))).toContain('kernel=vmlinuz-linux-zen root=');
});
