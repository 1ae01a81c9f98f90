import { planScript } from '../vm/plan-script.mjs';
import { Container } from './container.mjs';
import { answers, archxen, bringBuilt, bringIn, installed, keepBuilt, planOf } from './host.mjs';

const times = 5;
const answersFile = '/root/answers.json';
const apply = ['apply', '--answers', answersFile, '--yes'];

/**
 * Apply without the build, against a shell script with the same steps, each in a fresh container: at this machine's own speed,
 * which an emulated machine has not. Both find the packages built.
 */
export async function speed(made, score) {
  let script = '';
  await fresh(made, async (container) => {
    // Builds, where no container before it did.
    await archxen(container, apply, { exit: [0, 10], seconds: 1200 });
    await keepBuilt(container, made);
    await archxen(container, ['rollback', '--yes'], { exit: 0 });
    script = planScript((await planOf(container)).changes);
  });
  await score.check('apply without the build / a shell script with the same steps', async () => {
    const took = { archxen: [], script: [] };
    for (let i = 0; i < times; i++) {
      await fresh(made, async (container) => {
        took.archxen.push(await timed(container, `node ${installed} ${apply.join(' ')} || test $? = 10`));
      });
      await fresh(made, async (container) => {
        await container.write('/root/steps.sh', script);
        took.script.push(await timed(container, 'sh /root/steps.sh'));
      });
    }
    const [mine, plain] = [median(took.archxen), median(took.script)];
    return [
      `archxen: ${took.archxen.map(seconds).join(', ')} s; the script: ${took.script.map(seconds).join(', ')} s`,
      `medians: ${seconds(mine)} s and ${seconds(plain)} s; ratio ${(mine / plain).toFixed(2)} (limit 1.2)`,
    ].join('\n');
  });
}

async function fresh(made, work) {
  const container = await Container.boot('speed', made);
  try {
    await bringIn(container);
    await bringBuilt(container, made);
    await container.write(answersFile, JSON.stringify(answers({ network: { mode: 'bridge', bridge: 'xenbr0', windowSeconds: 30 } })));
    await work(container);
  } finally {
    await container.destroy();
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const seconds = (value) => value.toFixed(1);

/** Seconds that a line takes inside the container, by its own clock. */
async function timed(container, line) {
  const { stdout } = await container.run(
    [
      'bash',
      '-c',
      `s=$(date +%s%N); { ${line}; } >/root/timed.log 2>&1 || { tail -30 /root/timed.log; exit 1; }; echo took $(($(date +%s%N) - s))`,
    ],
    { seconds: 600 },
  );
  return Number(/took (\d+)/.exec(stdout)[1]) / 1e9;
}
