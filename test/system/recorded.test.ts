import { describe, expect, it } from '@jest/globals';
import { memorySystem } from '../../src/system/memory.ts';
import { plantHost, recordedSystem, resolveHost, treeOfHost } from '../../src/system/recorded.ts';
import type { RecordedHost } from '../../src/system/recorded-host.ts';

const base: RecordedHost = {
  name: 'base',
  oddity: 'none',
  files: {
    '/etc/hostname': 'base\n',
    '/etc/secret': { text: 'x', mode: 0o600, uid: 7, gid: 8 },
    '/etc/net/a': 'a',
    '/etc/net/b': 'b',
    '/boot/vmlinuz-linux': { magic: 'bzimage', text: '6.18.2-arch1-1', size: 12_000_000 },
    '/bin': { link: 'usr/bin' },
    '/usr/bin/true': { magic: 'elf' },
    '/empty': { directory: true, mode: 0o700 },
  },
  commands: { 'uname -r': { stdout: '6.18.2-arch1-1\n' }, whoami: { stdout: 'root\n' } },
  mounts: [
    { mount: '/', device: '/dev/vda2', fstype: 'ext4', totalMiB: 1000, freeMiB: 500 },
    { mount: '/boot', device: '/dev/vda1', fstype: 'vfat', totalMiB: 100, freeMiB: 3 },
  ],
  model: { packages: { linux: '6.18', grub: '2.14' }, cpus: 4, repositories: { core: { linux: '6.18', bash: '5' } } },
};

const child: RecordedHost = {
  name: 'child',
  oddity: 'no grub',
  extends: 'base',
  files: { '/etc/hostname': 'child\n', '/etc/net': null },
  commands: { whoami: null },
  model: { packages: { grub: null, linux: '6.19' }, repositories: { core: { linux: '6.19' } } },
};

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();

describe('resolveHost', () => {
  const host = resolveHost(child, (name) => (name === 'base' ? base : undefined));

  it('takes from the extended host what is not replaced or removed', async () => {
    const system = recordedSystem(host);
    expect(host.name).toBe('child');
    expect(text(await system.read('/etc/hostname'))).toBe('child\n');
    expect(await system.read('/etc/net/a')).toBeUndefined();
    expect((await system.run(['whoami'])).ended).toBe('missing');
    expect((await system.run(['uname', '-r'])).stdout).toBe('6.18.2-arch1-1\n');
    expect(host.model).toMatchObject({ packages: { linux: '6.19' }, cpus: 4, repositories: { core: { linux: '6.19', bash: '5' } } });
    expect(host.model?.packages).not.toHaveProperty('grub');
  });

  it('names the host that is not there', () => {
    expect(() => resolveHost(child, () => undefined)).toThrow(/"base"/);
  });
});

describe('recordedSystem', () => {
  const system = recordedSystem(base);

  it('shows modes, owners, links, directories', async () => {
    expect(await system.stat('/etc/secret')).toMatchObject({ type: 'file', mode: 0o600, uid: 7, gid: 8, size: 1 });
    expect(await system.stat('/bin')).toMatchObject({ type: 'link', target: 'usr/bin' });
    expect(await system.stat('/bin/true')).toMatchObject({ type: 'file' });
    expect(await system.stat('/empty')).toMatchObject({ type: 'directory', mode: 0o700 });
    expect(await system.list('/etc')).toEqual(['hostname', 'net', 'secret']);
  });

  it('makes up the first bytes of a kernel, with its release and size', async () => {
    expect(text(await system.read('/boot/vmlinuz-linux', { offset: 0x202, length: 4 }))).toBe('HdrS');
    expect(text(await system.read('/boot/vmlinuz-linux', { offset: 0x300, length: 14 }))).toBe('6.18.2-arch1-1');
    expect((await system.stat('/boot/vmlinuz-linux'))?.size).toBe(12_000_000);
  });

  it('tells space by the longest mount', async () => {
    expect(await system.space('/boot/loader')).toEqual({ totalBytes: 100 * 2 ** 20, freeBytes: 3 * 2 ** 20 });
    expect(await system.space('/bootx')).toEqual({ totalBytes: 1000 * 2 ** 20, freeBytes: 500 * 2 ** 20 });
  });
});

it('plantHost gives another system the same tree', async () => {
  const tree = new Map();
  await plantHost(base, memorySystem(tree));
  const expected = treeOfHost(base);
  expected.set('/', tree.get('/'));
  expect(Object.fromEntries([...tree].sort())).toEqual(Object.fromEntries([...expected].sort()));
});
