import { beforeAll, describe, expect, it } from '@jest/globals';
import { isRefusal } from '../../src/bootloaders/boot-loader.ts';
import { entryChanges } from '../../src/bootloaders/entry-changes.ts';
import { previousPath } from '../../src/bootloaders/previous-set.ts';
import type { Answers } from '../../src/core/answers.ts';
import { failures } from '../../src/core/check.ts';
import type { Facts, FileFacts } from '../../src/core/facts.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { chainReport } from '../../src/road/chain.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { factsOfHost } from '../facts/host.ts';
import { applied, binary, withFile } from '../support/boot-facts.ts';
import { textFile } from '../support/sample-facts.ts';

/** Where the parts of the chain lie in one layout of the ESP. */
interface Layout {
  readonly host: string;
  readonly esp: string;
  /** What xen.efi reads. */
  readonly kernel: string;
  readonly initramfs: string;
  /** What the Linux entry boots; an entry of type #1, or a unified image. */
  readonly linux: { readonly entry: string; readonly kernel: string; readonly initramfs: string } | { readonly unified: string };
}

const layouts: readonly Layout[] = [
  {
    host: 'plain-uefi-systemd-boot',
    esp: '/boot',
    kernel: '/boot/vmlinuz-linux',
    initramfs: '/boot/initramfs-linux.img',
    linux: { entry: '/boot/loader/entries/arch.conf', kernel: '/boot/vmlinuz-linux', initramfs: '/boot/initramfs-linux.img' },
  },
  ...['/efi', '/boot/efi'].map((esp) => ({
    host: esp === '/efi' ? 'esp-at-efi' : 'esp-at-boot-efi',
    esp,
    kernel: `${esp}/archxen/vmlinuz-linux`,
    initramfs: `${esp}/archxen/initramfs-linux.img`,
    linux: { unified: `${esp}/EFI/Linux/arch-linux.efi` },
  })),
  {
    host: 'xbootldr',
    esp: '/efi',
    kernel: '/efi/archxen/vmlinuz-linux',
    initramfs: '/efi/archxen/initramfs-linux.img',
    linux: { entry: '/boot/loader/entries/arch.conf', kernel: '/boot/vmlinuz-linux', initramfs: '/boot/initramfs-linux.img' },
  },
];

const kept = (esp: string) => `${esp}/archxen/previous`;

/** Set up, armed, with all three entries. */
async function whole({ host, esp }: Layout): Promise<{ readonly facts: Facts; readonly answers: Answers }> {
  const read = await factsOfHost(host);
  const answers = defaultAnswers(read);
  const set = {
    v: 1,
    kernel: { name: 'linux', release: read.os.kernelRelease },
    xenVersion: '4.21.2',
    files: {
      xen: { path: `${kept(esp)}/xen.efi`, sha256: 'a', bytes: 3_000_000 },
      kernel: { path: `${kept(esp)}/vmlinuz`, sha256: 'b', bytes: 12_000_000 },
      initramfs: { path: `${kept(esp)}/initramfs.img`, sha256: 'c', bytes: 12_000_000 },
    },
    xenLine: 'dom0_mem=2048M,max:2048M',
    kernelLine: `${read.os.commandLine.join(' ')} panic=10 archxen.entry=previous`,
  };
  const files: readonly (readonly [string, FileFacts])[] = [
    [`${esp}/xen.efi`, binary('pe', 3_000_000)],
    [`${kept(esp)}/xen.efi`, binary('pe', 3_000_000)],
    [`${kept(esp)}/vmlinuz`, binary('bzimage')],
    [`${kept(esp)}/initramfs.img`, binary('zstd')],
    [previousPath, textFile(JSON.stringify(set))],
    [`/usr/lib/modules/${read.os.kernelRelease}`, { ...binary('other', 0), type: 'directory' }],
  ];
  const facts = files.reduce((each, [path, file]) => withFile(each, path, file), read);
  return { facts: applied(facts, bootStep.changes(facts, answers)), answers };
}

type Break = readonly [id: string, how: string, state: 'fail' | 'warn', breakIt: (facts: Facts) => Facts];

const gone = (path: string) => (facts: Facts) => {
  if (facts.files[path] === undefined) throw new Error(`${path} is not there`);
  return withFile(facts, path, undefined);
};
const put = (path: string, change: Partial<FileFacts>) => (facts: Facts) => {
  const file = facts.files[path];
  if (file === undefined) throw new Error(`${path} is not there`);
  return withFile(facts, path, { ...file, ...change });
};
const edited = (path: string, from: string | RegExp, to: string) => (facts: Facts) => {
  const text = facts.files[path]?.text ?? '';
  const after = text.replace(from, to);
  if (after === text) throw new Error(`${path} has no ${from}`);
  return withFile(facts, path, textFile(after));
};
const boot = (change: (facts: Facts) => Partial<Facts['boot']>) => (facts: Facts) => ({
  ...facts,
  boot: { ...facts.boot, ...change(facts) },
});

