import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../../src/bootloaders/boot-loader.ts';
import { entryChanges } from '../../src/bootloaders/entry-changes.ts';
import { grub } from '../../src/bootloaders/grub/grub.ts';
import { grubPath, grubVolume, hostPath } from '../../src/bootloaders/grub/paths.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { MountFacts } from '../../src/core/facts-boot.ts';
import { printGrubenv } from '../../src/formats/grubenv.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { applied, grubHost, linuxMenu, withFile } from '../support/boot-facts.ts';
import { sampleAnswers, textFile } from '../support/sample-facts.ts';

const answers = sampleAnswers({ boot: { loader: 'grub' } });
const onFs = (fs: Partial<MountFacts>): Facts => {
  const facts = grubHost();
  return {
    ...facts,
    boot: { ...facts.boot, bootFs: { mount: '/', device: '/dev/sda1', fstype: 'ext4', options: [], uuid: 'AAAA', ...fs } },
  };
};

describe("GRUB's names of files", () => {
  it.each([
    [{}, '/boot/xen.gz'],
    [{ mount: '/boot' }, '/xen.gz'],
    [{ fstype: 'btrfs', options: ['rw', 'subvol=/@'] }, '/@/boot/xen.gz'],
    [{ fstype: 'btrfs', options: ['subvol=/'] }, '/boot/xen.gz'],
    [{ fstype: 'btrfs', mount: '/boot', options: ['subvol=/@boot'] }, '/@boot/xen.gz'],
  ] as const)('on %j', (fs, path) => {
    const volume = grubVolume(onFs(fs));
    if (isRefusal(volume)) throw new Error(volume.refused);
    expect(grubPath(volume, '/boot/xen.gz')).toBe(path);
    expect(hostPath(volume, path)).toBe('/boot/xen.gz');
    expect(hostPath(volume, `($root)${path}`)).toBe('/boot/xen.gz');
  });
  it.each([
    [{ fstype: 'zfs' }, 'zfs'],
    [{ uuid: undefined }, 'UUID'],
  ])('refuses %j', (fs, words) => {
    expect(grub.setup(onFs(fs), answers)).toMatchObject({ refused: expect.stringContaining(words) });
  });
  it('loads what reads the volume', () => {
    expect(grubVolume(onFs({ device: '/dev/mapper/vg-root', fstype: 'xfs' }))).toMatchObject({
      modules: ['part_gpt', 'part_msdos', 'lvm', 'xfs'],
    });
    expect(grubVolume(onFs({ device: '/dev/md0', fstype: 'vfat' }))).toMatchObject({
      modules: ['part_gpt', 'part_msdos', 'mdraid09', 'mdraid1x', 'fat'],
    });
  });
});

