import { path } from 'zx';
import { expectEqual, expectMatch, expectNone } from '../check.mjs';
import { Container } from './container.mjs';
import { router } from './far.mjs';
import { NetworkHost } from './network-host.mjs';
import { setups } from './setups.mjs';

export const all = [...Object.keys(setups), 'a boot', 'guest'];
/** Those that netctl can have. */
export const ofNetctl = Object.keys(setups).filter((name) => 'netctl' in setups[name]);
/** Those that have the most in them, for a run of a few minutes. */
export const shortList = ['dhcp', 'v4-and-v6', 'a boot', 'guest'];

/** These networks (or those that ARCHXEN_NETWORKS names) under the real daemon: set up, confirmed, the daemon restarted, rolled back; a TCP session lives through it. `guest`: a guest is routed. */
export const networks =
  (manager, names = all) =>
  async (made, score) => {
    const container = await Container.boot(`networks-${manager.toLowerCase()}`, made);
    try {
      const host = await NetworkHost.prepare(container, manager);
      const wanted = process.env.ARCHXEN_NETWORKS?.split(',') ?? names;
      for (const name of Object.keys(setups).filter((each) => wanted.includes(each))) {
        const missing = await missingHere(name, container);
        if (missing !== undefined) score.skip(`${manager}, ${name}`, missing);
        else await score.look(`${manager}, ${name}`, () => walk(host, name));
      }
      if (wanted.includes('no word')) await score.look(`${manager}, nobody says a word`, () => withoutWord(host));
      if (wanted.includes('a boot')) await score.look(`${manager}, taken back after a boot`, () => afterBoot(host));
      if (wanted.includes('profile gone')) await score.look(`${manager}, its own profile is gone`, () => profileGone(host));
      for (const name of ['dhcp', 'static-v4'].filter(() => wanted.includes('both enabled')))
        await score.look(`${manager}, ${name}, a boot with both profiles enabled`, () => bothEnabled(host, name));
      if (wanted.includes('guest')) await score.look(`${manager}, a routed guest gets an address and a way out`, () => routedGuest(host));
    } finally {
      await container.destroy();
    }
  };

/** The container has this machine's kernel. */
async function missingHere(name, container) {
  const { needs } = setups[name];
  if (needs === undefined) return undefined;
  const made = await container.run(['ip', 'link', 'add', 'name', 'kind-try', ...needs.link], { nothrow: true });
  await container.run(['ip', 'link', 'del', 'kind-try'], { nothrow: true });
  return made.exit === 0 ? undefined : `this machine has a kernel without ${needs.what}`;
}

const verdictOf = async (host, answers) => JSON.parse((await host.step('verify', answers)).stdout);

async function walk(host, name) {
  const setup = await host.become(name);
  // What archxen leaves alone may come back as the test's own restart of the daemon leaves it.
  const restarted = setup.leavesAlone ? await host.restartedAlone(name) : undefined;
  const uplink = setup.bridge ?? setup.uplink ?? 'enp1s0';
  const first = await host.state();
  const addresses = (await host.addresses(uplink)).filter((address) => host.keeps(address));
  const chosen = JSON.parse((await host.step('facts', setup.mode === undefined ? {} : { mode: setup.mode })).stdout);
  expectEqual(chosen.network.manager, host.manager, 'the network manager');
  if (setup.bridge !== undefined) return existing(host, setup, chosen);
  expectEqual(chosen.answers.mode, setup.mode ?? 'bridge', 'what is proposed');
  expectEqual(chosen.answers.uplink, uplink, 'the uplink');
  await host.startSession();
  const run = host.apply(setup.mode === undefined ? {} : { mode: setup.mode }, { word: 'keep' });
  const code = await run.ended;
  if (code !== 0) throw new Error(`the step ended with ${code}:\n${run.output}`);
  const carrier = setup.mode === 'nat' ? uplink : 'xenbr0';
  expectEqual(await host.sameAddresses(carrier, addresses), addresses, `the addresses of ${carrier}`);
  expectEqual(
    (await verdictOf(host, chosen.answers)).map(({ state }) => state),
    ['pass'],
    'the verdict',
  );
  await host.restart();
  await host.hasAddresses(carrier, addresses);
  await host.container.until('the verdict after a restart of the daemon', async () =>
    (await verdictOf(host, chosen.answers)).every(({ state }) => state === 'pass'),
  );
  const back = await host.step('rollback');
  expectEqual(back.exit, 0, `the way back:\n${back.stdout}${back.stderr}`);
  expectNone(await host.same(first, 30, restarted), 'after the way back');
  await host.container.run(['sleep', '2']);
  const session = await host.endSession();
  expectEqual(session.connects, 1, 'connections that the TCP session needed');
  return `${addresses.join(' ')}; TCP session: 0 reconnects, ${session.echoed} of ${session.sent} echoed, longest silence ${session.longestGapMilliseconds} ms`;
}

