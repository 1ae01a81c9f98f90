import { gunzipSync } from 'node:zlib';
import { fs, path } from 'zx';
import { expectEqual, expectMatch } from '../check.mjs';
import { project } from '../vm/lab/settings.mjs';
import { enterUntil } from '../vm/wizard.mjs';
import { bringCompiler } from './compiler.mjs';
import { Container } from './container.mjs';
import { answers, archxen, atTerminal, bringIn, installed, killArchxen, pacmanState, runner } from './host.mjs';
import { ownCost } from './own-cost.mjs';
import { commit } from './package-base.mjs';

const build = '/var/cache/archxen/build/xen';
const plain = '/home/builder/plain';
const apply = ['apply', '--answers', '/root/answers.json', '--yes'];

/** Xen's sources as Debian packs them or as xenproject.org does; ARCHXEN_XEN_SOURCE names the archive. */
async function bringSource(container) {
  const archive = process.env.ARCHXEN_XEN_SOURCE;
  if (archive === undefined)
    throw new Error('set ARCHXEN_XEN_SOURCE to an archive of the sources of Xen (apt-get source --download-only xen)');
  await fs.copy(archive, container.path('srv/aur/sources/xen-source.tar'));
  await commit(runner(container), await fs.readFile(path.join(project, 'test/container/inside/real-xen.sh'), 'utf8'));
}

/** Lets archxen fetch everything and install what the build needs, and ends it when makepkg begins. */
async function upToMakepkg(container) {
  const running = container.run(['node', installed, ...apply], { nothrow: true, seconds: 1200 });
  const begins = async () => /Making package/.test(await fs.readFile(container.path('var/log/archxen/xen.log'), 'utf8').catch(() => ''));
  await container.until('makepkg begins', begins, 900);
  await killArchxen(container);
  await container.run(['pkill', '-KILL', '-x', 'makepkg'], { nothrow: true });
  await running;
}

/** The same makepkg with the same options, its output in a file: seconds, and seconds of the processor. */
async function byHand(container, jobs) {
  await container.run(['rm', '-rf', plain]);
  await container.run(['install', '-d', '-o', 'builder', plain, ...['home', 'packages', 'sources'].map((name) => `${plain}/${name}`)]);
  await container.run(['cp', '-a', `${build}/pkgbuild`, `${plain}/pkgbuild`]);
  // what a former build compiled there would be taken as it is
  await container.run(['rm', '-rf', `${plain}/pkgbuild/src`, `${plain}/pkgbuild/pkg`]);
  const environment = [
    `HOME=${plain}/home`,
    `PKGDEST=${plain}/packages`,
    `SRCDEST=${plain}/sources`,
    `MAKEFLAGS=-j${jobs}`,
    'LC_ALL=C.UTF-8',
  ];
  const script = `cd ${plain}/pkgbuild && TIMEFORMAT='%R %U %S' && time makepkg --force --noconfirm --noprogressbar > ../log 2>&1`;
  const { stderr } = await container.run(['env', ...environment, 'bash', '-c', script], { user: 'builder', seconds: 3600 });
  const [seconds, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { seconds, processor: user + system };
}

/** The hypervisor from its real sources, through the wizard; and what that costs beside makepkg alone. */
export async function realXen(made, score) {
  const container = await Container.boot('real-xen', made);
  const jobs = Number(process.env.ARCHXEN_JOBS ?? 2);
  try {
    await bringIn(container);
    await bringCompiler(container);
    await bringSource(container);
    const before = await pacmanState(container);
    await container.write('/root/answers.json', JSON.stringify(answers({ build: { user: 'builder', jobs } })));
    let alone;
    let cost;
    await score.check('makepkg alone', async () => {
      await upToMakepkg(container);
      alone = await byHand(container, jobs);
      return `${alone.seconds.toFixed(1)} s, ${alone.processor.toFixed(1)} s of the processor, -j${jobs}`;
    });
    await score.check('the wizard builds it and installs it', async () => {
      const terminal = atTerminal(container);
      try {
        const goal = (screen) => /Reboot now\?|no reboot is needed/.test(screen);
        const way = enterUntil(terminal, goal, { seconds: 3600 });
        const [, seen] = await Promise.all([way, Promise.race([ownCost(container, installed), way.then(() => undefined)])]);
        cost = seen;
      } finally {
        terminal.hangUp();
      }
      const hypervisor = gunzipSync(await fs.readFile(container.path('boot/xen.gz'))).toString('latin1');
      expectMatch(hypervisor, /Xen version %d/, '/boot/xen.gz');
      const { stdout } = await container.run(['pacman', '-Qo', '/boot/xen.gz', '/boot/xen.efi']);
      expectMatch(stdout, /xen\.efi is owned by xen /);
      const phases = JSON.parse(await fs.readFile(container.path(`${build}/history.json`), 'utf8')).phases;
      return [stdout.trim(), ...phases.map(({ name, lines, seconds }) => `${name}: ${seconds.toFixed(1)} s, ${lines} lines`)].join('\n');
    });
    await score.look('beside makepkg it takes at most 2 % of the time, and 60 MiB more than before the build', async () => {
      // Of the time that the build took beside it: it draws so many times a second, however slow the machine is.
      const share = (100 * cost.own) / cost.seconds;
      const shown = [
        `makepkg alone: ${alone.seconds.toFixed(1)} s, ${alone.processor.toFixed(1)} s of the processor`,
        `under the wizard: ${cost.seconds.toFixed(1)} s, ${cost.children.toFixed(1)} s of the processor`,
        `the wizard itself: ${cost.own.toFixed(2)} s of the processor, ${share.toFixed(2)} % of the time`,
        `its memory: ${cost.before.toFixed(0)} MiB when the build began, ${cost.most.toFixed(0)} MiB at most`,
      ].join('\n');
      console.log(shown);
      expectEqual([share <= 2, cost.most - cost.before <= 60], [true, true], shown);
      return shown;
    });
    await score.look('the same by the article: makepkg as it is shipped, without MAKEFLAGS', async () => {
      const stock = await byHand(container, 1);
      return `${stock.seconds.toFixed(1)} s; under the wizard ${cost.seconds.toFixed(1)} s with -j${jobs}`;
    });
    await score.look('rollback: as before', async () => {
      await archxen(container, ['rollback', '--yes'], { exit: 0, seconds: 1200 });
      expectEqual(await pacmanState(container), before, 'pacman -Qqe, -Qqd and -Qkk');
    });
  } finally {
    await container.destroy();
  }
}
