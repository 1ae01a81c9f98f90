import { expectEqual, expectMatch, expectNone } from '../check.mjs';
import { compareStates, extent } from '../vm/host-state.mjs';
import { Container } from './container.mjs';
import { answers, archxen, bringIn, hostState } from './host.mjs';

const repository = '/srv/aur/xen.git';
const cache = '/var/cache/archxen';
const lock = '/var/lib/pacman/db.lck';
const apply = ['apply', '--answers', '/root/answers.json', '--yes'];

/** What goes wrong with a build, and is mended: what archxen says, and by which exit code (20: nothing was done, 30: taken back). */
const cases = {
  'prepare() fails': { variables: { lab_build_fail: 'prepare' }, exit: 30, says: /The build of xen failed: .*prepare\(\)/ },
  'build() fails': { variables: { lab_build_fail: 'build' }, exit: 30, says: /lab_asked_to_fail\.h: No such file or directory/ },
  'package() fails': { variables: { lab_build_fail: 'package' }, exit: 30, says: /The build of xen failed: .*package_xen\(\)/ },
  'a source cannot be had': {
    spoil: (run) => run('mv', '/srv/aur/sources', '/srv/aur/away'),
    mend: (run) => run('mv', '/srv/aur/away', '/srv/aur/sources'),
    exit: 30,
    says: /The build of xen failed: .*xen-debs\.tar/,
  },
  'the AUR cannot be reached': {
    spoil: (run) => run('mv', repository, `${repository}.away`),
    mend: (run) => run('mv', `${repository}.away`, repository),
    exit: 20,
    says: /xen is out of reach[\s\S]*git ls-remote/,
  },
  'a package that the build needs is in no repository': {
    spoil: (run) => run('mv', '/srv/mirror/extra', '/srv/mirror/away'),
    mend: (run) => run('mv', '/srv/mirror/away', '/srv/mirror/extra'),
    exit: [20, 30],
    says: /extra|pandoc/,
  },
  "pacman's database is locked": {
    spoil: (run) => run('touch', lock),
    mend: (run) => run('rm', lock),
    exit: 20,
    says: /pacman is locked[\s\S]*remove \/var\/lib\/pacman\/db\.lck/,
  },
  'the disk has no room for a build': {
    spoil: (run) => run('mount', '-t', 'tmpfs', '-o', 'size=1G', 'small', cache),
    mend: (run) => run('umount', cache),
    exit: 20,
    says: /1\.0 GiB free, the build needs 6\.0 GiB/,
  },
  'the sources are signed by a key that nobody has': {
    spoil: (run) => commit(run, "validpgpkeys=('ABAF11C65A2970B130ABE3C479BE3E4300411886')"),
    mend: (run) => uncommit(run),
    exit: 30,
    says: /The key ABAF11C65A2970B130ABE3C479BE3E4300411886, .* could not be fetched/,
  },
};

/** A commit more in the AUR's repository: `line` at the end of the PKGBUILD. */
const commit = (run, line) =>
  run(
    'sh',
    '-euc',
    `git clone -q ${repository} /tmp/more && cd /tmp/more && printf '%s\\n' "$1" >> PKGBUILD && chown -R builder: . &&
     su builder -c 'makepkg --printsrcinfo > .SRCINFO' && chown -R root: . &&
     git -c user.name=lab -c user.email=lab@localhost commit -qam more && git push -q && cd / && rm -r /tmp/more`,
    'sh',
    line,
  );
const uncommit = (run) => run('git', '-C', repository, 'update-ref', 'refs/heads/master', 'master~1');

const choose = (container, variables = {}) => container.write('/root/answers.json', JSON.stringify(answers({ build: { variables } })));

/** A build that fails is told by its cause and leaves nothing half done; once the cause is mended, the same apply goes through. */
export async function buildFails(made, score) {
  const container = await Container.boot('build-fails', made);
  const run = (...argv) => container.run(argv);
  const only = process.env.ARCHXEN_CASES?.split(',');
  try {
    await bringIn(container);
    // Bare repositories that root owns and git may still push to.
    await run('git', 'config', '--system', '--add', 'safe.directory', '*');
    const first = await hostState(container);
    const installed = async () => (await run('sh', '-c', 'pacman -Qqe; echo; pacman -Qqd; echo; pacman -Qkq || true')).stdout;
    const before = await installed();

    for (const [name, { variables, spoil, mend, exit, says }] of Object.entries(cases)) {
      if (only !== undefined && !only.some((word) => name.includes(word))) continue;
      await score.look(name, async () => {
        await choose(container, variables);
        await spoil?.(run);
        try {
          const said = await archxen(container, apply, { exit });
          expectMatch(said.text, says, 'what archxen says');
          expectEqual(await installed(), before, 'pacman -Qqe, -Qqd and -Qkq');
          return said.text.trim().split('\n').slice(-8).join('\n');
        } finally {
          await mend?.(run);
        }
      });
    }

    await score.look('the PKGBUILD changes between plan and apply: the plan that was read is not applied', async () => {
      await choose(container);
      const { text } = await archxen(container, ['plan', '--answers', '/root/answers.json', '--json'], { exit: 0 });
      const { sha256 } = JSON.parse(text);
      await commit(run, '# one line more');
      const said = await archxen(container, [...apply, '--plan-hash', sha256], { exit: 20 });
      expectMatch(said.text, /The plan of this host is now/);
      expectEqual(await installed(), before, 'pacman -Qqe, -Qqd and -Qkq');
      return said.text.trim();
    });

    await score.look('after all of them: the same answers go through, and back', async () => {
      await choose(container);
      await archxen(container, apply, { exit: [0, 10] });
      expectEqual((await run('pacman', '-Qkq', 'xen')).stdout, '', 'missing files of xen');
      await archxen(container, ['rollback', '--yes'], { exit: 0 });
      await run('rm', '-r', '/root/answers.json');
      const last = await hostState(container);
      expectEqual(await installed(), before, 'pacman -Qqe, -Qqd and -Qkq');
      expectNone(
        compareStates(first, last).filter((line) => !line.includes('/srv/aur/xen.git')),
        'after the way back',
      );
      return `no difference in ${extent(last)}`;
    });
  } finally {
    await container.destroy();
  }
}
