import { describe, expect, it } from '@jest/globals';
import type { Answers } from '../../src/core/answers.ts';
import { basesToBuild, outOfReach, wantedBases } from '../../src/packages/bases.ts';
import { hostPackageChanges } from '../../src/packages/host-packages.ts';
import { packageBase, sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const { bases } = sampleFacts();
const grub = packageBase('xen-grub', { packages: ['xen-grub-pvh', 'xen-grub-pv32', 'xen-grub-pv64'] });
const answers = (build: Partial<Answers['build']>, kinds: Answers['guests']['kinds'] = ['pvh']) =>
  sampleAnswers({ guests: { kinds }, build });
const namesOf = (facts: ReturnType<typeof sampleFacts>, chosen: Answers) =>
  wantedBases(facts, chosen).map(({ base, packages }) => `${base}: ${packages.join(' ')}`);

describe('the bases of what is wanted', () => {
  it('hold all packages of theirs that are wanted, and only those', () => {
    const facts = sampleFacts({ bases: { ...bases, 'xen-grub': grub } });
    expect(namesOf(facts, answers({ stubdom: true, extras: ['xen-docs', 'xen-grub-pv64', 'xen-grub-pvh'] }))).toEqual([
      'xen: xen xen-stubdom xen-docs',
      'xen-grub: xen-grub-pvh xen-grub-pv64',
    ]);
    expect(namesOf(facts, answers({}, ['uefi']))).toEqual(['xen: xen', 'xen-qemu: xen-qemu', 'xen-edk2: xen-edk2']);
    expect(namesOf(facts, answers({ firmware: 'edk2-ovmf' }, ['uefi']))).toEqual(['xen: xen', 'xen-qemu: xen-qemu']);
  });

  it('are followed when a package was renamed, by what it is provided as', () => {
    const renamed = packageBase('pvh-boot', { packages: ['pvh-boot'], provides: { 'pvh-boot': ['other', 'xen-grub-pvh=2.14'] } });
    const facts = sampleFacts({ bases: { ...bases, 'pvh-boot': renamed } });
    expect(namesOf(facts, answers({ extras: ['xen-grub-pvh'] }))).toEqual(['xen: xen', 'pvh-boot: pvh-boot']);
  });

  it('are followed when a package was split off into a base of its own', () => {
    const facts = sampleFacts({ bases: { xen: packageBase('xen'), docs: packageBase('docs', { packages: ['xen-docs'] }) } });
    expect(namesOf(facts, answers({ extras: ['xen-docs'] }))).toEqual(['xen: xen', 'docs: xen-docs']);
  });

  it('are left out where all else works without them and they are out of reach', () => {
    const chosen = answers({ extras: ['xen-grub-pvh'] });
    expect(basesToBuild(sampleFacts(), chosen).map(({ base }) => base)).toEqual(['xen']);
    expect(outOfReach(sampleFacts(), chosen).map(({ name }) => name)).toEqual(['xen-grub-pvh']);
    const there = sampleFacts({ bases: { ...bases, 'xen-grub': grub } });
    expect(basesToBuild(there, chosen).map(({ base }) => base)).toEqual(['xen', 'xen-grub']);
    expect(outOfReach(there, chosen)).toEqual([]);
  });

  it('are not built again for what is installed', () => {
    const facts = sampleFacts({ pacman: { installed: { xen: '1' } } });
    expect(basesToBuild(facts, answers({}))).toEqual([]);
    expect(basesToBuild(facts, answers({ extras: ['xen-docs'] })).map(({ base }) => base)).toEqual(['xen']);
  });
});

describe('packages of the repositories for guests', () => {
  const changesOf = (facts: ReturnType<typeof sampleFacts>, chosen: Answers) =>
    hostPackageChanges(facts, chosen, basesToBuild(facts, chosen)).map((change) => ('names' in change ? change.names.join(' ') : ''));

  it('are those that the article names and the device model does not ask for', () => {
    expect(changesOf(sampleFacts(), answers({}, ['hvm']))).toEqual(['seabios mesa bluez-libs']);
    expect(
      changesOf(sampleFacts({ pacman: { installed: { mesa: '25', 'bluez-libs': '5', seabios: '1' } } }), answers({}, ['hvm'])),
    ).toEqual([]);
    expect(changesOf(sampleFacts(), answers({}, ['pvh']))).toEqual([]);
  });

  it("are the repositories' firmware where that was chosen", () => {
    const chosen = answers({ firmware: 'edk2-ovmf' }, ['uefi']);
    expect(changesOf(sampleFacts(), chosen)).toContain('edk2-ovmf');
    expect(changesOf(sampleFacts({ pacman: { installed: { 'edk2-ovmf': '1' } } }), chosen)).not.toContain('edk2-ovmf');
  });
});
