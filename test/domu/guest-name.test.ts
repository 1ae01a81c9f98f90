import { describe, expect, it } from '@jest/globals';
import { plant } from '../../src/system/memory.ts';
import { hostState } from '../support/recording.ts';
import { testHost } from './host.ts';

describe('a name of a guest', () => {
  it.each([
    'start',
    'console',
    'stop',
    'pause',
    'resume',
    'reboot',
    'save',
    'restore',
    'destroy',
    'edit',
    'autostart',
    'clone',
    'finish',
    'remove',
    '',
  ])('is no path, for "%s"', async (action) => {
    const { domu, tree, commands } = testHost();
    plant(tree, '/etc/xen/foo.cfg', { type: 'file', content: Buffer.from('name = "foo"\n'), mode: 0o600, uid: 0, gid: 0 });
    plant(tree, '/run/archxen/guests/.keep', { type: 'file', content: Buffer.from(''), mode: 0o600, uid: 0, gid: 0 });
    const before = hostState(tree);
    const { error } = await domu(`${action} ../../../etc/xen/foo`, { interactive: true });
    expect(error).toMatchObject({ code: 'guest-invalid', message: '"../../../etc/xen/foo" is no name of a guest.' });
    expect(hostState(tree)).toEqual(before);
    expect(tree.has('/etc/xen/foo.cfg')).toBe(true);
    expect(commands).toEqual([]);
  });
});
