import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bind, describe as describeChange } from '../../src/changes/index.ts';
import type { Change, Content, FileChange } from '../../src/core/change.ts';
import { sha256 } from '../../src/core/digest.ts';
import { memorySystem, plant } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { firstTree, put, state, text, world } from '../engine/world.ts';
import { thereAndBack, told } from './context.ts';

const write = (path: string, content: Content | null, more: Partial<FileChange> = {}): FileChange => ({
  kind: 'file',
  id: 'f',
  title: 'Write',
  path,
  content,
  mode: 0o644,
  uid: 0,
  gid: 0,
  ...more,
});

describe('a file change', () => {
  it('comes back exactly, whatever the bytes, mode and owner were', async () => {
    const meta = fc.record({ mode: fc.integer({ min: 0, max: 0o7777 }), uid: fc.nat(65535), gid: fc.nat(65535) });
    const old = fc.option(
      fc.oneof(
        fc.uint8Array(),
        fc.string().map((line) => Buffer.from(line)),
        fc.constant(new Uint8Array(65_537).fill(7)),
      ),
      { nil: null },
    );
    await fc.assert(
      fc.asyncProperty(
        old,
        meta,
        fc.oneof(
          fc.constant(null),
          fc.string().map((line) => ({ text: line })),
          fc.constant({ link: '/etc/x' }),
        ),
        async (bytes, owner, content) => {
          const { tree, system } = world();
          if (bytes !== null) plant(tree, '/etc/file', { type: 'file', content: bytes, ...owner });
          const before = state(tree);
          await thereAndBack(write('/etc/file', content), system);
          expect(state(tree)).toEqual(before);
        },
      ),
    );
  });

  it('keeps a large file beside the journal, for root alone', async () => {
    const { tree, system } = world();
    const [back] = await bind(write('/boot/vmlinuz-linux', { text: 'x' })).inverse(system);
    const digest = sha256(Buffer.alloc(70_000, 0xfe));
    expect(back).toMatchObject({
      content: { copyOf: `/var/lib/archxen/backups/${digest}`, sha256: digest },
      mode: 0o700,
      uid: 3,
      gid: 4,
      before: sha256('x'),
    });
    expect(tree.get(`/var/lib/archxen/backups/${digest}`)).toMatchObject({ mode: 0o600 });
    put(tree, `/var/lib/archxen/backups/${digest}`, 'damaged');
    if (back === undefined) throw new Error('no way back');
    await bind(write('/boot/vmlinuz-linux', { text: 'x' })).apply(told(system).context);
    await expect(bind(back).apply(told(system).context)).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringContaining('is not what it was'),
    });
    expect(text(tree, '/boot/vmlinuz-linux')).toBe('x');
  });

  it('takes the directories away that it had to make, deepest first', async () => {
    const { system } = world();
    const back = await bind(write('/srv/a/b/c', { text: 'c' })).inverse(system);
    expect(back.map((change) => 'path' in change && change.path)).toEqual(['/srv/a/b/c', '/srv/a/b', '/srv/a', '/srv']);
  });

  it('needs no way back when there is nothing to do', async () => {
    const { system } = world();
    const change = write('/etc/old.conf', { text: 'old\n' });
    expect(await bind(change).inverse(system)).toEqual([]);
    expect(await bind(change).apply(told(system).context)).toBe(false);
  });

  it.each([
    ['another content', 'edited', sha256('old\n'), /has another content now/],
    ['something where nothing was', 'new', null, /is there now/],
  ])('refuses %s', async (_what, content, before, message) => {
    const { tree, system } = world();
    put(tree, '/etc/old.conf', content);
    await expect(bind(write('/etc/old.conf', { text: 'x' }, { before })).apply(told(system).context)).rejects.toMatchObject({
      code: 'host-changed',
      message: expect.stringMatching(message),
    });
    expect(text(tree, '/etc/old.conf')).toBe(content);
  });

  it('refuses a directory in its place before anything is done', async () => {
    await expect(bind(write('/etc', { text: 'x' })).inverse(world().system)).rejects.toMatchObject({ code: 'file-conflict', path: '/etc' });
  });

  it('corrects mode and owner alone', async () => {
    const { tree, system } = world();
    const change = write('/etc/old.conf', { text: 'old\n' }, { mode: 0o600 });
    expect(await bind(change).apply(told(system).context)).toBe(true);
    expect(tree.get('/etc/old.conf')).toMatchObject({ mode: 0o600 });
  });

  it('is content with the modes of a FAT volume', async () => {
    const fat = fatSystem();
    const change = write('/boot/loader/loader.conf', { text: 'default x\n' }, { mode: 0o600 });
    expect(await bind(change).apply(told(fat).context)).toBe(true);
    expect(await bind(change).verify(fat)).toBeUndefined();
    expect(await bind(change).apply(told(fat).context)).toBe(false);
  });

  it('says when what it wrote is not there any more', async () => {
    const { system } = world();
    expect(await bind(write('/etc/old.conf', { text: 'x' })).verify(system)).toMatch(/does not hold/);
    expect(await bind(write('/etc/old.conf', null)).verify(system)).toMatch(/still there/);
  });

  it('shows the text that it will write', () => {
    expect(describeChange(write('/a', { text: 'x\n' })).files).toEqual([{ path: '/a', after: 'x\n', note: undefined }]);
    expect(describeChange(write('/a', null)).files).toEqual([{ path: '/a', after: null }]);
    expect(describeChange(write('/a', { base64: 'AAEC' }, { mode: 0o600 })).files).toEqual([
      { path: '/a', after: '3 bytes\n', note: 'binary, mode 0600' },
    ]);
  });
});

/** Every file is root's, 0755, whatever is asked for. */
function fatSystem(): System {
  const system = memorySystem(firstTree());
  return { ...system, write: (path, content) => system.write(path, content, { mode: 0o755, uid: 0, gid: 0 }) };
}

describe('a directory change', () => {
  const directory = (path: string, present: boolean): Change => ({
    kind: 'directory',
    id: 'd',
    title: 'd',
    path,
    present,
    mode: 0o750,
    uid: 1,
    gid: 2,
  });

  it('makes it with those above, and comes back', async () => {
    const { tree, system } = world();
    await bind(directory('/srv/a', true)).apply(told(system).context);
    expect(tree.get('/srv/a')).toMatchObject({ type: 'directory', mode: 0o750, uid: 1, gid: 2 });
    const fresh = world();
    await thereAndBack(directory('/srv/a', true), fresh.system);
    expect(state(fresh.tree)).toEqual(state(firstTree()));
  });

  it('leaves one that is not empty', async () => {
    const { tree, system } = world();
    expect(await bind(directory('/etc', false)).apply(told(system).context)).toBe(false);
    expect(await bind(directory('/etc', false)).verify(system)).toBeUndefined();
    expect(tree.has('/etc')).toBe(true);
  });

  it('refuses a file in its place', async () => {
    await expect(bind(directory('/etc/old.conf', true)).apply(told(world().system).context)).rejects.toMatchObject({
      code: 'file-conflict',
    });
  });
});