/** In time it is as it was, by the timer alone: archxen is killed. */
async function withoutWord(host) {
  await host.become('dhcp');
  const first = await host.state();
  const run = host.apply({ windowSeconds: 20 });
  await host.container.until('the question', async () => /^ASK$/m.test(run.output));
  const asked = Date.now();
  await host.container.run(['pkill', '-KILL', '-f', '^node /root/network-step.mjs'], { nothrow: true });
  await host.container.until('the network as it was', async () => (await host.notTakenBack(first)).length === 0);
  const took = ((Date.now() - asked) / 1000).toFixed(1);
  const back = await host.step('rollback');
  expectEqual(back.exit, 0, `the way back:\n${back.stdout}${back.stderr}`);
  expectNone(await host.same(first), 'after the way back');
  return `as it was within ${took} s of the question`;
}

/** The way back after a boot: of what the manager had under /run at first, nothing is there. */
async function afterBoot(host) {
  await host.become('dhcp');
  const first = await host.state();
  const run = host.apply({}, { word: 'keep' });
  expectEqual(await run.ended, 0, `the step:\n${run.output}`);
  await host.boot();
  await host.hasAddresses('xenbr0', ['192.0.2.']);
  const back = await host.step('rollback');
  expectEqual(back.exit, 0, `the way back:\n${back.stdout}${back.stderr}`);
  await host.container.until('an answer of the router', () => host.container.reachesRouter());
  expectNone(await host.same(first), 'after the way back');
  return (await host.addresses('enp1s0')).join(' ');
}

/** The host's own profile was deleted meanwhile: there is nothing to go back to, but the host is reached. */
async function profileGone(host) {
  await host.become('static-v4');
  const run = host.apply({}, { word: 'keep' });
  expectEqual(await run.ended, 0, `the step:\n${run.output}`);
  await host.container.run(['find', '/etc/NetworkManager/system-connections', '-name', 'office.*', '-delete']);
  const back = await host.step('rollback');
  await host.container.until('an answer of the router', () => host.container.reachesRouter());
  expectMatch(back.stdout, /\$ nmcli --wait 30 device connect enp1s0/, 'the last resort');
  return (await host.addresses('enp1s0')).join(' ');
}

/** As a power cut between the two commands leaves netctl: the bridge comes last, and the host is reached. With DHCP both have a lease then. */
async function bothEnabled(host, name) {
  await host.become(name);
  const first = await host.state();
  const run = host.apply({}, { word: 'keep' });
  expectEqual(await run.ended, 0, `the step:\n${run.output}`);
  await host.container.run(['netctl', 'enable', path.basename(Object.keys(setups[name].netctl)[0])]);
  await host.restart();
  await host.container.until('an address of the bridge', async () => (await host.addresses('xenbr0')).length > 0);
  await host.container.until('an answer of the router', () => host.container.reachesRouter());
  const { stdout } = await host.container.run(['ip', '-br', '-4', 'addr']);
  const back = await host.step('rollback');
  expectEqual(back.exit, 0, `the way back:\n${back.stdout}${back.stderr}`);
  expectNone(await host.same(first), 'after the way back');
  return stdout.trim().replaceAll(/\s+/g, ' ');
}