const badFile = (id: string, path: string, state: 'fail' | 'warn', other: NonNullable<FileFacts['magic']>): readonly Break[] => [
  [id, `${path} missing`, state, gone(path)],
  [id, `${path} empty`, state, put(path, { size: 0 })],
  [id, `${path} cut off`, state, put(path, { size: 4096 })],
  [id, `${path} zeros`, state, put(path, { magic: 'zero' })],
  [id, `${path} of another kind`, state, put(path, { magic: other })],
  [id, `${path} a folder`, state, put(path, { type: 'directory' })],
];

/** What can be wrong with an entry and its configuration, whichever of the three it is. */
function entryBreaks(prefix: string, state: 'fail' | 'warn', entry: string, config: string): readonly Break[] {
  const cfg = (what: string, id: string, from: string | RegExp, to: string): Break => [
    `${prefix}.${id}`,
    what,
    state,
    edited(config, from, to),
  ];
  return [
    [`${prefix}.entry`, 'missing', state, gone(entry)],
    [`${prefix}.entry`, 'no program', state, edited(entry, 'efi ', 'program ')],
    [`${prefix}.entry`, 'the first word is lost', state, edited(entry, 'options xen.efi', 'options')],
    [`${prefix}.entry`, 'no options', state, edited(entry, /options.*\n/, '')],
    [`${prefix}.xen`, 'a program elsewhere', state, edited(entry, /efi( +)\//, 'efi$1/nowhere/')],
    [`${prefix}.config`, 'missing', state, gone(config)],
    [`${prefix}.config`, 'another name', state, edited(entry, '-cfg=archxen', '-cfg=other')],
    cfg('byte order mark', 'config', '[global]', '\ufeff[global]'),
    cfg('TAB', 'config', ' rw', '\trw'),
    cfg('a label with #', 'config', /root=UUID=[^ ]+/, 'root=LABEL=a#b'),
    cfg('blank before =', 'config', 'kernel=', 'kernel ='),
    cfg('no such section', 'config', 'default=archxen', 'default=other'),
    cfg('slash', 'config', /kernel=(?:archxen\\)?/, 'kernel=/'),
    cfg('two ramdisks', 'config', 'ramdisk=', 'ramdisk=intel-ucode.img '),
    cfg('noreboot', 'options', 'options=', 'options=noreboot '),
    cfg('vga=ask', 'options', 'options=', 'options=vga=ask '),
    cfg('iommu=force', 'options', 'options=', 'options=iommu=force '),
    cfg('no kernel', 'kernel', /kernel=.*\n/, ''),
    cfg('another kernel', 'kernel', /vmlinuz/, 'vmlinux'),
    cfg('no ramdisk', 'initramfs', /ramdisk=.*\n/, ''),
    cfg('another ramdisk', 'initramfs', /initramfs/, 'initrd'),
    cfg('another root', 'root', /root=UUID=[^ ]+/, 'root=UUID=00000000-0000-0000-0000-000000000000'),
    cfg('no root', 'root', /root=UUID=[^ ]+ /, ''),
  ];
}

function breaksOf({ esp, kernel, initramfs, linux }: Layout): readonly Break[] {
  const conf = `${esp}/loader/loader.conf`;
  const entry = (name: string) => `${esp}/loader/entries/archxen-${name}.conf`;
  const copied = kernel.includes('/archxen/');
  const fallback: readonly Break[] =
    'unified' in linux
      ? badFile('boot.fallback.kernel', linux.unified, 'fail', 'gzip').slice(1, 5)
      : [
          ['boot.fallback.kernel', 'another name', 'fail', edited(linux.entry, '/vmlinuz', '/vmlinux')],
          ['boot.fallback.initramfs', 'another name', 'fail', edited(linux.entry, '/initramfs', '/initrd')],
          [
            'boot.fallback.root',
            'another device',
            'fail',
            edited(linux.entry, /root=UUID=[^ ]+/, 'root=UUID=00000000-0000-0000-0000-000000000000'),
          ],
          [
            'boot.fallback.entry',
            'missing',
            'fail',
            (facts) => boot(({ boot: { efi } }) => ({ efi: { ...efi, loaderEntrySelected: undefined } }))(gone(linux.entry)(facts)),
          ],
          ...badFile('boot.fallback.kernel', linux.kernel, 'fail', 'pe'),
          ...badFile('boot.fallback.initramfs', linux.initramfs, 'fail', 'elf'),
        ];
  return [
    ...entryBreaks('boot.chain', 'fail', entry('xen'), `${esp}/archxen-xen.cfg`),
    ...entryBreaks('boot.rescue', 'warn', entry('rescue'), `${esp}/archxen-rescue.cfg`),
    ...entryBreaks('boot.previous', 'warn', entry('previous'), `${kept(esp)}/archxen-previous.cfg`),
    ...badFile('boot.chain.xen', `${esp}/xen.efi`, 'fail', 'gzip'),
    ...badFile('boot.chain.kernel', kernel, 'fail', 'pe'),
    ...badFile('boot.chain.initramfs', initramfs, 'fail', 'elf'),
    ...badFile('boot.previous.xen', `${kept(esp)}/xen.efi`, 'warn', 'gzip'),
    ...badFile('boot.previous.kernel', `${kept(esp)}/vmlinuz`, 'warn', 'pe'),
    ...badFile('boot.previous.initramfs', `${kept(esp)}/initramfs.img`, 'warn', 'elf'),
    ['boot.previous.file.vmlinuz', 'another size than was kept', 'warn', put(`${kept(esp)}/vmlinuz`, { size: 13_000_000 })],
    ['boot.previous.modules', 'missing', 'warn', (facts) => gone(`/usr/lib/modules/${facts.os.kernelRelease}`)(facts)],
    [
      'boot.previous.modules',
      'a link to nowhere',
      'warn',
      (facts) => put(`/usr/lib/modules/${facts.os.kernelRelease}`, { type: 'link', target: '/x' })(facts),
    ],
    ...(copied
      ? ([
          ['boot.chain.copy.vmlinuz-linux', 'the kernel was upgraded', 'fail', put('/boot/vmlinuz-linux', { sha256: 'f' })],
          ['boot.chain.copy.initramfs-linux.img', 'the initramfs was made anew', 'fail', put('/boot/initramfs-linux.img', { sha256: 'f' })],
          ['boot.chain.copy.vmlinuz-linux', 'the copy is another file', 'fail', put(kernel, { sha256: 'f' })],
          ['boot.rescue.copy.vmlinuz-linux', 'the copy is another file', 'warn', put(kernel, { sha256: 'f' })],
        ] as const)
      : []),
    ['boot.chain.space', 'full', 'fail', boot(({ boot: { esp: each } }) => ({ esp: each && { ...each, freeMiB: 0 } }))],
    ['boot.chain.space', 'nearly full', 'warn', boot(({ boot: { esp: each } }) => ({ esp: each && { ...each, freeMiB: 5 } }))],
    ['boot.chain.once', 'not set', 'fail', boot(({ boot: { efi } }) => ({ efi: { ...efi, loaderEntryOneShot: undefined } }))],
    [
      'boot.chain.once',
      'the rescue entry',
      'fail',
      boot(({ boot: { efi } }) => ({ efi: { ...efi, loaderEntryOneShot: 'archxen-rescue.conf' } })),
    ],
    ['boot.fallback.default', 'none', 'fail', edited(conf, /default.*\n/, '')],
    ['boot.fallback.default', 'a pattern that takes Xen too', 'fail', edited(conf, /default .*\n/, 'default arch*\n')],
    ['boot.fallback.default', 'a pattern that takes the rescue entry', 'fail', edited(conf, /default .*\n/, 'default *rescue*\n')],
    ['boot.fallback.default', 'nothing of that name', 'fail', edited(conf, /default .*\n/, 'default other.conf\n')],
    ['boot.fallback.default', 'another system', 'warn', edited(conf, /default .*\n/, 'default auto-windows\n')],
    ...fallback,
  ];
}

describe.each(layouts.map((layout) => [`${layout.host} (ESP at ${layout.esp})`, layout] as const))('%s', (_, layout) => {
  let facts: Facts;
  let answers: Answers;
  beforeAll(async () => {
    ({ facts, answers } = await whole(layout));
  });
  const breaks = breaksOf(layout);

  it('is whole, with all three entries, and nothing is to be refreshed', () => {
    const { checks } = chainReport(facts, answers);
    expect(checks.filter(({ state }) => state !== 'pass')).toEqual([]);
    for (const id of ['boot.chain.entry', 'boot.rescue.entry', 'boot.previous.entry']) expect(checks.map((each) => each.id)).toContain(id);
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    const changes = entryChanges(facts, answers);
    expect(isRefusal(changes) ? changes : changes).toEqual([]);
  });
  it('is broken in more than forty ways', () => {
    expect(breaks.length).toBeGreaterThan(40);
  });
  it.each(breaks)('%s: %s is a %s', (id, _how, state, breakIt) => {
    const { checks } = chainReport(breakIt(facts), answers);
    const named = checks.filter((check) => check.id === id && check.state === state);
    expect(checks.filter((check) => check.state !== 'pass').map((check) => `${check.state} ${check.id}`)).toContain(`${state} ${id}`);
    expect(named[0]?.reason ?? '').toMatch(/\.$/);
    expect(named[0]?.hint).toBeTruthy();
    // A further entry that is broken keeps nobody from a restart.
    if (id.startsWith('boot.previous.')) expect(failures(checks)).toEqual([]);
  });
});
