import { expectEqual, expectMatch, expectNone } from '../check.mjs';
import { rightsWhile } from './build-rights.mjs';
import { Container } from './container.mjs';
import { beforeInstallation } from './held.mjs';
import { answers, archxen, bringIn, expectAsAtFirst, hostState, installed, killArchxen, runner } from './host.mjs';
import { quickXen } from './package-base.mjs';

const build = '/var/cache/archxen/build/xen';
const temporary = 'archxen-build';

/** What a power cut in the middle of pacman leaves: some files, one cut off, a log without an end. */
async function cutOff(container, file) {
  await container.run(['bsdtar', '-C', '/', '-xf', file, 'boot/xen.efi', 'boot/xen.gz', 'usr/lib/modules-load.d/xen.conf']);
  await container.run(['truncate', '-s', '1000', '/boot/xen.efi']);
  const log = await container.run(['cat', '/var/log/pacman.log']);
  const now = '[2026-11-24T10:00:00+0000]';
  await container.write(
    'var/log/pacman.log',
    `${log.stdout}${now} [PACMAN] Running 'pacman -U --needed --noconfirm ${file}'\n${now} [ALPM] transaction started\n`,
  );
}

const apply = ['apply', '--answers', '/root/answers.json', '--yes'];
const choose = (container, more) => container.write('/root/answers.json', JSON.stringify(answers({ build: more })));

async function back(container, first) {
  await archxen(container, ['rollback', '--yes'], { exit: 0, seconds: 1200 });
  await container.run(['rm', '/root/answers.json']);
  return expectAsAtFirst(container, first);
}

/** A user for the build only, and what only the build needed: both are gone after it. */
export async function buildUser(made, score) {
  const container = await Container.boot('build-user', made);
  try {
    await bringIn(container);
    const first = await hostState(container);
    await choose(container, { user: temporary, tidy: true });
    await score.check('a user for the build only: nothing of it runs as root, and it is gone afterwards', async () => {
      const { root, rights } = await rightsWhile(container, () => archxen(container, apply, { exit: [0, 10], seconds: 1200 }));
      expectEqual(root, [], 'what ran as root');
      expectEqual(rights.length, 1, 'users that built');
      expectEqual((await container.run(['id', temporary], { nothrow: true })).exit, 1, 'id of the user');
      const packages = (await container.run(['find', `${build}/packages`, '-name', 'xen-4*', '-printf', '%u %p\n'])).stdout;
      expectMatch(packages, /^root /m, 'whose the packages are');
      const left = (await container.run(['pacman', '-Qq'])).stdout.split('\n');
      expectNone(
        left.filter((name) => ['pandoc', 'valgrind', 'fig2dev', 'base-devel'].includes(name)),
        'what only the build needed',
      );
      return packages;
    });
    await score.look('its rollback', () => back(container, first));
  } finally {
    await container.destroy();
  }
}

/** What a power cut inside pacman left; and packages for other hosts. */
export async function packageUndo(made, score) {
  const container = await Container.boot('package-undo', made);
  try {
    await bringIn(container);
    await quickXen(runner(container));
    const first = await hostState(container);

    await score.check('a power cut inside pacman: apply goes on over its own files', async () => {
      await choose(container, { variables: { lab_build_seconds: '3' } });
      const broken = container.run(['node', installed, ...apply], { nothrow: true, seconds: 1200 });
      await beforeInstallation(container, broken, () => killArchxen(container));
      const found = await container.run(['find', `${build}/packages`, '-name', 'xen-4*.pkg.tar.zst']);
      await cutOff(container, found.stdout.trim());
      await archxen(container, apply, { exit: [0, 10], seconds: 1200 });
      expectMatch((await container.run(['cat', '/var/log/pacman.log'])).stdout, /--overwrite/, "pacman's log");
      expectEqual((await container.run(['pacman', '-Qkq', 'xen'], { nothrow: true })).stdout.trim(), '', 'missing files of xen');
      return back(container, first);
    });

    await score.check('packages for other hosts: written as a repository, installed from there, taken back', async () => {
      const { text } = await archxen(container, ['packages', '/srv/built'], { exit: 0 });
      await container.run(['sh', '-c', 'cd /srv/built && sha256sum -c SHA256SUMS']);
      await choose(container, { source: 'directory', place: '/srv/built' });
      await archxen(container, apply, { exit: [0, 10], seconds: 1200 });
      expectMatch((await container.run(['pacman', '-Qi', 'xen'])).stdout, /Install Reason\s*: Explicitly installed/);
      // As a stick that is unplugged: pacman goes on without it, and so does the way back.
      await container.run(['mv', '/srv/built', '/root/built']);
      await container.run(['pacman', '-Syyu', '--noconfirm']);
      await archxen(container, ['rollback', '--yes'], { exit: 0, seconds: 1200 });
      await container.run(['rm', '-r', '/root/answers.json', '/root/built']);
      await expectAsAtFirst(container, first);
      return text;
    });
  } finally {
    await container.destroy();
  }
}