/** A bridge that carries the uplink is used as it is. */
async function existing(host, setup, { answers }) {
  expectEqual([answers.mode, answers.bridge], ['bridge', setup.bridge], 'what is proposed');
  const before = await host.state();
  expectEqual(
    (await verdictOf(host, answers)).map(({ state }) => state),
    ['pass'],
    'the verdict',
  );
  const run = host.apply({}, { word: 'keep' });
  expectEqual(await run.ended, 0, 'the step');
  expectEqual(/^- /m.test(run.output), false, 'nothing is done');
  expectNone(await host.differences(before), 'the network');
  return `${setup.bridge} is used as it is`;
}

/** A guest stands at the end of a vif: its interface, in a network namespace of its own inside the container. */
async function routedGuest(host) {
  const { container } = host;
  await host.become('nat');
  const first = await host.state();
  const run = host.apply({ mode: 'nat' });
  expectEqual(await run.ended, 0, `the step:\n${run.output}`);
  const inGuest = (...argv) => container.run(['ip', 'netns', 'exec', 'guest', ...argv], { nothrow: true, seconds: 40 });
  await container.run(['ip', 'netns', 'add', 'guest']);
  await container.run(['ip', 'link', 'add', 'vif1.0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'guest']);
  await container.run(['ip', 'link', 'set', 'vif1.0', 'master', 'xenbr0', 'up']);
  for (const link of ['lo', 'eth0']) await inGuest('ip', 'link', 'set', link, 'up');
  let lease = '';
  await container.until('a lease for the guest', async () => {
    // Its script would write the resolver of the host; what it was given is set by hand.
    const asked = ['-1', '-v', '-sf', '/bin/true', '-lf', '/tmp/guest.leases', '-pf', '/tmp/guest.pid', 'eth0'];
    lease = (await inGuest('dhclient', ...asked)).stderr;
    return /bound to 192\.168\.223\./.test(lease);
  });
  const leases = (await container.run(['cat', '/tmp/guest.leases'])).stdout;
  const [, server] = /domain-name-servers ([\d.]+)/.exec(leases) ?? [];
  const [, own] = /fixed-address ([\d.]+)/.exec(leases) ?? [];
  const [, way] = /option routers ([\d.]+)/.exec(leases) ?? [];
  await inGuest('ip', 'addr', 'add', `${own}/24`, 'dev', 'eth0');
  await inGuest('ip', 'route', 'add', 'default', 'via', way);
  expectEqual((await inGuest('ping', '-c', '2', '-W', '3', router.address)).exit, 0, 'the guest reaches the router');
  const asked = await inGuest('busybox', 'nslookup', 'archlinux.org', server);
  expectMatch(asked.stdout, /Name:\s+archlinux\.org[\s\S]*192\.0\.2\.1/, 'the name that the guest looked up');
  // Neither daemon may take the guest's interface for a card of its own.
  const port = JSON.parse((await container.run(['ip', '-j', 'addr', 'show', 'dev', 'vif1.0'])).stdout)[0];
  expectEqual([port.master, port.addr_info.filter(({ family }) => family === 'inet')], ['xenbr0', []], "the guest's interface");
  await container.run(['sh', '-c', 'kill $(cat /tmp/guest.pid); ip netns del guest; ip link del vif1.0 || true'], { nothrow: true });
  const back = await host.step('rollback');
  expectEqual(back.exit, 0, `the way back:\n${back.stdout}${back.stderr}`);
  expectNone(await host.same(first), 'after the way back');
  return /bound to [\d.]+/.exec(lease)?.[0];
}
