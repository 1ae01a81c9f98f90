import { plant, type Tree } from '../../src/system/memory.ts';
import type { RunResult } from '../../src/system/port.ts';

export const said = (stdout = '', exit = 0, stderr = ''): RunResult => ({ exit, stdout, stderr, ended: 'exit' });

const put = (tree: Tree, path: string, size = 1): RunResult => {
  plant(tree, path, { type: 'file', content: new Uint8Array(), size, mode: 0o644, uid: 0, gid: 0 });
  return said();
};
const after = (argv: readonly string[], option: string): string => argv[argv.indexOf(option) + 1] ?? '';
const gib = 2 ** 30;

/** What programs that make disks and take files out of media do to a tree of files. */
export const programs: Readonly<Record<string, (argv: readonly string[], tree: Tree) => RunResult>> = {
  touch: (argv, tree) => (argv.includes('--no-create') ? said() : put(tree, argv[1] ?? '', 0)),
  /** All files are of one time. */
  stat: ([, , how, , ...paths], tree) =>
    how === '--printf'
      ? said(paths.flatMap((path) => (tree.has(path) ? [`1 1000.5 1000.5 1000.5 ${path}\n`] : [])).join(''))
      : { exit: 127, stdout: '', stderr: '', ended: 'missing' },
  chattr: () => said(),
  truncate: ([, , size = '', path = ''], tree) => put(tree, path, Number(size.replace(/[>G]/g, '')) * gib),
  fallocate: ([, , size = '', path = ''], tree) => put(tree, path, Number(size.replace('GiB', '')) * gib),
  'qemu-img': (argv, tree) => (argv[1] === 'create' ? put(tree, argv.at(-2) ?? '', 200_000) : said()),
  lvcreate: (argv, tree) => {
    const group = argv.includes('--thinpool') ? after(argv, '--thinpool').split('/')[0] : argv.at(-1);
    return put(tree, `/dev/${group}/${after(argv, '-n')}`);
  },
  /** Volumes without snapshots. */
  lvs: (argv, tree) => {
    const volumes = [...tree.keys()].filter((path) => path.startsWith(`/dev/${argv.at(-1)}/`)).map((path) => path.split('/').at(-1));
    return argv.includes('lv_name,lv_attr,origin')
      ? said(volumes.map((name) => `  ${name}:-wi-a-----:\n`).join(''))
      : said('', 5, 'no volume\n');
  },
  lvremove: (argv, tree) => (tree.delete(`/dev/${argv.at(-1)}`) ? said() : said('', 5, 'Failed to find logical volume\n')),
  zfs: (argv, tree) => {
    const volume = argv.at(-1) ?? '';
    const node = `/dev/zvol/${volume}`;
    if (argv[1] === 'create') return put(tree, node);
    if (argv[1] === 'list' && tree.has(node)) return said(`${volume}\t${volume.split('/').at(-1)}\n`);
    return tree.delete(node) ? said() : said('', 1, 'dataset does not exist\n');
  },
  udevadm: () => said(),
  sleep: () => said(),
  ip: () => said('[]\n'),
  bridge: () => said('[]\n'),
  losetup: () => said(),
  lsblk: (argv) => said(argv.includes('MOUNTPOINTS') ? '\n' : argv.at(-1)?.startsWith('/dev/') ? '10737418240\n' : '{"blockdevices":[]}'),
  bsdtar: (argv, tree) => {
    if (argv.includes('-c')) return put(tree, after(argv, '-f'));
    return put(tree, `${after(argv, '-C')}/${(argv.at(-1) ?? '').split('/').at(-1)}`);
  },
  mke2fs: () => said(),
  cp: (argv, tree) => put(tree, argv.at(-1) ?? ''),
  rm: (argv, tree) => {
    for (const path of argv.slice(2)) tree.delete(path);
    return said();
  },
  sha256sum: () => said(`${'a'.repeat(64)}\n`),
};
