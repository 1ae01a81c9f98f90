import { describe, expect, it } from '@jest/globals';
import type { GuestKind } from '../../src/core/answers.ts';
import type { Change } from '../../src/core/change.ts';
import type { BuildChange } from '../../src/core/change-packages.ts';
import { wantedBases } from '../../src/packages/bases.ts';
import { buildStep } from '../../steps/host/build.ts';
import { packageBase, sampleAnswers, sampleFacts, textFile } from '../support/sample-facts.ts';

const kinds = (...list: readonly GuestKind[]) => sampleAnswers({ guests: { kinds: [...list] } });
const installed = (...names: readonly string[]) => ({
  pacman: { multilib: true, installed: Object.fromEntries(names.map((name) => [name, '1'])) },
});
const edk2 = { bases: { 'xen-edk2': packageBase('xen-edk2', { makedepends: ['nasm', 'git'] }), ...sampleFacts().bases } };

const ids = (changes: readonly Change[]): readonly string[] => changes.map(({ id }) => id);
const buildOf = (changes: readonly Change[], base: string): BuildChange => {
  const found = changes.find((change) => change.kind === 'build' && change.base === base);
  if (found?.kind !== 'build') throw new Error(`no build of ${base}`);
  return found;
};
const namesOf = (changes: readonly Change[], id: string): readonly string[] =>
  changes.flatMap((change) => (change.id === id && change.kind === 'package' ? change.names : []));

describe('the packages that are wanted', () => {
  it.each([
    [['pv'], ['xen']],
    [['pvh', 'pv'], ['xen']],
    [['hvm'], ['xen', 'xen-qemu']],
    [['uefi'], ['xen', 'xen-qemu', 'xen-edk2']],
  ] as const)('for %j come from %j', (list, bases) => {
    expect(wantedBases(sampleFacts(), kinds(...list)).map(({ base }) => base)).toEqual(bases);
  });
});

