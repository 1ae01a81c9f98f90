import { bringBuilt } from './built.mjs';
import { archxen, bringIn, eventOf, installed } from './host.mjs';
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
    await answerNames(machine);
    const { plan } = await eventOf(machine, 'plan', 'plan');
    await machine.ssh('cat > /root/steps.sh', { input: planScript(plan.changes) });
    await score.check('apply without the build / a shell script with the same steps', async () => {
      // The first one may have to build; what is compared finds everything built, and the files in the page cache.
      await timed(machine, `node ${installed} apply --answers - --yes <<< {}; test $? = 10`);
      await archxen(machine, 'rollback --yes', { seconds: 1800 });
      const printed = await lines(machine, `node ${installed} apply --answers - --yes <<< {}`);
      await archxen(machine, 'rollback --yes', { seconds: 1800 });
      const script = await timed(machine, 'sh /root/steps.sh');
      const apply = printed.at(-1).at - printed[0].at;
      return [
        'archxen, what took longest:',
        ...slowest(printed),
        `archxen: ${apply} s; the script: ${script.toFixed(0)} s; ratio ${(apply / script).toFixed(2)} (limit 1.2)`,
      ].join('\n');
    });
  } finally {
    await machine.destroy({ keep });
  }
}

/** A resolver, as any host has: the machine's own gateway passes names on to one that may never answer. */
async function answerNames(machine) {
  const server =
    'dnsmasq -k -C /dev/null --pid-file= --no-resolv --no-hosts --listen-address=127.0.0.1 --bind-interfaces --address=/#/10.0.2.2';
  await machine.ssh(`systemd-run -q --unit=names ${server}; rm -f /etc/resolv.conf; echo nameserver 127.0.0.1 > /etc/resolv.conf`);
  await machine.ssh('for i in $(seq 60); do getent ahosts aur.archlinux.org && exit 0; sleep 1; done; exit 1', { seconds: 300 });
}

/** What a command prints inside the machine, each line with the second that it came in. */
async function lines(machine, command) {
  const stamped = `date +%s; ${command} | while IFS= read -r line; do printf "%(%s)T %s\\n" -1 "$line"; done; date +%s`;
  const { stdout } = await machine.ssh(`bash -lc '${stamped}'`, { seconds: 1800 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => ({ at: Number.parseInt(line, 10), text: line.replace(/^\d+ ?/, '') }));
}

const slowest = (printed) =>
  printed
    .slice(0, -1)
    .map(({ at, text }, index) => ({ took: printed[index + 1].at - at, text }))
    .sort((a, b) => b.took - a.took)
    .slice(0, 25)
    .map(({ took, text }) => `${String(took).padStart(4)} s  ${text}`);

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
