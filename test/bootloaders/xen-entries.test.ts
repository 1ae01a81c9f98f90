import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../../src/bootloaders/boot-loader.ts';
import { previousPath } from '../../src/bootloaders/previous-set.ts';
import { type XenEntry, xenEntries } from '../../src/bootloaders/xen-entries.ts';
import type { Facts } from '../../src/core/facts.ts';
import { lintXenOptions } from '../../src/xen/options-lint.ts';
import { systemdBootHost, withFile } from '../support/boot-facts.ts';
import { sampleAnswers, sampleFacts, textFile } from '../support/sample-facts.ts';

const entriesOf = (facts: Facts, boot = {}): readonly XenEntry[] => {
  const entries = xenEntries(facts, sampleAnswers({ boot }), { efi: '/boot/xen.efi', gz: '/boot/xen.gz' });
  if (isRefusal(entries)) throw new Error(entries.refused);
  return entries;
};
const quiet = sampleFacts({ os: { commandLine: ['root=UUID=1', 'rw', 'quiet', 'splash', 'loglevel=3', 'panic=30'] } });
const kept = {
  v: 1,
  kernel: { name: 'linux', release: '6.18.1-arch1-1' },
  xenVersion: '4.21.1',
  files: {
    xen: { path: '/boot/archxen/previous/xen.efi', sha256: 'a', bytes: 1 },
    kernel: { path: '/boot/archxen/previous/vmlinuz', sha256: 'b', bytes: 2 },
    initramfs: { path: '/boot/archxen/previous/initramfs.img', sha256: 'c', bytes: 3 },
  },
  xenLine: 'dom0_mem=4096M,max:4096M',
  kernelLine: 'root=UUID=1 rw',
};

describe('the rescue entry', () => {
  it('says all on the screen, limits nothing, and still falls back', () => {
    const [normal, rescue] = entriesOf(quiet);
    expect(rescue).toMatchObject({ name: 'archxen-rescue', checks: 'boot.rescue', kernel: normal?.kernel, initramfs: normal?.initramfs });
    expect(rescue?.xenLine).toBe('console=vga ucode=scan loglvl=all guest_loglvl=all');
    expect(rescue?.kernelLine).toBe('root=UUID=1 rw panic=30 archxen.entry=rescue');
    expect(lintXenOptions(rescue?.xenLine ?? '', 'unlimited')).toEqual([]);
  });
  it('waits for the serial console, where there is one', () => {
    expect(entriesOf(quiet, { serial: 'com2,57600,8n1', xenOptions: 'efi=attr=uc' })[1]?.xenLine).toBe(
      'console=com2,vga com2=57600,8n1 sync_console ucode=scan loglvl=all guest_loglvl=all efi=attr=uc',
    );
  });
  it('is left out when it is not wanted', () => {
    expect(entriesOf(quiet, { rescue: false }).map(({ name }) => name)).toEqual(['archxen-xen']);
  });
  it('does not change the others when it is what runs', () => {
    const noted = withFile(
      quiet,
      '/var/lib/archxen/boot/linux-command-line',
      textFile('root=UUID=1 rw quiet splash loglevel=3 panic=30\n'),
    );
    const running: Facts = {
      ...noted,
      os: { ...noted.os, commandLine: ['root=UUID=1', 'rw', 'panic=30'] },
      xen: { running: true, dom0: true, guest: false, commandLine: 'console=com1,vga com1=115200,8n1 sync_console' },
    };
    expect(entriesOf(running, { serial: 'none' })).toEqual(entriesOf(quiet, { serial: 'none' }));
  });
});

describe('the previous entry', () => {
  it('boots what was kept, as it was verified', () => {
    const facts = withFile(systemdBootHost(), previousPath, textFile(JSON.stringify(kept)));
    expect(entriesOf(facts).at(-1)).toEqual({
      name: 'archxen-previous',
      title: 'Arch Linux on Xen (previous)',
      checks: 'boot.previous',
      xen: { efi: '/boot/archxen/previous/xen.efi', gz: '/boot/archxen/previous/xen.efi' },
      kernel: '/boot/archxen/previous/vmlinuz',
      initramfs: '/boot/archxen/previous/initramfs.img',
      xenLine: kept.xenLine,
      kernelLine: kept.kernelLine,
    });
  });
  it.each(['', '{', '[]', JSON.stringify({ ...kept, v: 2 }), JSON.stringify({ ...kept, files: {} })])('is none of %j', (text) => {
    expect(entriesOf(withFile(systemdBootHost(), previousPath, textFile(text)))).toHaveLength(2);
  });
});