describe('the build', () => {
  it('goes from the repositories to the device model, in this order', () => {
    expect(ids(buildStep.changes(sampleFacts(), sampleAnswers()))).toEqual([
      'build.multilib',
      'build.sync',
      'build.xen.dependencies',
      'build.xen',
      'build.xen.install',
      'build.xen-qemu.dependencies',
      'build.xen-qemu',
      'build.xen-qemu.install',
      'build.device-model',
    ]);
  });

  it('turns [multilib] on in the file as it is, and fetches its list', () => {
    const [file, sync] = buildStep.changes(sampleFacts(), sampleAnswers());
    expect(file).toMatchObject({
      path: '/etc/pacman.conf',
      content: { text: expect.stringMatching(/\n\[multilib\]\nInclude = .*mirrorlist\n$/) },
    });
    expect(sync).toMatchObject({
      kind: 'sync',
      repositories: ['core', 'multilib'],
    });
    expect(ids(buildStep.changes(sampleFacts({ pacman: { multilib: true } }), sampleAnswers()))[0]).toBe('build.xen.dependencies');
  });

  it('fetches its list where it is on and has none: turned on by hand, or by an archxen that was killed', () => {
    const [text] = buildStep.changes(sampleFacts(), sampleAnswers()).flatMap((change) => (change.kind === 'file' ? [change.content] : []));
    const on = text !== null && text !== undefined && 'text' in text ? text.text : '';
    const facts = sampleFacts({ pacman: { multilib: true, multilibList: false }, files: { '/etc/pacman.conf': textFile(on) } });
    expect(ids(buildStep.changes(facts, sampleAnswers())).slice(0, 2)).toEqual(['build.sync', 'build.xen.dependencies']);
  });

  it('asks the repositories for each thing once, and not for what is installed or built', () => {
    const changes = buildStep.changes(sampleFacts(), sampleAnswers());
    expect(namesOf(changes, 'build.xen.dependencies')).toEqual(['base-devel', 'acpica', 'zlib', 'util-linux-libs', 'lib32-glibc']);
    expect(namesOf(changes, 'build.xen-qemu.dependencies')).toEqual(['ninja', 'numactl']);
  });

  it('is of the commit that could be read, by the user, with the directories of the boot loader', () => {
    const xen = buildOf(buildStep.changes(sampleFacts(), sampleAnswers({ build: { jobs: 3, variables: { CCACHE_DIR: '/c' } } })), 'xen');
    expect(xen).toMatchObject({
      url: 'https://aur.archlinux.org/xen.git',
      branch: 'master',
      commit: packageBase('xen').commit,
      user: 'alice',
      directory: '/var/cache/archxen/build/xen',
      packages: ['xen'],
    });
    expect(xen.environment).toEqual({
      MAKEFLAGS: '-j3',
      build_stubdom: 'false',
      boot_dir: '/boot',
      efi_dir: '/boot',
      efi_mountpoint: '/boot',
      CCACHE_DIR: '/c',
    });
  });

  it('puts xen.efi on the ESP where no boot loader is touched', () => {
    const esp = { mount: '/efi', device: '/dev/sda1', fstype: 'vfat', totalMiB: 511, freeMiB: 400, writable: true };
    const answers = sampleAnswers({ boot: { loader: 'none' } });
    expect(buildOf(buildStep.changes(sampleFacts({ boot: { esp } }), answers), 'xen').environment).toMatchObject({
      boot_dir: '/boot',
      efi_dir: '/efi',
    });
    expect(buildOf(buildStep.changes(sampleFacts({ boot: { esp: undefined } }), answers), 'xen').environment).toMatchObject({
      efi_dir: '/boot',
    });
  });

  it('must land where the variables say when no boot entry of ours looks for it', () => {
    const own = { loader: 'none', variables: { boot_dir: '/boot/xen/', efi_dir: '/efi/xen' } } as const;
    const answers = sampleAnswers({ boot: { loader: own.loader }, build: { variables: own.variables } });
    expect(buildOf(buildStep.changes(sampleFacts(), answers), 'xen').lands?.map(({ path }) => path)).toEqual([
      '/boot/xen/xen.gz',
      '/efi/xen/xen.efi',
    ]);
    expect(buildStep.check(sampleFacts(), answers).filter(({ state }) => state === 'fail')).toEqual([]);
    const booted = sampleAnswers({ build: { variables: own.variables } });
    const refused = buildStep.check(sampleFacts(), booted).filter(({ state }) => state === 'fail');
    expect(refused.map(({ id }) => id)).toEqual(['build.boot_dir', 'build.efi_dir']);
  });

  it("gives xen's switches to xen only, and imports the keys that a PKGBUILD names", () => {
    const qemu = buildOf(buildStep.changes(sampleFacts(), sampleAnswers()), 'xen-qemu');
    expect(qemu.environment).toEqual({ MAKEFLAGS: '-j6' });
    expect(qemu.pgpKeys).toEqual(['CEACC9E15534EBABB82D3FA03353C9CEF108B584']);
  });

  it('makes stub domains when they are wanted', () => {
    const changes = buildStep.changes(sampleFacts(), sampleAnswers({ build: { stubdom: true } }));
    expect(buildOf(changes, 'xen')).toMatchObject({ packages: ['xen', 'xen-stubdom'], environment: { build_stubdom: 'true' } });
    expect(namesOf(changes, 'build.xen.install')).toEqual(['xen', 'xen-stubdom']);
  });

  it('is left out for what is installed', () => {
    expect(buildStep.changes(sampleFacts(installed('xen', 'xen-qemu')), sampleAnswers())).toEqual([]);
    expect(ids(buildStep.changes(sampleFacts(installed('xen', 'base-devel', 'git', 'zlib')), sampleAnswers()))).toEqual([
      'build.xen-qemu.dependencies',
      'build.xen-qemu',
      'build.xen-qemu.install',
      'build.device-model',
    ]);
  });

  it('is not asked about where nothing is to be built, but what else there is can be chosen', () => {
    const questions = buildStep.questions(sampleFacts(installed('xen', 'xen-qemu')), sampleAnswers());
    expect(questions.map(({ path, advanced }) => [path, advanced])).toEqual([
      ['build.stubdom', true],
      ['build.extras', true],
      ['build.firmware', true],
    ]);
    expect(buildStep.questions(sampleFacts(), sampleAnswers())[0]).toMatchObject({ path: 'build' });
  });

  it('has the firmware of UEFI guests where its PKGBUILD is within reach', () => {
    expect(ids(buildStep.changes(sampleFacts(edk2), kinds('uefi')))).toContain('build.xen-edk2');
    expect(ids(buildStep.changes(sampleFacts(), kinds('uefi')))).not.toContain('build.xen-edk2');
  });

  it('takes place, user and branch from where the PKGBUILD was read', () => {
    const mirror = packageBase('xen', { url: 'file:///srv/aur/xen.git', branch: 'main' });
    expect(buildStep.defaults(sampleFacts({ bases: { xen: mirror } }))).toMatchObject({
      url: 'file:///srv/aur',
      branch: 'main',
      user: 'alice',
      jobs: 6,
    });
    expect(buildStep.defaults(sampleFacts({ bases: { xen: undefined } })).url).toBe('https://aur.archlinux.org');
  });
});

