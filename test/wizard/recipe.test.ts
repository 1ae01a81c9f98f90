import { describe, expect, it } from '@jest/globals';
import type { PackageBaseFacts } from '../../src/core/facts-packages.ts';
import { recipeLines } from '../../src/wizard/recipe.ts';
import { buildStep } from '../../steps/host/build.ts';
import { packageBase, sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

function shown(more: Partial<PackageBaseFacts>): readonly string[] {
  const facts = sampleFacts({ bases: { xen: packageBase('xen', more) } });
  const change = buildStep.changes(facts, sampleAnswers()).find(({ id }) => id === 'build.xen');
  if (change === undefined) throw new Error('no build');
  return recipeLines(change, facts).map(({ kind, text }) => `${kind}: ${text}`);
}

describe('what a build runs', () => {
  it('is read whole the first time, with what pacman will run as root', () => {
    const lines = shown({ scripts: { 'xen.install': 'post_install() {\n}\n' } });
    expect(lines[0]).toContain('PKGBUILD of xen');
    expect(lines).toContain('context: pkgbase=xen');
    expect(lines).toContain('file: xen.install, which pacman runs as root');
    expect(lines).toContain('context: post_install() {');
  });

  it('begins with what changed since it was built here before', () => {
    const lines = shown({
      lastBuilt: { commit: 'abc1234', diff: 'diff --git a/PKGBUILD b/PKGBUILD\n@@ -1 +1 @@\n-pkgrel=1\n+pkgrel=2\n context' },
    });
    expect(lines.slice(0, 6)).toEqual([
      'file: Changes since commit abc1234, which was built here before',
      'file: diff --git a/PKGBUILD b/PKGBUILD',
      'hunk: @@ -1 +1 @@',
      'remove: -pkgrel=1',
      'add: +pkgrel=2',
      'context:  context',
    ]);
  });

  it('says so when nothing changed, and when it cannot be compared', () => {
    expect(shown({ lastBuilt: { commit: packageBase('xen').commit, diff: '' } })[0]).toContain('As it was built here before');
    expect(shown({ lastBuilt: { commit: 'abc1234' } })[0]).toContain('no longer there');
  });
});
