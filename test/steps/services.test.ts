import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../src/core/change.ts';
import { sha256 } from '../../src/core/digest.ts';
import type { UnitFacts } from '../../src/core/facts.ts';
import { servicesStep, withoutLine } from '../../steps/host/services.ts';
import { sampleAnswers, sampleFacts, textFile } from '../support/sample-facts.ts';

const hvm = sampleAnswers();
const pvOnly = sampleAnswers({ guests: { kinds: ['pv'] } });
const byHand = sampleAnswers({ services: { autostart: false } });
const unit = (enabled: string, active = 'inactive'): UnitFacts => ({ load: 'loaded', enabled, active });
const disabled: UnitFacts = unit('disabled');

const enabledBy = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap((change) => (change.kind === 'unit' && change.enabled === true ? change.units : []));

describe('the services of Xen', () => {
  it('are enabled, and not started under plain Linux', () => {
    const changes = servicesStep.changes(sampleFacts(), hvm);
    expect(enabledBy(changes)).toEqual([
      'xenstored.service',
      'xenconsoled.service',
      'xen-init-dom0.service',
      'xendomains.service',
      'xen-qemu-dom0-disk-backend.service',
      'archxen-verify.service',
      'archxen-fall-back.timer',
      'archxen-watchdog.service',
    ]);
    expect(changes.every((change) => change.kind !== 'unit' || change.active === undefined)).toBe(true);
  });

  it('are only those that are needed', () => {
    expect(enabledBy(servicesStep.changes(sampleFacts(), pvOnly))).not.toContain('xen-qemu-dom0-disk-backend.service');
    expect(enabledBy(servicesStep.changes(sampleFacts(), byHand))).not.toContain('xendomains.service');
  });

  it('are left alone where they are enabled', () => {
    const units = { 'xenstored.service': unit('enabled'), 'xendomains.service': unit('enabled') };
    expect(enabledBy(servicesStep.changes(sampleFacts({ units }), hvm))).not.toContain('xenstored.service');
    expect(servicesStep.changes(sampleFacts({ units }), byHand)).toContainEqual(
      expect.objectContaining({ units: ['xendomains.service'], enabled: false }),
    );
  });

  it('are judged one by one after the reboot', () => {
    const units = {
      'xenstored.service': unit('enabled', 'active'),
      'xenconsoled.service': unit('enabled', 'failed'),
      'xen-init-dom0.service': { load: 'not-found', enabled: '', active: 'inactive' },
      'xendomains.service': disabled,
    };
    const judged = servicesStep.verify(sampleFacts({ units }), hvm).map(({ state, detail }) => `${state} ${detail}`);
    expect(judged).toEqual([
      'pass xenstored is active',
      'fail xenconsoled: failed',
      'fail xen-init-dom0: not installed',
      'fail xendomains: inactive',
      'unknown xen-qemu-dom0-disk-backend: not known',
    ]);
  });

  it('do not get on with libvirtd', () => {
    const facts = sampleFacts({ units: { 'libvirtd.service': unit('enabled') } });
    expect(servicesStep.check(facts, hvm)).toContainEqual(expect.objectContaining({ id: 'services.libvirt', state: 'warn' }));
    expect(servicesStep.check(facts, byHand)).toEqual([]);
    expect(servicesStep.check(sampleFacts({ units: { 'libvirtd.service': disabled } }), hvm)).toEqual([]);
  });
});

describe('the xenfs line of the wiki', () => {
  const line = 'none /proc/xen xenfs defaults 0 0';
  const text = `# /etc/fstab\nUUID=1 / ext4 rw 0 1\n\t${line}  \n\n/swap none swap sw 0 0`;
  const facts = sampleFacts({ conflicts: { fstabXenfs: line }, files: { '/etc/fstab': textFile(text) } });

  it('is taken out, and no other byte', () => {
    const [change] = servicesStep.changes(facts, hvm);
    expect(change).toMatchObject({
      path: '/etc/fstab',
      before: sha256(text),
      content: { text: '# /etc/fstab\nUUID=1 / ext4 rw 0 1\n\n/swap none swap sw 0 0' },
    });
    expect(servicesStep.check(facts, hvm)).toMatchObject([{ id: 'services.fstab', state: 'warn', evidence: [line] }]);
  });

  it('is not looked for by guess', () => {
    expect(withoutLine(text, 'xenfs')).toBe(text);
    expect(servicesStep.changes(sampleFacts(), hvm).map(({ id }) => id)).not.toContain('services.fstab');
  });
});

