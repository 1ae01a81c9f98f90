import { describe, expect, it } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import type { RepositoryChange } from '../../src/core/change-packages.ts';
import { plant, type Tree } from '../../src/system/memory.ts';
import { put, text, world } from '../engine/world.ts';
import { thereAndBack, told } from './context.ts';

const from = '/run/media/ada/stick/archxen';
const to = '/var/cache/archxen/repository';
const change: RepositoryChange = { kind: 'repository', id: 'copy', title: 'Copy the packages', name: 'archxen', from, to };

/** What `archxen packages DIR` writes; for nobody but its owner, as on a stick or in a home. */
function stick(tree: Tree, version = '1'): void {
  const file = (name: string, content: string): void =>
    plant(tree, `${from}/${name}`, { type: 'file', content: Buffer.from(content), mode: 0o600, uid: 1000, gid: 1000 });
  file('archxen.db.tar.gz', `lists ${version}`);
  file('archxen.db.tar.gz.old', 'lists 0');
  file(`xen-${version}-1-x86_64.pkg.tar.zst`, `xen ${version}`);
  file(`xen-${version}-1-x86_64.pkg.tar.zst.sig`, 'signed');
  file('SHA256SUMS', '');
  file('holiday.jpg', '');
  plant(tree, `${from}/archxen.db`, { type: 'link', target: 'archxen.db.tar.gz', mode: 0o777, uid: 1000, gid: 1000 });
}

const under = (tree: Tree): readonly string[] => [...tree.keys()].filter((path) => path.startsWith(to)).toSorted();

describe('the packages of another host', () => {
  it('are copied to where pacman may read them, also when the stick is gone', async () => {
    const { system, tree } = world();
    stick(tree);
    expect(await bind(change).apply(told(system).context)).toBe(true);
    const [folder, ...files] = under(tree);
    expect(tree.get(folder ?? '')).toMatchObject({ type: 'directory', mode: 0o755, uid: 0 });
    expect(files.map((path) => path.slice(to.length + 1))).toEqual([
      'archxen.db',
      'xen-1-1-x86_64.pkg.tar.zst',
      'xen-1-1-x86_64.pkg.tar.zst.sig',
    ]);
    for (const path of files) expect(tree.get(path)).toMatchObject({ type: 'file', mode: 0o644, uid: 0 });
    expect(text(tree, `${to}/archxen.db`)).toBe('lists 1');
    expect(await bind(change).apply(told(system).context)).toBe(false);
    for (const path of [...tree.keys()]) if (path.startsWith(from)) tree.delete(path);
    expect(await bind(change).verify(system)).toBeUndefined();
  });

  it('go again on the way back, their folder too', async () => {
    const { system, tree } = world();
    stick(tree);
    await thereAndBack(change, system);
    expect(under(tree)).toEqual([]);
  });

  it('leave on the way back what an earlier copy had, lists included', async () => {
    const { system, tree } = world();
    stick(tree, '1');
    await bind(change).apply(told(system).context);
    const before = new Map(under(tree).map((path) => [path, text(tree, path)]));
    for (const path of [...tree.keys()]) if (path.startsWith(`${from}/`)) tree.delete(path);
    stick(tree, '2');
    await thereAndBack(change, system);
    expect(new Map(under(tree).map((path) => [path, text(tree, path)]))).toEqual(before);
  });

  it('come from a stick that kept no links, too', async () => {
    const { system, tree } = world();
    stick(tree);
    tree.delete(`${from}/archxen.db`);
    await bind(change).apply(told(system).context);
    expect(text(tree, `${to}/archxen.db`)).toBe('lists 1');
  });

  it('come before the lists that name them', async () => {
    const { system, tree } = world();
    stick(tree);
    const { context, logs } = told(system);
    await bind(change).apply(context);
    expect(logs.at(-1)).toBe(`write ${to}/archxen.db`);
  });

  it.each(['/mnt', from])('are not there in %s: nothing is done, and the next step is said', async (place) => {
    const { system, tree } = world();
    put(tree, `${from}/holiday.jpg`, '');
    const elsewhere = { ...change, from: place };
    await expect(bind(elsewhere).inverse(system)).rejects.toMatchObject({ path: place, hint: expect.stringContaining('Plug in') });
    await expect(bind(elsewhere).apply(told(system).context)).rejects.toMatchObject({ path: place });
    expect(under(tree)).toEqual([]);
  });

  it('are shown as they will be copied', () => {
    expect(bind(change).describe().notes.join('\n')).toContain(`${from}, their signatures and the lists of [archxen] to ${to}`);
  });
});
