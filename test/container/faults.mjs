import { sleep } from 'zx';
import { expectEqual } from '../check.mjs';
import { Container } from './container.mjs';
import { router } from './far.mjs';
import { NetworkHost } from './network-host.mjs';

const windowSeconds = 12;
/** The first state must be back within the window and this. */
const graceSeconds = 5;

/** What goes wrong at a random moment; `later` mends it, for a first state that needs a wire or a DHCP server to come back. */
const faults = {
  killed: { setup: 'dhcp', strike: (host, run) => killGroup(host, run) },
  'no carrier': {
    setup: 'dhcp',
    strike: (host) => host.far.run('ip', 'link', 'set', 'up0', 'down'),
    later: (host) => host.far.run('ip', 'link', 'set', 'up0', 'up'),
  },
  'no DHCP server': { setup: 'dhcp', strike: (host) => host.far.stop('dhcp-up0'), later: (host) => host.far.serve('up0', router) },
  'wrong gateway': {
    setup: 'static-v4',
    // The router no longer answers to the address that the static configuration names.
    strike: (host) => moveRouter(host, router.address, '192.0.2.9'),
    later: (host) => moveRouter(host, '192.0.2.9', router.address),
  },
  'no confirmation': { setup: 'dhcp' },
};

async function moveRouter({ far }, from, to) {
  // In this order: a second address of the same subnet goes with the first.
  await far.run('ip', 'addr', 'del', `${from}/24`, 'dev', 'up0');
  await far.run('ip', 'addr', 'add', `${to}/24`, 'dev', 'up0');
}

/** SIGKILL for archxen and all that it started: no handler runs, nobody is left to take anything back. */
async function killGroup({ container }, run) {
  const { stdout } = await container.run(['pgrep', '-f', '^node /root/network-step.mjs apply'], { nothrow: true });
  for (const pid of stdout.trim().split('\n').filter(Boolean)) await container.run(['kill', '-KILL', '--', `-${pid}`], { nothrow: true });
  run.child.kill('SIGKILL');
}

/** As many runs as ARCHXEN_FAULTS says (default 10), evenly over the faults (or those that ARCHXEN_CASES names); the tally is printed. */
export const networkFaults = (manager) => async (made, score) => {
  const wanted = Number(process.env.ARCHXEN_FAULTS ?? 10);
  const names = process.env.ARCHXEN_CASES?.split(',') ?? Object.keys(faults);
  const chosen = Object.entries(faults).filter(([name]) => names.includes(name));
  const container = await Container.boot(`faults-${manager.toLowerCase()}`, made);
  const tally = Object.fromEntries(chosen.map(([name]) => [name, { runs: 0, back: 0, latest: 0 }]));
  try {
    const host = await NetworkHost.prepare(container, manager);
    await score.look(`${manager}: ${wanted} faults at random moments`, async () => {
      let setup;
      for (const [name, fault] of chosen) {
        if (setup !== fault.setup) await host.become(fault.setup);
        setup = fault.setup;
        const first = await host.state();
        const share = Math.ceil(wanted / chosen.length);
        for (let number = 0; number < share; number += 1) await one(host, { fault, first, score: tally[name] });
      }
      const lines = Object.entries(tally).map(
        ([name, { runs, back, latest }]) => `${name}: ${back} of ${runs} back, latest ${latest.toFixed(1)} s after the window began`,
      );
      console.log(lines.map((line) => `        ${line}`).join('\n'));
      const [runs, back] = ['runs', 'back'].map((key) => Object.values(tally).reduce((sum, each) => sum + each[key], 0));
      expectEqual(back, runs, 'runs after which the first state was back in time');
      return `${back} of ${runs} back within ${windowSeconds} + ${graceSeconds} s`;
    });
  } finally {
    await container.destroy();
  }
};

async function one(host, { fault, first, score }) {
  // Chosen, not proposed: with the fault before the facts are read, something else would be proposed.
  const run = host.apply({ mode: 'bridge', uplink: 'enp1s0', windowSeconds });
  let began = Date.now();
  const underWay = new Promise((resolve) => {
    run.ended.then(resolve);
    run.child.stdout.on('data', () => /set the timer/.test(run.output) && resolve());
  });
  // The window begins with the timer, and anew with the question.
  run.child.stdout.on('data', (bytes) => {
    if (/\$ systemd-run|systemctl restart|^ASK$/m.test(String(bytes))) began = Date.now();
  });
  const moment = Math.random() * 6000;
  const struck = underWay.then(() => sleep(moment)).then(() => fault.strike?.(host, run));
  const mended = struck.then(() => (fault.later === undefined ? undefined : sleep(5000).then(() => fault.later(host))));
  mended.catch(() => undefined);
  let found = [];
  let different = began;
  // Until nothing is under way that could still change it, and it is the same.
  for (const end = Date.now() + 150_000; Date.now() < end; ) {
    const idle = !(await pending(host, run));
    found = await host.notTakenBack(first);
    if (found.length > 0) different = Date.now();
    else if (idle) break;
  }
  await mended;
  const took = Math.max(0, different - began) / 1000;
  console.log(
    `        struck after ${Math.round(moment)} ms: ${found.length} differences, back ${took.toFixed(1)} s after the window began`,
  );
  score.runs += 1;
  score.latest = Math.max(score.latest, took);
  if (found.length === 0 && took <= windowSeconds + graceSeconds) score.back += 1;
  else {
    const what = found.length === 0 ? `only ${took.toFixed(1)} s after the window began` : found.slice(0, 8).join('\n          ');
    console.log(`        struck at ${Math.round(moment)} ms: ${what}\n${run.output.slice(-1500)}`);
  }
  run.child.kill('SIGKILL');
  await host.step('rollback');
  await host.same(first, 60);
}

/** The timer runs, or archxen does. */
async function pending({ container }, run) {
  const timer = await container.run(['systemctl', 'is-active', 'archxen-network-revert.timer', 'archxen-network-revert.service'], {
    nothrow: true,
  });
  return /^(active|activating)$/m.test(timer.stdout) || (run.child.exitCode === null && run.child.signalCode === null);
}
