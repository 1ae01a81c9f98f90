import { describe, expect, it, jest } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import { parseMtree } from '../../src/changes/package-contents.ts';
import { brokenOffIn } from '../../src/changes/pacman-log.ts';
import { parseComing } from '../../src/changes/pacman-output.ts';
import type { PackageChange } from '../../src/core/change-packages.ts';
import { sha256 } from '../../src/core/digest.ts';
import type { System } from '../../src/system/port.ts';
import { fail, ok, put, text, world } from '../engine/world.ts';
import { told } from './context.ts';

const running = "[2026-11-24T10:00:00+0000] [PACMAN] Running 'pacman -S --needed --noconfirm --asdeps yajl'\n";
const started = '[2026-11-24T10:00:01+0000] [ALPM] transaction started\n';
const ended = '[2026-11-24T10:00:02+0000] [ALPM] transaction completed\n';
const log = '/var/log/pacman.log';

const install: PackageChange = {
  kind: 'package',
  id: 'p',
  title: 'Install',
  action: 'install',
  names: ['yajl'],
  from: { source: 'repository' },
  asDependencies: true,
};
const remove: PackageChange = { ...install, action: 'remove' };
const mtree = `#mtree
./.PKGINFO type=file size=9 sha256digest=${sha256('x')}
./usr/bin/yajl type=file size=4 sha256digest=${sha256('yajl')}
./usr/lib/lib\\040y.so type=link link=liby.so.2
`;

/** A host on which the installation of yajl was broken off after its files came. */
function broken(pacmanLog: string, content: string) {
  const { system, tree, ran } = world();
  put(tree, log, pacmanLog);
  put(tree, '/usr/bin/yajl', content);
  put(tree, '/var/cache/pacman/pkg/yajl-2.1-1-x86_64.pkg.tar.zst', '');
  const run: System['run'] = async (argv, options) => {
    if (argv[0] === 'bsdtar') return ok(mtree);
    if (argv[1] === '-S' && !argv.includes('--overwrite')) {
      ran.push(argv);
      options?.onLine?.('yajl: /usr/bin/yajl exists in filesystem');
      return fail('error: failed to commit transaction (conflicting files)\n');
    }
    return system.run(
      argv.filter((word, index) => word !== '--overwrite' && argv[index - 1] !== '--overwrite'),
      options,
    );
  };
  return { system: { ...system, run }, tree, ran };
}

