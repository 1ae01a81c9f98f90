import { sleep } from 'zx';

/** Fields of proc(5) stat: user and system time of a process, and of its children that ended, in ticks of 10 ms. */
function times(stat) {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [own, children] = [11, 13].map((nth) => (Number(fields[nth]) + Number(fields[nth + 1])) / 100);
  return { own, children };
}

const mebibytes = (status, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;

/**
 * What archxen itself uses while makepkg runs under it: processor seconds of its own and of all it waited for, its memory
 * when makepkg began, and the most it ever had. Ends when makepkg has ended.
 */
export async function ownCost(container, program) {
  const look = async () => {
    const script = 'p=$(pgrep -of "$0") && cat /proc/$p/stat /proc/$p/status; pgrep -x makepkg >/dev/null && echo makepkg';
    const { stdout } = await container.run(['sh', '-c', script, program], { nothrow: true });
    return {
      ...times(stdout.split('\n')[0]),
      resident: mebibytes(stdout, 'VmRSS'),
      most: mebibytes(stdout, 'VmHWM'),
      builds: /^makepkg$/m.test(stdout),
    };
  };
  let first = await look();
  for (const end = Date.now() + 900_000; !first.builds && Date.now() < end; first = await look()) await sleep(500);
  const started = Date.now();
  let last = first;
  for (let now = first; now.builds; now = await look()) {
    last = now;
    await sleep(1000);
  }
  const end = await look();
  return {
    seconds: (Date.now() - started) / 1000,
    own: last.own - first.own,
    children: end.children - first.children,
    before: first.resident,
    most: last.most,
  };
}

/** Seconds are the processor's, not the clock's: those of a busy machine say nothing. */
export const inWords = ({ own, children, before, most }) =>
  `archxen: ${own.toFixed(2)} s of the processor, makepkg: ${children.toFixed(1)} s (${((100 * own) / children).toFixed(2)} %); ` +
  `memory ${before.toFixed(0)} MiB when makepkg began, ${most.toFixed(0)} MiB at most`;
