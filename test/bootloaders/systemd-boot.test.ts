import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../../src/bootloaders/boot-loader.ts';
import { explicitLinuxDefault, linuxFirst } from '../../src/bootloaders/systemd-boot/default.ts';
import { linuxEntryId } from '../../src/bootloaders/systemd-boot/entries.ts';
import { systemdBootFallback } from '../../src/bootloaders/systemd-boot/fallback.ts';
import { systemdBoot } from '../../src/bootloaders/systemd-boot/systemd-boot.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { EfiVariables } from '../../src/core/facts-boot.ts';
import { linuxLinePath } from '../../src/xen/linux-line.ts';
import { applied, binary, root, systemdBootHost, withFile } from '../support/boot-facts.ts';
import { sampleAnswers, textFile } from '../support/sample-facts.ts';

const answers = sampleAnswers();
const loaderConf = (text: string, efi: Partial<EfiVariables> = {}): Facts => {
  const facts = withFile(systemdBootHost(), '/boot/loader/loader.conf', textFile(text));
  return { ...facts, boot: { ...facts.boot, efi: { ...facts.boot.efi, ...efi } } };
};
const written = (facts: Facts): unknown => {
  const changes = explicitLinuxDefault(facts);
  return isRefusal(changes)
    ? changes
    : changes.map((change) => (change.kind === 'file' ? change.content : change.kind === 'command' ? change.argv : change));
};

