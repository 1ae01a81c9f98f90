import { describe, expect, it } from '@jest/globals';
import { type BootLoader, isRefusal } from '../../src/bootloaders/boot-loader.ts';
import { bootLoaders } from '../../src/bootloaders/index.ts';
import type { Answers } from '../../src/core/answers.ts';
import { failures } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { isWatched } from '../../src/core/watched.ts';
import { linuxLinePath } from '../../src/xen/linux-line.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { applied, grubHost, systemdBootHost } from '../support/boot-facts.ts';
import { efistubHost, limineHost, refindHost } from '../support/firmware-hosts.ts';
import { sampleAnswers } from '../support/sample-facts.ts';

const answersFor = (loader: BootLoader, boot: Partial<Answers['boot']> = {}): Answers =>
  sampleAnswers({ boot: { loader: loader.id, ...boot } });

describe.each([
  ['systemd-boot', bootLoaders['systemd-boot'], systemdBootHost],
  ['grub', bootLoaders.grub, grubHost],
  ['efistub', bootLoaders.efistub, efistubHost],
  ['refind', bootLoaders.refind, refindHost],
  ['limine', bootLoaders.limine, limineHost],
] as const)('%s', (_, loader, host) => {
  const answers = answersFor(loader);
  const set = applied(host(), bootStep.changes(host(), answers));

  it('is set up without a failing check before', () => {
    expect(failures(bootStep.check(host(), answers))).toEqual([]);
  });
  it('ends with a whole chain and the trial boot set', () => {
    expect(loader.chain(set, answers).filter(({ state }) => state !== 'pass')).toEqual([]);
    expect(loader.chain(set, answers).map(({ id }) => id)).toContain('boot.chain.once');
    expect(new Set(loader.chain(set, answers).map(({ id }) => id)).size).toBe(loader.chain(set, answers).length);
  });
  it('has nothing more to change then', () => {
    expect(bootStep.changes(set, answers)).toEqual([]);
  });
  it('keeps Linux the default until it is confirmed', () => {
    expect(loader.xenIsDefault(set, answers)).toBe(false);
    const changes = loader.confirm(set, answers);
    if (isRefusal(changes)) throw new Error(changes.refused);
    const confirmed = applied(set, changes);
    expect(loader.xenIsDefault(confirmed, answers)).toBe(true);
    expect(loader.confirm(confirmed, answers)).toEqual([]);
    expect(failures(loader.chain(confirmed, answers))).toEqual([]);
    expect(bootStep.changes(confirmed, answers)).toEqual([]);
  });
  it('arms last, and only for a trial', () => {
    expect(bootStep.changes(host(), answers).at(-1)?.kind).toBe('boot-once');
    expect(bootStep.changes(host(), answersFor(loader, { trial: 'by-hand' })).map(({ kind }) => kind)).not.toContain('boot-once');
    expect(bootStep.changes(host(), answersFor(loader, { loader: 'none' }))).toEqual([]);
  });
  it('leaves all old files as they were', () => {
    const before = host().files;
    const written = bootStep
      .changes(host(), answers)
      .flatMap((change) => (change.kind === 'file' ? [change.path] : change.kind === 'command' ? change.writes : []));
    for (const path of Object.keys(before).filter((each) => !written.includes(each) && each !== '/boot/grub/grubenv'))
      expect(set.files[path]).toEqual(before[path]);
    expect(written.filter((path) => !isWatched(path))).toEqual([]);
    expect([...loader.paths(host()), linuxLinePath]).toEqual(expect.arrayContaining(written));
  });
  it('writes no trap of the wiki', () => {
    const texts = Object.values(set.files).map((file) => file.text ?? '');
    for (const text of texts) expect(text).not.toMatch(/noreboot|vga=ask|iommu=force/);
  });
  it('says the same in dom0 as in Linux', () => {
    const line = JSON.stringify(set.files).match(/root=UUID=[0-9a-f-]+ rw[a-z ]* panic=10/)?.[0] ?? '';
    const dom0: Facts = {
      ...set,
      os: { ...set.os, commandLine: line.split(' ') },
      xen: { running: true, dom0: true, guest: false, commandLine: 'dom0_mem=4096M,max:4096M' },
    };
    expect(line).not.toBe('');
    expect(bootStep.changes(dom0, answers)).toEqual([]);
    expect(failures(bootStep.verify(dom0, answers))).toEqual([]);
  });
  it('refuses what cannot boot, and changes nothing then', () => {
    const facts = host();
    const none = (change: Partial<Facts>): Facts => ({ ...facts, ...change });
    const kernels = (change: Partial<Facts['kernels'][number]>) =>
      none({ kernels: facts.kernels.map((kernel) => ({ ...kernel, ...change })) });
    const broken = [
      none({ firmware: { ...facts.firmware, secureBoot: 'on' } }),
      none({ kernels: [] }),
      kernels({ config: { CONFIG_XEN_DOM0: 'n' } }),
      kernels({ image: undefined }),
      kernels({ initramfs: undefined }),
      none({
        ...kernels({ image: '/efi/vmlinuz-linux' }),
        boot: { ...facts.boot, bootFs: { mount: '/boot', device: 'x', fstype: 'ext4', options: [], uuid: '1' } },
      }),
    ];
    for (const each of broken) {
      expect(loader.setup(each, answers)).toMatchObject({ refused: expect.stringMatching(/\.$/), hint: expect.any(String) });
      expect(bootStep.changes(each, answers)).toEqual([]);
    }
  });
});
