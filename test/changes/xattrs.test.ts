import { describe, expect, it } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import type { FileChange } from '../../src/core/change.ts';
import { parseXattrs } from '../../src/system/disk/xattrs.ts';
import { plant } from '../../src/system/memory.ts';
import { world } from '../engine/world.ts';
import { thereAndBack, told } from './context.ts';

const path = '/etc/labelled';
const xattrs = { 'user.note': 'a2VlcA==', 'security.ima': 'c2ln' };
const change: FileChange = { kind: 'file', id: 'f', title: 'Write', path, content: { text: 'new\n' }, mode: 0o644, uid: 0, gid: 0 };

function labelled() {
  const host = world();
  plant(host.tree, path, { type: 'file', content: Buffer.from('old\n'), mode: 0o640, uid: 1, gid: 2, xattrs });
  return host;
}

describe('extended attributes', () => {
  it('stay on a file that is replaced, but for signatures of its old content', async () => {
    const { system } = labelled();
    const { context, warnings } = told(system);
    expect(await bind(change).apply(context)).toBe(true);
    expect(await system.xattrs(path)).toEqual({ 'user.note': 'a2VlcA==' });
    expect(warnings).toEqual([]);
  });

  it('come back with a file that was replaced, or removed', async () => {
    for (const content of [change.content, null]) {
      const { system } = labelled();
      await thereAndBack({ ...change, content }, system);
      expect(await system.xattrs(path)).toEqual(xattrs);
    }
  });

  it('come back when somebody took only them away', async () => {
    const { system, tree } = labelled();
    const [back] = await bind(change).inverse(system);
    plant(tree, path, { type: 'file', content: Buffer.from('old\n'), mode: 0o640, uid: 1, gid: 2 });
    if (back === undefined) throw new Error('no way back');
    expect(await bind(back).apply(told(system).context)).toBe(true);
    expect(await system.xattrs(path)).toEqual(xattrs);
    expect(await bind(back).apply(told(system).context)).toBe(false);
  });

  it('that cannot be read or set are told of, and the file is written all the same', async () => {
    const { system } = labelled();
    const blind = told({ ...system, xattrs: async () => undefined });
    await bind(change).apply(blind.context);
    expect(blind.warnings).toEqual([expect.stringContaining('getfattr')]);
    const numb = told({ ...system, write: (at, content, meta) => system.write(at, content, { ...meta, xattrs: {} }) });
    await bind({ ...change, content: { text: 'newer\n' }, xattrs: { 'user.a': 'YQ==' } }).apply(numb.context);
    expect(numb.warnings).toEqual([expect.stringContaining('user.a')]);
  });

  it('are read from what getfattr prints', () => {
    expect(parseXattrs('# file: /x\nuser.a=0sYWI=\nuser.b\\075c=0s\nsecurity.selinux=0scQA=\n\n')).toEqual({
      'user.a': 'YWI=',
      'user.b=c': '',
      'security.selinux': 'cQA=',
    });
    expect(parseXattrs('')).toEqual({});
  });
});
