import { dirname } from 'node:path/posix';
import { expectEqual, expectNone } from '../check.mjs';
import { rightsWhile } from './build-rights.mjs';
import { Container } from './container.mjs';
import { beforeInstallation } from './held.mjs';
import { answers, archxen, bringIn, installed, planOf } from './host.mjs';
import { inWords, ownCost } from './own-cost.mjs';

const mark = '/root/before-the-build';
const apply = ['apply', '--answers', '/root/answers.json', '--yes'];

/** What archxen itself keeps: what it builds, its notes and logs, the way back without it. The lock is this scenario's. */
const own = ['/var/cache/archxen', '/var/lib/archxen', '/var/log/archxen', '/boot/archxen-restore.sh', '/var/lib/pacman/db.lck'];
/** What a running system writes by itself. */
const system = ['/var/log/journal', '/var/lib/systemd'];
/** Names come and go there; a file that is left there is told. */
const passing = ['/tmp', '/var/tmp', '/dev/shm'];

const isKnown = (path) =>
  passing.includes(path) ||
  [...own, ...system].some((known) => path === known || path.startsWith(`${known}/`)) ||
  // the folder in which such a name is new
  own.some((known) => dirname(known) === path);

/** All that the build needs, installed by hand: what archxen writes from here to the installation is the build's. */
async function dependencies(container) {
  await container.run(['sed', '-i', '/^#\\[multilib\\]/,+1s/^#//', '/etc/pacman.conf']);
  await container.run(['pacman', '-Sy']);
  const { changes } = await planOf(container);
  const names = changes.flatMap(({ kind, from, names: each }) => (kind === 'package' && from.source === 'repository' ? each : []));
  await container.run(['pacman', '-S', '--asdeps', '--needed', '--noconfirm', ...names], { seconds: 600 });
}

/** What was written since the mark: the inode of a file, or of the folder in which a name came or went. Also where only memory is. */
async function written(container) {
  const where = ['/', '/tmp', '/dev/shm'];
  const { stdout } = await container.run(['find', ...where, '-xdev', '-cnewer', mark, '-print'], { seconds: 300 });
  return [...new Set(stdout.trim().split('\n'))].filter((path) => !isKnown(path));
}

/** A build stays within its bounds: no process of it is root's, and before pacman installs, nothing is written but its own folders. */
export async function buildBounds(made, score) {
  const container = await Container.boot('build-bounds', made);
  try {
    await bringIn(container);
    await container.write(
      '/root/answers.json',
      JSON.stringify(answers({ build: { user: 'builder', variables: { lab_build_seconds: '3' } } })),
    );
    await dependencies(container);
    await container.run(['touch', mark]);
    let outside = [];
    let rights;
    let cost;

    await score.check('no process of the build is ever root, or any other than the builder', async () => {
      rights = await rightsWhile(container, async () => {
        const applied = archxen(container, apply, { exit: [0, 10], seconds: 1200 });
        const costs = ownCost(container, installed);
        await Promise.all([applied, beforeInstallation(container, applied, async () => (outside = await written(container)))]);
        cost = await costs;
      });
      const uid = Number((await container.run(['id', '-u', 'builder'])).stdout);
      expectEqual(rights.builds, 1, 'builds that were seen');
      expectEqual(rights.root, [], 'what ran as root');
      expectEqual(rights.rights, [[uid, uid]], 'real and effective users');
      return `${rights.processes} processes and ${rights.programs} programs, all of uid ${uid}\n${inWords(cost)}`;
    });
    await score.look('before the installation nothing is written but the folders of the build and of archxen', async () => {
      expectNone(outside, 'written elsewhere');
      return own.join('\n');
    });
    await score.look('the watch sees a setuid program, however short it runs', async () => {
      const argv = ['bash', '-c', 'exec -a makepkg bash -c "passwd --status; true"'];
      const { root } = await rightsWhile(container, () => container.run(argv, { user: 'builder' }));
      expectEqual(root.length > 0, true, 'passwd as root was seen');
    });
  } finally {
    await container.destroy();
  }
}
