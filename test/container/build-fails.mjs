import { expectEqual, expectMatch, expectNone } from '../check.mjs';
import { compareStates, extent } from '../vm/host-state.mjs';
import { cache, faults } from './build-faults.mjs';
import { Container } from './container.mjs';
import { answers, archxen, bringIn, hostState, pacmanState, planOf, runner } from './host.mjs';
import { commit, quickXen, repository } from './package-base.mjs';

const apply = ['apply', '--answers', '/root/answers.json', '--yes'];
const lines = (text, count) => text.trim().split('\n').slice(-count).join('\n');

/** Those that run unasked: one for each way in which it can end. */
export const shortFaults = [
  'build() fails',
  'the AUR cannot be reached',
  'the builder logs out while it packs: nothing goes wrong',
  "pacman's database is locked",
  'the disk fills up while it builds',
];

/** A build that fails is told by its cause and leaves nothing half done; once the cause is mended, the same answers go through, and back. */
export const buildFails = (names) => async (made, score) => {
  const container = await Container.boot('build-fails', made);
  const run = runner(container);
  const wanted = process.env.ARCHXEN_CASES?.split(',') ?? names ?? Object.keys(faults);
  try {
    await bringIn(container);
    await quickXen(run);
    const first = await hostState(container);
    const before = await pacmanState(container);

    for (const [name, fault] of Object.entries(faults)) {
      if (!wanted.some((word) => name.includes(word))) continue;
      await score.look(name, async () => {
        try {
          const said = await goesWrong(container, run, { name, ...fault });
          if (takenBack([fault.exit].flat())) expectEqual(await pacmanState(container), before, 'pacman -Qqe, -Qqd and -Qkk');
          await goesThrough(container, run, { name, ...fault });
          expectEqual(await pacmanState(container), before, 'pacman -Qqe, -Qqd and -Qkk after all');
          return lines(said, 8);
        } finally {
          await fault.clear?.(run);
        }
      });
    }

    await score.look('the PKGBUILD changes between plan and apply: the plan that was read is not applied', async () => {
      await choose(container, { lab_fault: 'none' });
      const { sha256 } = await planOf(container);
      await commit(run, '# one line more');
      const said = await archxen(container, [...apply, '--plan-hash', sha256], { exit: 20 });
      expectMatch(said.text, /The plan of this host is now/);
      expectEqual(await pacmanState(container), before, 'pacman -Qqe, -Qqd and -Qkk');
      await goesThrough(container, run, { name: 'none' });
      return said.text.trim();
    });

    await score.look('after all of them the host is as it was', async () => {
      await run('rm', '-r', '/root/answers.json');
      const last = await hostState(container);
      expectNone(
        compareStates(first, last).filter((line) => !line.includes(repository)),
        'after all',
      );
      return `no difference in ${extent(last)}`;
    });
  } finally {
    await container.destroy();
  }
};

const takenBack = (exits) => exits.every((exit) => exit === 20 || exit === 30);

/** Each fault has variables of its own: what was built for another one is not taken. */
const choose = (container, variables) => container.write('/root/answers.json', JSON.stringify(answers({ build: { variables } })));

/** What archxen says to it. */
async function goesWrong(container, run, { name, variables, fresh, spoil, meanwhile, mend, exit, says }) {
  await choose(container, { lab_fault: name, ...variables });
  await run('rm', '-rf', '/var/log/archxen/xen.log', ...(fresh ? [`${cache}/build/xen`] : []));
  await spoil?.(run);
  let ended = false;
  const until = (what, test) =>
    container.until(
      what,
      async () => {
        if (ended) throw new Error(`archxen ended before: ${what}`);
        return test();
      },
      900,
    );
  const applied = archxen(container, apply, { exit, seconds: 1200 });
  const over = applied.then(
    () => (ended = true),
    () => (ended = true),
  );
  try {
    const [said] = await Promise.all([applied, meanwhile?.(container, until)]);
    expectMatch(said.text, says, 'what archxen says');
    return said.text;
  } finally {
    await over;
    await mend?.(run);
  }
}

/** The same answers, without what made it fail: built, installed whole, taken back. */
async function goesThrough(container, run, { name, variables = {}, goesOn }) {
  const { lab_build_fail: _, ...kept } = variables;
  await choose(container, { lab_fault: name, ...kept });
  await archxen(container, apply, { exit: [0, 10], seconds: 1200 });
  expectEqual((await run('pacman', '-Qkq', 'xen')).stdout, '', 'missing files of xen');
  if (goesOn)
    expectMatch((await run('cat', '/var/log/archxen/xen.log')).stdout, /Using existing .*srcdir/, 'makepkg goes on with what was unpacked');
  await archxen(container, ['rollback', '--yes'], { exit: 0, seconds: 1200 });
}