describe('the default', () => {
  it.each([
    ['timeout 3\n', 'timeout 3\ndefault arch.conf\n'],
    ['default arch\n', 'default arch.conf\n'],
    ['default arch*\n', 'default arch.conf\n'],
    ['#default arch.conf\n', '#default arch.conf\ndefault arch.conf\n'],
  ])('of %j is made explicit', (text, after) => {
    expect(written(loaderConf(text))).toEqual([{ text: after }]);
  });
  it.each(['default arch.conf\n', 'default arch-*.conf\ndefault arch.conf\n', 'default auto-windows\n', 'default archxen-xen.conf\n'])(
    'of %j stays',
    (text) => {
      expect(written(loaderConf(text))).toEqual([]);
    },
  );
  it('is never "the last one": a Xen that is picked by hand would stay', () => {
    const last = (loaderEntryLastBooted?: string): Facts => loaderConf('default @saved\n', { loaderEntryLastBooted });
    const explicit = [{ text: 'default arch.conf\n' }];
    for (const name of ['arch.conf', undefined, 'gone.conf', 'archxen-xen.conf', 'auto-windows'])
      expect(written(last(name))).toEqual(explicit);
  });
  it('of a variable that matches nothing is that of loader.conf', () => {
    expect(written(loaderConf('default arch.conf\n', { loaderEntryDefault: 'gone.conf' }))).toEqual([]);
    expect(written(loaderConf('default gone.conf\n', { loaderEntryDefault: '@saved' }))).toEqual([['bootctl', 'set-default', 'arch.conf']]);
  });
  it('is set where it is decided', () => {
    expect(written(loaderConf('default arch.conf\n', { loaderEntryDefault: 'arch*' }))).toEqual([['bootctl', 'set-default', 'arch.conf']]);
    expect(written(loaderConf('', { loaderEntryDefault: 'arch.conf' }))).toEqual([]);
  });
  it('is right with what is preferred, and for a loader that does not know that yet', () => {
    const preferred = (pattern: string, conf: string): Facts => loaderConf(conf, { loaderEntryPreferred: pattern });
    const command = ['bootctl', 'set-preferred', 'arch.conf'];
    expect(written(preferred('arch.conf', 'default arch.conf\n'))).toEqual([]);
    expect(written(preferred('arch*', 'default arch.conf\n'))).toEqual([command]);
    expect(written(preferred('arch.conf', ''))).toEqual([{ text: 'default arch.conf\n' }]);
    expect(written(preferred('arch*', 'default arch*\n'))).toEqual([command, { text: 'default arch.conf\n' }]);
    expect(written(preferred('gone.conf', 'default arch.conf\n'))).toEqual([]);
    expect(written(loaderConf('preferred arch*\ndefault arch*\n'))).toEqual([{ text: 'preferred arch.conf\ndefault arch.conf\n' }]);
    expect(systemdBootFallback(preferred('arch*', 'default arch.conf\n'))[0]).toMatchObject({
      state: 'fail',
      detail: 'preferred arch*',
      hint: expect.stringContaining('set-preferred'),
    });
  });
  it('is the entry that was booted, else one with the same kernel', () => {
    const facts = loaderConf('');
    const lts = withFile(facts, '/boot/loader/entries/a-lts.conf', textFile('title LTS\nlinux /vmlinuz-linux-lts\n'));
    const unknown = { ...lts, boot: { ...lts.boot, efi: { ...lts.boot.efi, loaderEntrySelected: undefined } } };
    expect(written(unknown)).toEqual([{ text: 'default arch.conf\n' }]);
    const selected = { ...lts, boot: { ...lts.boot, efi: { ...lts.boot.efi, loaderEntrySelected: 'a-lts.conf' } } };
    expect(written(selected)).toEqual([{ text: 'default a-lts.conf\n' }]);
  });
  describe('of an entry per version', () => {
    const versions = (token: string, ...all: readonly string[]): Facts =>
      all.reduce(
        (facts, name) =>
          withFile(
            facts,
            `/boot/loader/entries/${token}-${name}.conf`,
            textFile(`title Arch\nversion ${name.replace(/\+.*$/, '')}\nlinux /${token}/${name}/linux\n`),
          ),
        loaderConf('', { loaderEntrySelected: `${token}-${all[0]}.conf` }),
      );
    it('is a pattern for all of them', () => {
      expect(written(versions('0a1b', '6.12.1-arch1-1', '6.9.9-arch1-1'))).toEqual([{ text: 'default 0a1b-*.conf\n' }]);
      expect(written(versions('0a1b', '6.12.1-arch1-1+3'))).toEqual([{ text: 'default 0a1b-*.conf\n' }]);
      expect(written(versions('arch', '6.12.1-arch1-1'))).toEqual([{ text: 'default arch-*.conf\n' }]);
    });
    it('is that entry, where the pattern would choose another: a newer one, a variant, what is no Linux, one for Xen', () => {
      expect(written(versions('0a1b', '6.9.9-arch1-1', '6.12.1-arch1-1'))).toEqual([{ text: 'default 0a1b-6.9.9-arch1-1.conf\n' }]);
      const one = versions('0a1b', '6.12.1');
      for (const text of ['title Arch\nversion 6.12.1\nlinux /linux\n', 'title Shell\nversion 6.12.1-fallback\nefi /shell.efi\n'])
        expect(written(withFile(one, '/boot/loader/entries/0a1b-6.12.1-fallback.conf', textFile(text)))).toEqual([
          { text: 'default 0a1b-6.12.1.conf\n' },
        ]);
      expect(written(versions('archxen', '6.12.1'))).toEqual([{ text: 'default archxen-6.12.1.conf\n' }]);
    });
  });
  it('is not an entry whose file is gone, though it was the one that was booted', () => {
    const gone = loaderConf('default 6.8.conf\n', { loaderEntrySelected: '6.8.conf' });
    expect(written(gone)).toEqual([{ text: 'default arch.conf\n' }]);
    expect(systemdBootFallback(gone).find(({ id }) => id === 'boot.fallback.default')?.state).toBe('fail');
    expect(written(loaderConf('', { loaderEntrySelected: 'auto-efi-default' }))).toEqual([{ text: 'default auto-efi-default\n' }]);
    const unseen: Facts = { ...gone, files: { '/boot/loader/loader.conf': textFile('default 6.8.conf\n') } };
    expect(written(unseen)).toEqual([]);
  });
  it('under Xen is not the entry with the fallback initramfs, nor one with other options, though they come first', () => {
    const entry = (initrd: string, options: string) =>
      textFile(`title Arch\nlinux /vmlinuz-linux\ninitrd /${initrd}\noptions root=UUID=${root} rw${options}\n`);
    const { '/boot/loader/entries/arch.conf': linux, ...files } = loaderConf('default archxen-xen.conf\n').files;
    if (linux === undefined) throw new Error('no Linux entry');
    const sorted = {
      ...files,
      '/boot/loader/entries/arch-debug.conf': entry('initramfs-linux.img', ' debug'),
      '/boot/loader/entries/arch-fallback.conf': entry('initramfs-linux-fallback.img', ''),
      '/boot/loader/entries/arch-full.conf': entry('initramfs-linux-full.img', ''),
      '/boot/loader/entries/arch.conf': linux,
    };
    const host = systemdBootHost();
    const facts: Facts = {
      ...host,
      xen: { ...host.xen, running: true },
      os: { ...host.os, commandLine: [`root=UUID=${root}`, 'rw', 'panic=10'] },
      files: { ...sorted, [linuxLinePath]: textFile(`initrd=\\initramfs-linux.img root=UUID=${root} rw\n`) },
    };
    expect(linuxFirst(facts)).toMatchObject([{ content: { text: 'default arch.conf\n' } }]);
    expect(systemdBootFallback(facts).find(({ id }) => id === 'boot.fallback.initramfs')).toMatchObject({
      state: 'pass',
      detail: expect.stringContaining('/boot/initramfs-linux.img'),
    });
    const upgraded = { ...facts, kernels: facts.kernels.map((kernel) => ({ ...kernel, running: false })) };
    expect(linuxEntryId(upgraded)).toBe('arch.conf');
  });
  it('under Xen is not the fallback image among unified kernels', () => {
    const { '/boot/loader/entries/arch.conf': _, ...files } = loaderConf('').files;
    const images = { '/boot/EFI/Linux/arch-linux-fallback.efi': binary('pe'), '/boot/EFI/Linux/arch-linux.efi': binary('pe') };
    const host = systemdBootHost();
    expect(linuxEntryId({ ...host, xen: { ...host.xen, running: true }, files: { ...files, ...images } })).toBe('arch-linux.efi');
  });
  it('is not guessed', () => {
    const facts = withFile(loaderConf('', { loaderEntrySelected: undefined }), '/boot/loader/entries/arch.conf', undefined);
    expect(systemdBoot.setup(facts, answers)).toMatchObject({
      refused: expect.stringContaining('default'),
      hint: expect.stringContaining('set-default'),
    });
    expect(systemdBoot.chain(facts, answers)).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'boot.fallback.default', state: 'fail' })]),
    );
  });
  it('may be a unified kernel image', () => {
    const facts = withFile(
      loaderConf('', { loaderEntrySelected: 'arch-linux.efi' }),
      '/boot/EFI/Linux/arch-linux.efi',
      binary('pe', 40_000_000),
    );
    expect(written(facts)).toEqual([{ text: 'default arch-linux.efi\n' }]);
  });
  it('is confirmed and taken back where it is decided', () => {
    const facts = loaderConf('default arch.conf\n', { loaderEntryDefault: 'arch.conf' });
    expect(systemdBoot.confirm(facts, answers)).toMatchObject([
      { argv: ['bootctl', 'set-default', 'archxen-xen.conf'], undo: ['bootctl', 'set-default', 'arch.conf'] },
    ]);
    const preferred = loaderConf('default arch.conf\n', { loaderEntryPreferred: 'arch.conf' });
    const confirmed = systemdBoot.confirm(preferred, answers);
    if (isRefusal(confirmed)) throw new Error(confirmed.refused);
    expect(confirmed).toMatchObject([
      { id: 'boot.confirm', argv: ['bootctl', 'set-preferred', 'archxen-xen.conf'], undo: ['bootctl', 'set-preferred', 'arch.conf'] },
      { id: 'boot.confirm.2', content: { text: 'default archxen-xen.conf\n' } },
    ]);
    expect(systemdBoot.xenIsDefault(applied(preferred, confirmed), answers)).toBe(true);
    expect(systemdBoot.confirm(loaderConf('default arch.conf\n'), answers)).toMatchObject([
      { content: { text: 'default archxen-xen.conf\n' } },
    ]);
  });
});