describe('the check at boot', () => {
  const change = (id: string, facts = sampleFacts()) => servicesStep.changes(facts, hvm).find((each) => each.id === id);
  const bundle = { path: '/root/archxen.mjs', sha256: sha256('bundle') };

  it('runs a copy that stays when the download goes', () => {
    expect(change('services.verify.program')).toMatchObject({
      path: '/usr/lib/archxen/archxen.mjs',
      content: { copyOf: bundle.path, sha256: bundle.sha256 },
      mode: 0o755,
    });
    expect(change('services.verify.unit')).toMatchObject({
      content: { text: expect.stringContaining('\nExecStart=/usr/bin/node /usr/lib/archxen/archxen.mjs verify --record\n') },
    });
  });

  it('needs no copy where that one is there, and replaces an older one', () => {
    const there = (content: string) =>
      sampleFacts({ files: { '/usr/lib/archxen/archxen.mjs': { ...textFile(content), text: undefined } } });
    expect(change('services.verify.program', there('bundle'))).toBeUndefined();
    expect(change('services.verify.program', there('older'))).toMatchObject({ before: sha256('older') });
  });

  it('runs the program of a package where it is', () => {
    const facts = sampleFacts({ archxen: { bundle: { ...bundle, path: '/usr/bin/archxen' } } });
    expect(change('services.verify.program', facts)).toBeUndefined();
    expect(change('services.verify.unit', facts)).toMatchObject({
      content: { text: expect.stringContaining('ExecStart=/usr/bin/node /usr/bin/archxen verify') },
    });
  });

  it('is left out, with a word, when archxen runs from source', () => {
    const facts = sampleFacts({ archxen: { bundle: undefined } });
    expect(servicesStep.changes(facts, hvm).filter(({ id }) => id.startsWith('services.verify'))).toEqual([]);
    expect(servicesStep.check(facts, hvm)).toMatchObject([{ id: 'services.verify', state: 'warn' }]);
  });

  it('is set up once', () => {
    const first = servicesStep.changes(sampleFacts(), hvm);
    const files = Object.fromEntries(
      first.flatMap((each) =>
        each.kind === 'file' && each.content !== null && 'text' in each.content ? [[each.path, textFile(each.content.text)]] : [],
      ),
    );
    const units = Object.fromEntries(enabledBy(first).map((name) => [name, unit('enabled')]));
    const again = sampleFacts({ units, files: { ...files, '/usr/lib/archxen/archxen.mjs': textFile('bundle') } });
    expect(servicesStep.changes(again, hvm)).toEqual([]);
  });
});

describe('ssh after the reboot', () => {
  const judged = (units: Readonly<Record<string, UnitFacts>>) =>
    servicesStep
      .verify(sampleFacts({ units }), pvOnly)
      .filter(({ id }) => id === 'services.ssh')
      .map(({ state, detail }) => `${state} ${detail}`);

  it('must run where it is enabled, by whatever unit', () => {
    expect(judged({ 'sshd.service': unit('enabled', 'active') })).toEqual(['pass sshd is active']);
    expect(judged({ 'sshd.socket': unit('enabled', 'active'), 'sshd.service': unit('disabled') })).toEqual(['pass sshd.socket is active']);
    expect(judged({ 'sshd.service': unit('enabled', 'failed') })).toEqual(['fail sshd: failed']);
  });

  it('is nobody’s business where it is not', () => {
    expect(judged({ 'sshd.service': unit('disabled') })).toEqual([]);
    expect(judged({})).toEqual([]);
  });
});
