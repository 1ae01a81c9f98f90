import { describe, expect, it } from '@jest/globals';
import { packageName, repositoryNames } from '../../src/packages/dependencies.ts';
import { packageBase } from '../support/sample-facts.ts';

describe('names of dependencies', () => {
  it.each([
    ['zlib', 'zlib'],
    ['lib32-glibc>=2.40', 'lib32-glibc'],
    ['python<3.15', 'python'],
    ['glib2=2.86', 'glib2'],
    ['libuuid.so', 'util-linux-libs'],
    ['libuuid.so=1-64', 'util-linux-libs'],
    ['libfoo.so', 'libfoo.so'],
    ['constructor', 'constructor'],
  ])('%s is %s', (dependency, name) => {
    expect(packageName(dependency)).toBe(name);
  });
});

describe('what the repositories must give', () => {
  const base = packageBase('xen-qemu', { makedepends: ['ninja', 'zlib>=1.3'], depends: ['xen', 'numactl', 'zlib'] });

  it('is what the base names, and what makepkg itself needs, each once', () => {
    const names = repositoryNames(base, { installed: new Set(), built: new Set(['xen']) });
    expect(names).toEqual(['base-devel', 'git', 'ninja', 'zlib', 'numactl']);
  });

  it('leaves out what is installed and what is built', () => {
    const names = repositoryNames(base, { installed: new Set(['base-devel', 'git', 'zlib', 'ninja']), built: new Set(['xen', 'numactl']) });
    expect(names).toEqual([]);
  });
});