describe('setup', () => {
  const esp = (change: Partial<NonNullable<Facts['boot']['esp']>>): Facts => {
    const facts = withFile(systemdBootHost(), '/boot/xen.efi', undefined);
    return { ...facts, boot: { ...facts.boot, esp: facts.boot.esp && { ...facts.boot.esp, ...change } } };
  };
  it.each([
    ['full', esp({ freeMiB: 15 }), 'MiB free'],
    ['read-only', esp({ writable: false }), 'read-only'],
    ['elsewhere, with a kernel that cannot be read', esp({ mount: '/efi' }), 'all that xen.efi can read'],
  ])('refuses an ESP that is %s', (_, facts, words) => {
    expect(systemdBoot.setup(facts, answers)).toMatchObject({ refused: expect.stringContaining(words) });
  });
  it('refuses a command line that Xen would cut', () => {
    const facts = systemdBootHost();
    const hash = { ...facts, os: { ...facts.os, commandLine: ['root=LABEL=a#b', 'rw'] } };
    expect(systemdBoot.setup(hash, answers)).toMatchObject({ refused: expect.stringContaining('#') });
  });
  it('has no one-time boot without writable EFI variables, but says how by hand', () => {
    const facts = systemdBootHost();
    const setup = systemdBoot.setup({ ...facts, firmware: { ...facts.firmware, variablesWritable: false } }, answers);
    expect(setup).toMatchObject({ once: undefined, byHand: expect.stringContaining('boot menu') });
  });
  it('names files in folders with backslashes', () => {
    const facts = systemdBootHost();
    const kernels = facts.kernels.map((kernel) => ({
      ...kernel,
      image: '/boot/arch/vmlinuz-linux',
      initramfs: '/boot/arch/initramfs-linux.img',
    }));
    expect(JSON.stringify(systemdBoot.setup({ ...facts, kernels }, answers))).toContain('kernel=arch\\\\vmlinuz-linux root=');
  });
});
