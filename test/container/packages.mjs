import { fs, path } from 'zx';
import { expectEqual, expectMatch, expectNone } from '../check.mjs';
import { compareStates } from '../vm/host-state.mjs';
import { project } from '../vm/lab/settings.mjs';
import { enterUntil } from '../vm/wizard.mjs';
import { Container } from './container.mjs';
import { answers, archxen, atTerminal, bringIn, expectAsAtFirst, hostState, keepBuilt, killArchxen, runner } from './host.mjs';
import { commit } from './package-base.mjs';

const applyAnswers = ['apply', '--answers', '/root/answers.json', '--yes'];

/** pacman's package and who built it. */
async function builtXen(container) {
  const { stdout } = await container.run(['pacman', '-Q', 'xen']);
  const owner = await container.run(['sh', '-c', "find /var/cache/archxen -name 'xen-4*.pkg.tar.zst' -printf '%u %f\\n'"]);
  expectMatch(owner.stdout, /^builder /m, 'who owns the built package');
  return `${stdout}${owner.stdout}`;
}

/**
 * Files and folders whose inode changed after a file was touched: a write, a rename, another mode, a name that came and went.
 * Not where the container's own journal and clock write.
 */
async function writtenSince(container, file) {
  const own = ['/var/log/journal', '/var/lib/systemd'].flatMap((path) => ['-path', path, '-prune', '-o']);
  const { stdout } = await container.run(['find', '/', '-xdev', ...own, '-cnewer', file, '-print']);
  return stdout.trim();
}

/** The package base is built by makepkg as the builder user and installed by pacman; the way back takes all of it. */
export async function packages(made, score) {
  const container = await Container.boot('packages', made);
  try {
    await bringIn(container);
    const first = await hostState(container);
    await container.write('/root/answers.json', JSON.stringify(answers()));
    await score.check('apply builds xen as the builder user and installs it', async () => {
      await archxen(container, applyAnswers, { exit: [0, 10] });
      await keepBuilt(container, made);
      return builtXen(container);
    });
    await score.look('the same answers again: nothing to do, and nothing is written', async () => {
      const before = await hostState(container);
      await container.run(['touch', '/run/before-the-second']);
      const { text } = await archxen(container, [...applyAnswers, '--json'], { exit: 0 });
      expectMatch(text, /"changed":false/);
      expectEqual(await writtenSince(container, '/run/before-the-second'), '', 'what the kernel saw written');
      expectNone(compareStates(before, await hostState(container)), 'after the second run');
    });
    await score.check('rollback: packages with their reasons, files and units are as before', async () => {
      await archxen(container, ['rollback', '--yes'], { exit: 0 });
      await container.run(['rm', '/root/answers.json']);
      return expectAsAtFirst(container, first);
    });
  } finally {
    await container.destroy();
  }
}

const buildLog = async (container) => (await container.run(['cat', '/var/log/archxen/xen.log'], { nothrow: true })).stdout;

/** Applies, and kills archxen while makepkg compiles. */
async function killedWhileCompiling(container, variables) {
  await container.write('/root/answers.json', JSON.stringify(answers({ build: { variables: { lab_build_seconds: '25', ...variables } } })));
  const running = container.spawn(['node', '/root/archxen.mjs', ...applyAnswers]);
  let said = '';
  for (const stream of [running.stdout, running.stderr]) stream.on('data', (data) => (said += data));
  const compiles = async () => {
    if (running.exitCode !== null) throw new Error(`apply ended with ${running.exitCode}:\n${said.slice(-2000)}`);
    return /part3\.o/.test(await buildLog(container));
  };
  // Not before: makepkg that was killed while it unpacked must unpack again.
  await container.until('makepkg compiles', compiles, 180);
  await killArchxen(container);
}

/** archxen is killed while makepkg runs; the next one goes on from there. */
export async function resume(made, score) {
  const container = await Container.boot('resume', made);
  try {
    await bringIn(container);
    await commit(runner(container), await fs.readFile(path.join(project, 'test/container/inside/plain-mkdir.sh'), 'utf8'));
    const first = await hostState(container);
    await score.check('SIGKILL in the build: status says what is left', async () => {
      await killedWhileCompiling(container, {});
      const { text } = await archxen(container, ['status', '--json'], { exit: 0 });
      expectMatch(text, /"at":"interrupted"/);
      return (await archxen(container, ['status'], { exit: 0 })).text;
    });
    await score.check('the wizard goes on by Enter and finishes', async () => {
      const terminal = atTerminal(container);
      try {
        const { way } = await enterUntil(terminal, (screen) => /Reboot now\?|no reboot is needed/.test(screen), { seconds: 300 });
        expectEqual((await container.run(['pacman', '-Qq', 'xen'])).stdout.trim(), 'xen', 'pacman -Qq xen');
        expectMatch(await buildLog(container), /Using existing .*srcdir/, 'makepkg goes on with what was unpacked');
        return way.map((line) => `Enter  ${line}`).join('\n');
      } finally {
        terminal.hangUp();
      }
    });
    await score.check('SIGKILL in a build that cannot run twice over the same files: apply builds it whole', async () => {
      await archxen(container, ['rollback', '--yes'], { exit: 0 });
      await container.run(['rm', '/var/log/archxen/xen.log']);
      await killedWhileCompiling(container, { lab_plain_mkdir: 'yes' });
      await archxen(container, applyAnswers, { exit: [0, 10] });
      expectEqual((await container.run(['pacman', '-Qq', 'xen'])).stdout.trim(), 'xen', 'pacman -Qq xen');
      const said = await buildLog(container);
      expectMatch(said, /Using existing .*srcdir[\s\S]*File exists[\s\S]*Removing existing .*srcdir/, 'first gone on with, then whole');
    });
    await score.check('rollback after it: as before', async () => {
      await archxen(container, ['rollback', '--yes'], { exit: 0 });
      await container.run(['rm', '/root/answers.json']);
      await expectAsAtFirst(container, first);
    });
  } finally {
    await container.destroy();
  }
}
