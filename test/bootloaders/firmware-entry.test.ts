import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../../src/bootloaders/boot-loader.ts';
import { efistub } from '../../src/bootloaders/efistub/efistub.ts';
import { limine } from '../../src/bootloaders/limine/limine.ts';
import type { Answers } from '../../src/core/answers.ts';
import type { Change } from '../../src/core/change.ts';
import type { Facts } from '../../src/core/facts.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { applied, withFile } from '../support/boot-facts.ts';
import { efi, entryOf } from '../support/firmware-breaks.ts';
import { efistubHost, limineHost } from '../support/firmware-hosts.ts';
import { sampleAnswers, textFile } from '../support/sample-facts.ts';

const answers = sampleAnswers({ boot: { loader: 'efistub', rescue: false } });
const byHand = sampleAnswers({ boot: { loader: 'efistub', rescue: false, trial: 'by-hand' } });
const readOnly = (facts: Facts): Facts => ({ ...facts, firmware: { ...facts.firmware, variablesWritable: false } });
const onDevice = (device: string): Facts => {
  const facts = efistubHost();
  return { ...facts, boot: { ...facts.boot, esp: facts.boot.esp && { ...facts.boot.esp, device } } };
};
const commands = (facts: Facts, chosen: Answers = answers): readonly (readonly string[])[] =>
  bootStep.changes(facts, chosen).flatMap((change: Change) => (change.kind === 'command' ? [change.argv] : []));
const once = (facts: Facts) => bootStep.changes(facts, answers).find(({ kind }) => kind === 'boot-once');

describe('the firmware entry', () => {
  it('is made outside of BootOrder, under the lowest free number, on the disk that the ESP is on', () => {
    expect(commands(efistubHost())).toEqual([
      [
        ...['efibootmgr', '--create-only', '--bootnum', '0002', '--disk', '/dev/nvme0n1', '--part', '1'],
        ...['--label', 'Arch Linux on Xen', '--loader', '\\xen.efi'],
        ...['--append-binary-args', '/var/lib/archxen/boot/archxen-xen.arguments'],
      ],
    ]);
    expect(once(efistubHost())).toMatchObject({ arm: ['efibootmgr', '--bootnext', '0002'], readBack: { contains: '070000000200' } });
  });
  it('has arguments that end with a NUL', () => {
    const file = bootStep.changes(efistubHost(), answers).find(({ id }) => id === 'boot.arguments');
    const content = file?.kind === 'file' && file.content !== null && 'base64' in file.content ? file.content.base64 : '';
    expect(Buffer.from(content, 'base64').toString('utf16le')).toBe('xen.efi -cfg=archxen-xen.cfg\0');
  });
  it('takes no number that is named anywhere', () => {
    const facts = efi({ bootOrder: ['0001', '0002'], bootNext: '0003' })(efistubHost());
    expect(commands(facts)[0]?.[3]).toBe('0004');
  });
  it.each([
    ['/dev/sda3', '/dev/sda', '3'],
    ['/dev/vda1', '/dev/vda', '1'],
    ['/dev/mmcblk0p1', '/dev/mmcblk0', '1'],
    ['/dev/nvme10n2p12', '/dev/nvme10n2', '12'],
  ])('%s is partition %s %s', (device, disk, part) => {
    expect(commands(onDevice(device))[0]?.slice(4, 8)).toEqual(['--disk', disk, '--part', part]);
  });
  it.each(['/dev/md127', '/dev/mapper/esp', '/dev/dm-3'])('%s is no partition, so Xen is started by hand', (device) => {
    expect(efistub.whyNotOnce(onDevice(device))).toContain(device);
    expect(commands(onDevice(device), byHand)).toEqual([]);
  });
  it('is made anew when it is not whole, and the old one stays', () => {
    const set = applied(efistubHost(), bootStep.changes(efistubHost(), answers));
    const bare = entryOf('Arch Linux on Xen', { options: undefined })(set);
    expect(commands(bare)[0]?.[3]).toBe('0003');
    const again = applied(bare, bootStep.changes(bare, answers));
    expect(again.boot.efi.entries.filter(({ label }) => label === 'Arch Linux on Xen').map(({ id }) => id)).toEqual(['0002', '0003']);
    expect(efistub.chain(again, answers).filter(({ state }) => state !== 'pass')).toEqual([]);
  });
  it('brings efibootmgr when it is not there', () => {
    const facts = efistubHost();
    const without = { ...facts, pacman: { ...facts.pacman, installed: {} } };
    expect(bootStep.changes(without, answers)).toContainEqual(expect.objectContaining({ kind: 'package', names: ['efibootmgr'] }));
  });
  it('goes on when the firmware refuses it', () => {
    for (const change of bootStep.changes(efistubHost(), answers))
      if (change.kind === 'command' || change.kind === 'boot-once') expect(change.ifRefused).toContain('by-hand');
  });
});

