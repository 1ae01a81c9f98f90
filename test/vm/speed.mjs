import { bringBuilt } from './built.mjs';
import { archxen, bringIn, installed } from './host.mjs';
import { Machine } from './machine.mjs';
import { planScript } from './plan-script.mjs';

/**
 * Apply without the build, against a shell script with the same steps, in one machine. Both find the packages built and
 * the files in the page cache: archxen applies once before it is timed, and is taken back each time.
 */
export async function speed(image, score, { keep }) {
  const machine = await Machine.of(image, `speed-${image.variant}`);
  try {
    await machine.firstBoot();
    await bringIn(machine);
    await bringBuilt(machine, image);
    const { text } = await archxen(machine, 'plan --json', { exit: 0 });
    const { plan } = JSON.parse(text.split('\n').find((line) => line.includes('"type":"plan"')));
    await machine.ssh('cat > /root/steps.sh', { input: planScript(plan.changes) });
    await score.check('where the time of an apply goes', async () => {
      const { stdout } = await machine.ssh(
        `bash -lc 'node ${installed} apply --answers - --yes <<< {} | while IFS= read -r line; do printf "%(%s)T %s\\n" -1 "$line"; done; date +%s'`,
        { seconds: 1800 },
      );
      await archxen(machine, 'rollback --yes', { seconds: 1800 });
      return slowest(stdout);
    });
    await score.check('apply without the build / a shell script with the same steps', async () => {
      const apply = `node ${installed} apply --answers - --yes <<< {}`;
      const times = [];
      for (let run = 0; run < 3; run += 1) {
        times.push(await timed(machine, `${apply}; test $? = 10`));
        await archxen(machine, 'rollback --yes', { seconds: 1800 });
      }
      const script = await timed(machine, 'sh /root/steps.sh');
      const [first, ...warm] = times;
      const best = Math.min(...warm);
      return [
        `archxen: ${first.toFixed(0)} s the first time, then ${warm.map((time) => time.toFixed(0)).join(' and ')} s`,
        `the script: ${script.toFixed(0)} s`,
        `ratio ${(best / script).toFixed(2)} (limit 1.2)`,
      ].join('\n');
    });
  } finally {
    await machine.destroy({ keep });
  }
}

/** The longest of lines that begin with the second that they were printed in. */
function slowest(stdout) {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => ({ at: Number.parseInt(line, 10), text: line.replace(/^\d+ ?/, '') }));
  return lines
    .slice(0, -1)
    .map(({ at, text }, index) => ({ took: lines[index + 1].at - at, text }))
    .sort((a, b) => b.took - a.took)
    .slice(0, 12)
    .map(({ took, text }) => `${String(took).padStart(4)} s  ${text}`)
    .join('\n');
}

/** Seconds that a line takes inside the machine, by its own clock. */
async function timed(machine, line) {
  const { stdout } = await machine.ssh(
    `bash -lc 's=$(date +%s%N); { ${line}; } >/root/timed.log 2>&1 || { tail -30 /root/timed.log; exit 1; }; echo took $(($(date +%s%N) - s))'`,
    {
      seconds: 1800,
    },
  );
  const [, nanoseconds] = /took (\d+)/.exec(stdout) ?? [];
  if (nanoseconds === undefined) throw new Error(stdout);
  return Number(nanoseconds) / 1e9;
}
