import type { Change } from '../../src/core/change.ts';
import { sha256 } from '../../src/core/digest.ts';
import { makePlan, type Plan } from '../../src/core/plan.ts';
import { oneShot } from './world.ts';

const root = { mode: 0o644, uid: 0, gid: 0 };
const folder = '/var/cache/archxen/build/xen';

/** A file of root's shall hold this text. */
export const file = (id: string, path: string, content: string, mode = 0o644): Change => ({
  kind: 'file',
  id,
  title: `Write ${path}`,
  path,
  content: { text: content },
  ...root,
  mode,
});

/** A command whose effect is in no file. */
export const nvram: Change = {
  kind: 'command',
  id: 'nvram',
  title: 'Set it',
  argv: ['nvram', 'x'],
  writes: [],
  undo: ['nvram', ''],
  timeoutSeconds: 9,
};

/** Every kind of change, in an order as a set-up has it. */
export const everyKind: readonly Change[] = [
  {
    kind: 'file',
    id: 'multilib',
    title: 'Turn on [multilib]',
    path: '/etc/pacman.conf',
    content: { text: '[options]\n[multilib]\n' },
    before: sha256('[options]\n#[multilib]\n'),
    ...root,
  },
  { kind: 'repository', id: 'copy', title: 'Copy the packages', name: 'archxen', from: '/mnt/stick', to: '/srv/own/repository' },
  { kind: 'sync', id: 'sync', title: 'Fetch the lists', repositories: ['core', 'multilib'] },
  {
    kind: 'package',
    id: 'needs',
    title: 'Install what the build needs',
    action: 'install',
    names: ['acpica', 'lib32-glibc'],
    from: { source: 'repository' },
    asDependencies: true,
  },
  { kind: 'user', id: 'builder', title: 'Make the user', user: 'archxen-build', present: true, home: '/var/cache/archxen/build' },
  {
    kind: 'build',
    id: 'build.xen',
    title: 'Build xen',
    base: 'xen',
    url: 'https://example.org/xen.git',
    branch: 'master',
    commit: 'c0ffee',
    user: 'builder',
    directory: folder,
    environment: { build_stubdom: 'false', MAKEFLAGS: '-j2' },
    packages: ['xen'],
    pgpKeys: ['CEACC9E15534EBABB82D3FA03353C9CEF108B584'],
    lands: [{ package: 'xen', path: '/boot/xen.gz' }],
  },
  {
    kind: 'package',
    id: 'xen',
    title: 'Install xen',
    action: 'install',
    names: ['xen'],
    from: { source: 'built', base: 'xen', directory: folder },
    asDependencies: false,
  },
  { kind: 'user', id: 'no-builder', title: 'Remove the user', user: 'archxen-build', present: false, home: '/var/cache/archxen/build' },
  { kind: 'directory', id: 'auto', title: 'Make /etc/xen/auto', path: '/etc/xen/auto', present: true, mode: 0o755, uid: 0, gid: 0 },
  { kind: 'file', id: 'deep', title: 'Write a new file', path: '/srv/a/b/c.conf', content: { text: 'c' }, before: null, ...root },
  { kind: 'file', id: 'large', title: 'Replace a large file', path: '/boot/vmlinuz-linux', content: { base64: 'AAEC' }, ...root },
  { kind: 'file', id: 'binary', title: 'Replace a binary file', path: '/etc/secret', content: { text: 'x' }, ...root, mode: 0o640 },
  { kind: 'file', id: 'gone', title: 'Remove a file', path: '/etc/xen-left.conf', content: null, before: sha256('left\n'), ...root },
  { kind: 'file', id: 'link', title: 'Turn a link', path: '/etc/linked', content: { link: 'secret' }, ...root },
  {
    kind: 'file',
    id: 'default',
    title: 'Write loader.conf',
    path: '/boot/loader/loader.conf',
    content: { text: 'default arch.conf\ntimeout 5\n' },
    ...root,
  },
  { kind: 'unit', id: 'unit', title: 'Start xenconsoled', units: ['xenconsoled.service'], enabled: true, active: true },
  {
    kind: 'command',
    id: 'mkconfig',
    title: 'Make grub.cfg',
    argv: ['mkconfig'],
    writes: ['/boot/grub/grub.cfg', '/boot/grub/made/new.cfg'],
    timeoutSeconds: 60,
  },
  { kind: 'command', id: 'nvram', title: 'Set a variable', argv: ['nvram', 'xen'], writes: [], undo: ['nvram', ''], timeoutSeconds: 60 },
  {
    kind: 'network',
    id: 'network',
    title: 'Move enp3s0 into xenbr0',
    manager: 'systemd-networkd',
    direction: 'up',
    files: [{ path: '/run/systemd/network/10-xenbr0.network', text: '[Match]\n' }],
    reload: [['net-reload']],
    up: [['net-up']],
    down: [['net-down']],
    windowSeconds: 60,
    expect: { bridge: 'xenbr0', port: 'enp3s0', addresses: ['192.0.2.17/24'], gateway: '192.0.2.1' },
  },
  {
    kind: 'file',
    id: 'lasting',
    title: 'Keep the bridge',
    path: '/etc/systemd/network/25-xenbr0.netdev',
    content: { text: '[NetDev]\n' },
    before: null,
    ...root,
  },
  {
    kind: 'boot-once',
    id: 'once',
    title: 'Boot Xen once',
    loader: 'systemd-boot',
    entry: 'archxen.conf',
    arm: ['bootctl', 'set-oneshot', 'archxen.conf'],
    disarm: ['bootctl', 'set-oneshot', ''],
    readBack: { path: oneShot, contains: 'archxen.conf', encoding: 'utf16le' },
  },
];

export const setup = (changes: readonly Change[] = everyKind, more: Pick<Plan, 'bootVolumes'> = {}): Plan =>
  makePlan({ purpose: 'setup', answers: null, changes, reboot: { needed: true }, ...more });

/** A second plan of the same run, on a file that the first one wrote. */
export const confirm: Plan = makePlan({
  purpose: 'confirm',
  answers: null,
  changes: [
    {
      kind: 'file',
      id: 'default',
      title: 'Make Xen the default',
      path: '/boot/loader/loader.conf',
      content: { text: 'default archxen.conf\ntimeout 5\n' },
      before: sha256('default arch.conf\ntimeout 5\n'),
      ...root,
    },
  ],
  reboot: { needed: false },
});