describe('a firmware that takes no variables', () => {
  it('has no trial, but a configuration that xen.efi finds without arguments', () => {
    const facts = readOnly(efistubHost());
    expect(efistub.whyNotOnce(facts)).toMatch(/cannot be written/);
    expect(commands(facts, byHand)).toEqual([]);
    const set = applied(facts, bootStep.changes(facts, byHand));
    expect(set.files['/boot/xen.cfg']?.text).toBe(set.files['/boot/archxen-xen.cfg']?.text);
    expect(efistub.setup(set, byHand)).toMatchObject({
      once: undefined,
      byHand: expect.stringContaining('xen.efi on the EFI system partition'),
    });
    expect(efistub.chain(set, byHand).filter(({ state }) => state === 'fail')).toEqual([]);
    expect(bootStep.changes(set, byHand)).toEqual([]);
  });
  it("leaves somebody else's xen.cfg alone, and says what to type", () => {
    const facts = withFile(readOnly(efistubHost()), '/boot/xen.cfg', textFile('[global]\n'));
    const set = applied(facts, bootStep.changes(facts, byHand));
    expect(set.files['/boot/xen.cfg']).toEqual(facts.files['/boot/xen.cfg']);
    expect(efistub.setup(set, byHand)).toMatchObject({ byHand: expect.stringContaining('xen.efi -cfg=archxen-xen.cfg') });
  });
  it('is not confirmed, with the reason', () => {
    const confirmed = efistub.confirm(readOnly(efistubHost()), answers);
    expect(isRefusal(confirmed) && confirmed.refused).toMatch(/cannot be written/);
  });
});

it('what dom0 cannot see of the firmware is unknown, not wrong', () => {
  for (const [host, loader] of [
    [efistubHost, efistub],
    [limineHost, limine],
  ] as const) {
    const chosen = sampleAnswers({ boot: { loader: loader.id } });
    const set = applied(host(), bootStep.changes(host(), chosen));
    const hidden = efi({ entries: [], bootOrder: [], bootCurrent: undefined, bootNext: undefined })(readOnly(set));
    const states = loader.chain({ ...hidden, xen: { running: true, dom0: true, guest: false } }, chosen).map(({ state }) => state);
    expect(states).toContain('unknown');
    expect(states.filter((state) => state === 'fail' || state === 'warn')).toEqual([]);
  }
});

describe('Limine', () => {
  it('is refused on BIOS, with the reason', () => {
    const facts: Facts = { ...limineHost(), firmware: { type: 'bios', secureBoot: 'unsupported', variablesWritable: false } };
    expect(limine.setup(facts, answers)).toMatchObject({ refused: expect.stringContaining('BIOS') });
  });
  it('keeps its own menu, and comes right behind Xen', () => {
    const set = applied(limineHost(), bootStep.changes(limineHost(), sampleAnswers({ boot: { loader: 'limine' } })));
    expect(set.files['/boot/EFI/limine/limine.conf']).toEqual(limineHost().files['/boot/EFI/limine/limine.conf']);
    const confirmed = limine.confirm(set, answers);
    expect(isRefusal(confirmed) ? confirmed : confirmed.map((change) => change.kind === 'command' && change.argv.at(-1))).toEqual([
      '0002,0001,0000',
    ]);
  });
});