describe('before the build', () => {
  const findings = (facts = sampleFacts(), answers = sampleAnswers()) =>
    buildStep.check(facts, answers).map(({ id, state }) => `${id} ${state}`);

  it('an ordinary host has nothing to mend', () => {
    expect(findings()).toEqual(['pacman pass', 'build.source pass', 'build.user pass', 'build.disk pass']);
  });

  it('nothing is asked of a host that has the packages', () => {
    expect(findings(sampleFacts({ ...installed('xen', 'xen-qemu'), builders: [], disk: { buildFreeMiB: 3 } }))).toEqual([
      'build.packages pass',
    ]);
  });

  it.each([
    ['a lock', sampleFacts({ pacman: { locked: true } }), 'pacman.lock fail'],
    ['a kernel without its modules', sampleFacts({ pacman: { runningKernelInstalled: false } }), 'pacman.kernel fail'],
    ['no pacman.conf', { ...sampleFacts(), files: {} }, 'pacman.conf fail'],
    ['pending upgrades', sampleFacts({ pacman: { pendingUpgrades: ['glibc', 'linux'] } }), 'pacman.upgrades fail'],
    ['an AUR out of reach', sampleFacts({ bases: { xen: undefined } }), 'build.source.xen fail'],
    ['no ordinary user', sampleFacts({ builders: [] }), 'build.user fail'],
    ['a full disk', sampleFacts({ disk: { buildFreeMiB: 2047 } }), 'build.disk fail'],
    ['a disk that may be too small', sampleFacts({ disk: { buildFreeMiB: 6143 } }), 'build.disk warn'],
    ['an unknown disk', sampleFacts({ disk: { buildFreeMiB: undefined } }), 'build.disk unknown'],
    ['little memory', sampleFacts({ memory: { availableMiB: 2047 } }), 'build.memory warn'],
  ])('%s is found', (_what, facts, finding) => {
    expect(findings(facts)).toContain(finding);
    const found = buildStep.check(facts, sampleAnswers()).find(({ state }) => state === 'fail' || state === 'warn');
    expect(found === undefined || found.hint !== undefined).toBe(true);
  });

  it('the reader of the PKGBUILDs says why there are none', () => {
    const facts = sampleFacts({ bases: { 'xen-qemu': undefined } });
    const noted = { ...facts, notes: [{ fact: 'bases.xen-qemu', reason: 'Could not resolve host: aur.archlinux.org' }] };
    expect(buildStep.check(noted, sampleAnswers())).toContainEqual(
      expect.objectContaining({ id: 'build.source.xen-qemu', reason: 'Could not resolve host: aur.archlinux.org' }),
    );
  });

  it('another place than the one that was read is not built from', () => {
    expect(findings(sampleFacts(), sampleAnswers({ build: { branch: 'next' } }))).toContain('build.source.xen fail');
    expect(findings(sampleFacts(), sampleAnswers({ build: { url: 'file:///srv/aur' } }))).toContain('build.source.xen fail');
  });
});

describe('after the build', () => {
  it('each wanted package is there or named', () => {
    expect(buildStep.verify(sampleFacts(installed('xen')), sampleAnswers()).map(({ state, detail }) => `${state} ${detail}`)).toEqual([
      'pass xen 1 is installed',
      'fail xen-qemu is not installed',
    ]);
  });

  it('what was left out is no failure: all else works without it', () => {
    const answers = sampleAnswers({ guests: { kinds: ['pvh', 'uefi'] } });
    expect(buildStep.verify(sampleFacts(installed('xen', 'xen-qemu')), answers).at(-1)).toMatchObject({
      state: 'warn',
      detail: 'xen-edk2 is not installed',
    });
  });
});
