import { describe, expect, it } from '@jest/globals';
import { systemdBoot } from '../../src/bootloaders/systemd-boot/systemd-boot.ts';
import { failures } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { factsOfHost } from '../facts/host.ts';
import { applied, binary, withFile } from '../support/boot-facts.ts';
import { sampleAnswers } from '../support/sample-facts.ts';

const withXen = async (name: string): Promise<Facts> => {
  const facts = await factsOfHost(name);
  return withFile(facts, `${facts.boot.esp?.mount}/xen.efi`, binary('pe', 3_000_000));
};
const copies = (facts: Facts, answers = sampleAnswers({ boot: { loader: 'systemd-boot' } })) =>
  bootStep.changes(facts, answers).filter(({ id }) => id.startsWith('boot.copy.'));
const another = (facts: Facts, path: string): Facts => {
  const file = facts.files[path];
  if (file === undefined) throw new Error(`no ${path}`);
  return withFile(facts, path, { ...file, sha256: 'f'.repeat(64) });
};

describe.each([
  ['esp-at-efi', '/efi'],
  ['esp-at-boot-efi', '/boot/efi'],
  ['xbootldr', '/efi'],
])('on %s', (name, esp) => {
  it('the kernel and its initramfs are copied once, and booted from there', async () => {
    const facts = await withXen(name);
    const answers = defaultAnswers(facts);
    expect(copies(facts, answers)).toMatchObject([
      { path: `${esp}/archxen/vmlinuz-linux`, content: { copyOf: '/boot/vmlinuz-linux' }, before: null, disposable: true },
      { path: `${esp}/archxen/initramfs-linux.img`, content: { copyOf: '/boot/initramfs-linux.img' } },
    ]);
    const set = applied(facts, bootStep.changes(facts, answers));
    expect(set.files[`${esp}/archxen-xen.cfg`]?.text).toContain('kernel=archxen\\vmlinuz-linux root=');
    expect(systemdBoot.chain(set, answers).filter(({ state }) => state !== 'pass')).toEqual([]);
    expect(bootStep.changes(set, answers)).toEqual([]);
  });

  it.each(['vmlinuz-linux', 'initramfs-linux.img'])('a stale copy of %s is named, and made anew', async (file) => {
    const facts = await withXen(name);
    const answers = defaultAnswers(facts);
    const stale = another(applied(facts, bootStep.changes(facts, answers)), `/boot/${file}`);
    expect(failures(systemdBoot.chain(stale, answers))).toMatchObject([
      { id: `boot.chain.copy.${file}`, detail: expect.stringContaining('stale'), hint: expect.stringContaining('archxen refresh') },
    ]);
    expect(bootStep.changes(stale, answers).map(({ id }) => id)).toEqual([`boot.copy.${file}`]);
    expect(failures(systemdBoot.chain(applied(stale, bootStep.changes(stale, answers)), answers))).toEqual([]);
  });

  it('what cannot be read is not guessed', async () => {
    const facts = await withXen(name);
    const answers = defaultAnswers(facts);
    const set = applied(facts, bootStep.changes(facts, answers));
    const { sha256: _, ...unread } = set.files['/boot/initramfs-linux.img'] ?? binary('cpio');
    const unreadable = withFile(set, '/boot/initramfs-linux.img', unread);
    expect(systemdBoot.setup(unreadable, answers)).toMatchObject({ refused: expect.stringContaining('/boot/initramfs-linux.img') });
    expect(systemdBoot.chain(unreadable, answers)).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'boot.chain.copy.initramfs-linux.img', state: 'unknown' })]),
    );
  });

  it('too small an ESP is refused before anything is written', async () => {
    const facts = await withXen(name);
    const small: Facts = { ...facts, boot: { ...facts.boot, esp: facts.boot.esp && { ...facts.boot.esp, freeMiB: 40 } } };
    expect(systemdBoot.setup(small, defaultAnswers(facts))).toMatchObject({ refused: expect.stringMatching(/40 MiB free.* need 41\./) });
    expect(bootStep.changes(small, defaultAnswers(facts))).toEqual([]);
  });

  it('copies of a kernel that is no longer dom0 go, other files there stay', async () => {
    const facts = await withXen(name);
    const answers = defaultAnswers(facts);
    const before = [`${esp}/archxen/vmlinuz-linux-lts`, `${esp}/archxen/notes.txt`].reduce(
      (each, path) => withFile(each, path, { ...binary('bzimage'), sha256: 'a' }),
      applied(facts, bootStep.changes(facts, answers)),
    );
    expect(bootStep.changes(before, answers)).toMatchObject([
      { path: `${esp}/archxen/vmlinuz-linux-lts`, content: null, disposable: true },
    ]);
  });
});

it('without a plain kernel image, the reason and the way out are said', async () => {
  const facts = await withXen('uki-only');
  expect(systemdBoot.setup(facts, defaultAnswers(facts))).toEqual({
    refused: expect.stringContaining('unified kernel image'),
    hint: expect.stringContaining('/etc/mkinitcpio.d/linux.preset'),
  });
  const kernels = facts.kernels.map((kernel) => ({ ...kernel, image: '/boot/vmlinuz-linux' }));
  expect(systemdBoot.setup({ ...facts, kernels }, defaultAnswers(facts))).toEqual({
    refused: expect.stringContaining('No initramfs'),
    hint: expect.stringContaining('default_image'),
  });
});