describe('an installation that a power cut broke off', () => {
  it.each([
    ['whole', 'yajl'],
    ['cut off', 'ya'],
    ['by a second try', 'ya', running.replace(' yajl', ' --overwrite /usr/bin/yajl yajl')],
  ])('is done again over its own files, %s', async (_how, content, command = running) => {
    const { system, tree } = broken(command + started, content);
    expect(await bind(install).apply(told(system).context)).toBe(true);
    expect(tree.has('/var/lib/pacman/local/yajl')).toBe(true);
  });

  it.each([
    ["a file is not the package's", running + started, 'somebody wrote this'],
    ['the installation came to its end', running + started + ended, 'yajl'],
    ['it was another command', running.replace('yajl', 'other') + started, 'yajl'],
    ['pacman has no log', '', 'yajl'],
  ])('is not done over a file where %s', async (_why, pacmanLog, content) => {
    const { system, tree } = broken(pacmanLog, content);
    await expect(bind(install).apply(told(system).context)).rejects.toMatchObject({
      code: 'command-failed',
      hint: expect.stringContaining('pacman -Qo'),
    });
    expect(text(tree, '/usr/bin/yajl')).toBe(content);
  });

  it('is taken back: its files go, though pacman knows nothing of them', async () => {
    const { system, tree } = broken(running + started, 'ya');
    expect(await bind(remove).apply(told(system).context)).toBe(true);
    expect(text(tree, '/usr/bin/yajl')).toBeUndefined();
    const other = broken(running + started + ended, 'ya');
    expect(await bind(remove).apply(told(other.system).context)).toBe(false);
    expect(text(other.tree, '/usr/bin/yajl')).toBe('ya');
  });

  it('does not count as installed by a folder without a description', async () => {
    const { system, tree } = broken(running + started, 'yajl');
    put(tree, '/var/lib/pacman/local/yajl-2.1-1/mtree', '');
    put(tree, '/var/lib/pacman/local/glibc-2.42-1/desc', 'whole');
    await bind(install).apply(told(system).context);
    expect(tree.has('/var/lib/pacman/local/yajl-2.1-1')).toBe(false);
    expect(tree.has('/var/lib/pacman/local/glibc-2.42-1/desc')).toBe(true);
  });

  it.each([
    ['installs', install],
    ['takes away', remove],
  ])('is not what another pacman is at while archxen %s: its files and entries are left to it', async (_what, change) => {
    jest.useFakeTimers();
    const { system, tree } = broken(running + started, 'yajl');
    put(tree, '/var/lib/pacman/db.lck', '');
    put(tree, '/var/lib/pacman/local/other-1-1/mtree', '');
    if (change === install) tree.delete('/usr/bin/yajl');
    const result = bind(change)
      .apply(told(system).context)
      .catch(() => undefined);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(tree.has('/var/lib/pacman/local/other-1-1/mtree')).toBe(true);
    put(tree, '/var/lib/pacman/local/other-1-1/desc', 'whole');
    put(tree, log, running + started + ended);
    tree.delete('/var/lib/pacman/db.lck');
    await jest.advanceTimersByTimeAsync(3_000);
    jest.useRealTimers();
    await result;
    expect(tree.has('/var/lib/pacman/local/other-1-1/mtree')).toBe(true);
    expect(text(tree, '/usr/bin/yajl')).toBe(change === install ? undefined : 'yajl');
  });
});

describe('what pacman and bsdtar write', () => {
  it('says what would come, between lines of progress', () => {
    expect([...parseComing('loading packages...\nresolving dependencies...\nxen 4.21.2-1\nzlib 1:1.3.1-2\n')]).toEqual([
      ['xen', '4.21.2-1'],
      ['zlib', '1:1.3.1-2'],
    ]);
  });

  it('names the command that was broken off', () => {
    expect(brokenOffIn(running + started)).toBe('pacman -S --needed --noconfirm --asdeps yajl');
    expect(brokenOffIn(running + started + running)).toBe('pacman -S --needed --noconfirm --asdeps yajl');
    expect(brokenOffIn(running + started + ended)).toBeUndefined();
    expect(brokenOffIn(running)).toBeUndefined();
    expect(brokenOffIn('')).toBeUndefined();
  });

  it('lists the files of a package', () => {
    expect([...parseMtree(mtree)]).toEqual([
      ['/usr/bin/yajl', { size: 4, sha256: sha256('yajl'), link: undefined }],
      ['/usr/lib/lib y.so', { size: 0, sha256: undefined, link: 'liby.so.2' }],
    ]);
    expect([...parseMtree('/set type=file\n./a size=1\n./b type=dir\n')].map(([path]) => path)).toEqual(['/a']);
  });
});

describe("the repositories' lists", () => {
  it('come back byte for byte, those that were not there go, and the old ones do not pass for new', async () => {
    const { system, tree, ran } = world();
    const change = { kind: 'sync', id: 's', title: 'Fetch', repositories: ['core', 'multilib'] } as const;
    const back = await bind(change).inverse(system);
    expect(await bind(change).apply(told(system).context)).toBe(true);
    expect(await bind(change).verify(system)).toBeUndefined();
    for (const step of back) await bind(step).apply(told(system).context);
    expect(text(tree, '/var/lib/pacman/sync/core.db')).toBe('old');
    expect(tree.has('/var/lib/pacman/sync/multilib.db')).toBe(false);
    expect(ran.at(-1)).toEqual(['touch', '--no-create', '--date=@0', '/var/lib/pacman/sync/core.db']);
  });
});