describe('setup', () => {
  const script = (facts: Facts): string => {
    const file = bootStep.changes(facts, answers).find((change) => change.id === 'boot.entry');
    return file?.kind === 'file' && file.content !== null && 'text' in file.content ? file.content.text : '';
  };
  it('writes a script that prints its own entry', () => {
    expect(script(grubHost())).toMatch(/^#!\/bin\/sh\nexec tail -n \+3 "\$0"\n#.*\nmenuentry 'Arch Linux on Xen' [\s\S]*\n}\n$/);
    expect(bootStep.changes(grubHost(), answers)).toMatchObject([
      { id: 'boot.linux-line' },
      { kind: 'file', mode: 0o755 },
      { kind: 'command' },
      { kind: 'command' },
      { kind: 'boot-once' },
    ]);
  });
  it('has the initramfs as the first module, microcode after it', () => {
    expect(script(grubHost())).toMatch(
      /vmlinuz-linux root=[^\n]*\n[^\n]*echo[^\n]*\n\tmodule2 --nounzip \/boot\/initramfs-linux.img\n\tmodule2 --nounzip \/boot\/amd-ucode.img\n/,
    );
  });
  it('tells Xen on EFI to leave the BIOS alone', () => {
    const facts = grubHost();
    expect(script({ ...facts, firmware: { ...facts.firmware, type: 'uefi', secureBoot: 'off' } })).toContain(' no-real-mode edd=off\n');
    expect(script(facts)).not.toContain('no-real-mode');
  });
  it('quotes what GRUB would take apart', () => {
    const facts = grubHost();
    expect(script({ ...facts, os: { ...facts.os, commandLine: ['root=LABEL=a;b', 'x="a', 'b"', 'y=$z'] } })).toContain(
      "'root=LABEL=a;b' 'x=a b' 'y=$z' panic=10",
    );
  });
  it('does not replace a menu that was written by hand', () => {
    const facts = withFile(grubHost(), '/boot/grub/grub.cfg', textFile('menuentry Arch { linux /vmlinuz-linux }\n'));
    expect(grub.setup(facts, answers)).toMatchObject({ refused: expect.stringContaining('by hand') });
    expect(grub.setup(withFile(grubHost(), '/boot/grub/grub.cfg', undefined), answers)).toMatchObject({
      refused: expect.stringContaining('missing'),
    });
  });
  it('keeps the environment block among the files of a change before the one-time boot', () => {
    const [before, once] = bootStep.changes(grubHost(), answers).slice(-2);
    expect(before).toMatchObject({ kind: 'command', writes: ['/boot/grub/grubenv'] });
    expect(once).toMatchObject({ kind: 'boot-once', disarm: ['grub-editenv', '/boot/grub/grubenv', 'unset', 'next_entry'] });
  });
  it('leaves the next start alone when an entry is written anew', () => {
    const set = applied(grubHost(), bootStep.changes(grubHost(), answers));
    const grubenv = { path: '/boot/grub/grubenv', writableAtBoot: true, reason: 'ext4', variables: { next_entry: 'windows' } };
    const facts: Facts = { ...set, boot: { ...set.boot, grubenv } };
    expect(entryChanges(facts, answers)).toEqual([]);
    expect(entryChanges(withFile(facts, '/etc/grub.d/42_archxen', undefined), answers)).toMatchObject([
      { id: 'boot.entry' },
      { id: 'boot.menu' },
    ]);
    expect(bootStep.changes(facts, answers)).toMatchObject([{ id: 'boot.grubenv' }, { id: 'boot.once' }]);
  });
  it('has no one-time boot that would stick', () => {
    const facts = grubHost();
    const boot = { ...facts.boot, grubenv: { path: '/boot/grub/grubenv', writableAtBoot: false, reason: 'it lies on LVM', variables: {} } };
    expect(grub.setup({ ...facts, boot }, answers)).toMatchObject({ once: undefined });
    expect(bootStep.defaults({ ...facts, boot }).trial).toBe('by-hand');
    expect(bootStep.check({ ...facts, boot }, answers)).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'boot.trial', state: 'fail' })]),
    );
  });
});

describe('confirm', () => {
  const saved = (facts: Facts): Facts => {
    const menu = withFile(facts, '/boot/grub/grub.cfg', textFile(linuxMenu.replace('default="0"', 'default="$' + '{saved_entry}"')));
    return withFile(
      withFile(menu, '/etc/default/grub', textFile('GRUB_DEFAULT=saved\n')),
      '/boot/grub/grubenv',
      textFile(printGrubenv({})),
    );
  };
  it('names the entry in /etc/default/grub', () => {
    expect(grub.confirm(grubHost(), answers)).toMatchObject([
      { path: '/etc/default/grub', content: { text: 'GRUB_DEFAULT=archxen-xen\nGRUB_TIMEOUT=5\n' } },
      { argv: ['grub-mkconfig', '-o', '/boot/grub/grub.cfg'], writes: ['/boot/grub/grub.cfg'] },
    ]);
  });
  it('is a saved choice where choices are saved', () => {
    expect(grub.confirm(saved(grubHost()), answers)).toMatchObject([
      { argv: ['grub-set-default', 'archxen-xen'], writes: ['/boot/grub/grubenv'] },
    ]);
  });
  it.each([
    [{}, ['grub-editenv', '/boot/grub/grubenv', 'unset', 'saved_entry']],
    [{ saved_entry: 'mine' }, ['grub-set-default', 'mine']],
  ])("is taken back by a command where GRUB keeps it in the file system's header: %j", (variables, undo) => {
    const facts = saved(grubHost());
    const grubenv = { path: '/boot/grub/grubenv', writableAtBoot: true, reason: 'btrfs', inHeader: true, variables };
    expect(grub.confirm({ ...facts, boot: { ...facts.boot, grubenv } }, answers)).toMatchObject([{ undo }]);
  });
});
