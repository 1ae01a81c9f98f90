import { build } from 'esbuild';
import { fs, path, sleep } from 'zx';
import { project } from '../vm/lab/settings.mjs';
import { forgetNetctl, installNetctl, restartProfiles, startProfiles } from './netctl.mjs';
import { router, secondRouter, setups } from './setups.mjs';

const inside = path.join(project, 'test/container/inside');
/** Where the managers keep what they are told and what they remember. */
const configured = [
  ...['/etc/systemd/network', '/run/systemd/network', '/etc/NetworkManager/system-connections', '/etc/NetworkManager/conf.d'],
  ...['/run/NetworkManager/system-connections', '/run/NetworkManager/conf.d', '/run/NetworkManager/devices'],
];
const units = { 'systemd-networkd': ['systemd-networkd.socket', 'systemd-networkd.service'], NetworkManager: ['NetworkManager.service'] };

/** How each manager is made the only one, stopped, told to take the network up that its files describe, and started anew. */
const daemon = (manager) => ({
  install: async (container) => {
    await container.run(['systemctl', 'unmask', manager]);
    await container.run(['systemctl', 'enable', manager]);
  },
  stop: (container) => container.run(['systemctl', 'stop', ...units[manager]]),
  start: (container) => container.run(['systemctl', 'start', units[manager].at(-1)]),
  restart: (container) => container.run(['systemctl', 'restart', manager]),
});
const managers = {
  'systemd-networkd': daemon('systemd-networkd'),
  NetworkManager: daemon('NetworkManager'),
  netctl: { install: installNetctl, stop: forgetNetctl, start: startProfiles, restart: restartProfiles },
};

/** What NetworkHost's `state()` asks. */
export const bringNetworkState = (container) => fs.copy(path.join(inside, 'network-state.py'), container.path('/root/network-state.py'));

/** The network step alone, as one file. */
export const buildStep = (outfile) =>
  build({
    entryPoints: [path.join(inside, 'network-step.ts')],
    outfile,
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node24', logLevel: 'warning' },
    banner: { js: "import { createRequire as here } from 'node:module'; const require = here('/');" },
  });

/** A container whose network one manager has in hand, set up in one way after the other. */
export class NetworkHost {
  constructor(container, manager) {
    this.container = container;
    this.manager = manager;
    this.far = container.far;
  }

  static async prepare(container, manager) {
    const host = new NetworkHost(container, manager);
    await buildStep(container.path('/root/network-step.mjs'));
    await bringNetworkState(container);
    await fs.copy(path.join(inside, 'session.mjs'), container.path('/root/session.mjs'));
    if (manager === 'NetworkManager') {
      // Guests behind it need dnsmasq, which the lab's mirror does not have.
      await fs.copy(path.join(inside, 'stand-in.sh'), container.path('/root/stand-in.sh'));
      await container.run(['bash', '/root/stand-in.sh', 'dnsmasq']);
    }
    for (const off of Object.keys(units).filter((name) => name !== manager))
      await container.run(['systemctl', 'disable', '--now', ...units[off]], { nothrow: true });
    await managers[manager].install(container);
    return host;
  }

  /** Gives the host another network, from the ground up. */
  async become(name) {
    const setup = setups[name];
    await managers[this.manager].stop(this.container);
    // From inside: /run is another file system there.
    await this.container.run(['find', ...configured, '-mindepth', '1', '-delete'], { nothrow: true });
    for (const link of ['xenbr0', 'br0', 'bond0', 'enp1s0.7', 'enp2s0'])
      await this.container.run(['ip', 'link', 'del', link], { nothrow: true });
    await this.container.run(['ip', 'addr', 'flush', 'dev', 'enp1s0']);
    // The manager takes it up; only then does the kernel give it its link-local address again.
    await this.container.run(['ip', 'link', 'set', 'enp1s0', 'down']);
    for (const name of ['ra-up0', 'dhcp-up1', 'dhcp-up0v']) await this.far.stop(name);
    if (setup.announces) await this.far.announce('up0');
    if (setup.vlan) await this.#vlan(setup.vlan);
    if (setup.second) {
      await this.far.wire('up1', 'enp2s0', this.container.init, secondRouter.address);
      this.far.serve('up1', secondRouter);
    }
    for (const [file, text] of Object.entries(setup[this.manager])) {
      await this.container.write(file, text);
      await fs.chmod(this.container.path(file), file.includes('NetworkManager') ? 0o600 : 0o644);
    }
    await managers[this.manager].start(this.container, Object.keys(setup[this.manager]));
    await this.hasAddresses(setup.bridge ?? setup.uplink ?? 'enp1s0', setup.addresses);
    await this.#atRest();
    return setup;
  }

  /** Until nothing changes any more: detection of duplicates and router advertisements come after the first address. */
  async #atRest() {
    let before = await this.state();
    const unchanged = async () => {
      await sleep(3000);
      const differ = await this.differences(before);
      before = await this.state();
      return differ.length === 0;
    };
    await this.container.until('a network at rest', unchanged);
  }

  async #vlan(id) {
    await this.far.run('ip', 'link', 'add', 'link', 'up0', 'name', 'up0v', 'type', 'vlan', 'id', String(id));
    await this.far.run('ip', 'addr', 'add', `${router.address}/24`, 'dev', 'up0v');
    await this.far.run('ip', 'link', 'set', 'up0v', 'up');
    this.far.serve('up0v', router);
  }

  /** All global addresses of a link. */
  async addresses(link) {
    const { stdout } = await this.container.run(['ip', '-j', 'addr', 'show', 'dev', link, 'scope', 'global'], { nothrow: true });
    const found = JSON.parse(stdout.trim() || '[]').flatMap((each) => each.addr_info ?? []);
    return found
      .filter((info) => info.local !== undefined && info.tentative !== true)
      .map((info) => `${info.local}/${info.prefixlen}`)
      .sort();
  }

  /** NetworkManager's DHCPv6 identity goes by the interface's name: such an address may be another one on the bridge. */
  keeps(address) {
    return this.manager !== 'NetworkManager' || !address.endsWith('/128');
  }

  /** The addresses of a link, once they are these, or what they are after half a minute. */
  async sameAddresses(link, wanted) {
    let found = [];
    for (const end = Date.now() + 30_000; Date.now() < end; ) {
      found = (await this.addresses(link)).filter((address) => this.keeps(address));
      if (JSON.stringify(found) === JSON.stringify(wanted)) return found;
      await sleep(500);
    }
    return found;
  }

  async hasAddresses(link, wanted, seconds = 60) {
    const all = async () => {
      const found = await this.addresses(link);
      const { stdout } = await this.container.run(['ip', 'route', 'show', 'default']);
      return wanted.every((start) => found.some((address) => address.startsWith(start))) && stdout.includes(`dev ${link}`);
    };
    await this.container.until(`${wanted} and a default route on ${link}`, all, seconds);
  }

  async state() {
    return JSON.parse((await this.container.run(['python3', '/root/network-state.py'])).stdout);
  }

  /** What the step says; its standard output. */
  async step(verb, network = {}) {
    const argv = ['node', '/root/network-step.mjs', verb, JSON.stringify(network)];
    return this.container.run(argv, { nothrow: true, seconds: 200 });
  }

  /** Applies the step in a session of its own (so that its process group can be killed) and says the word when it is asked for. */
  apply(network, { word } = {}) {
    const child = this.container.spawn(['setsid', '--wait', 'node', '/root/network-step.mjs', 'apply', JSON.stringify(network)], {
      stdin: true,
    });
    const run = { child, output: '', ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))) };
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (bytes) => {
      const before = run.output;
      run.output += bytes;
      if (word !== undefined && !/^ASK$/m.test(before) && /^ASK$/m.test(run.output)) child.stdin.write(`${word}\n`);
    });
    return run;
  }

  /** The daemon is started anew, or what a boot starts. */
  restart() {
    return managers[this.manager].restart(this.container);
  }

  /** What a boot leaves of the network, and what the manager makes of it: nothing of it is in /run any more. */
  async boot() {
    await managers[this.manager].stop(this.container);
    const gone = ['/run/NetworkManager', '/run/systemd/network', '/run/systemd/netif/links'];
    await this.container.run(['find', ...gone, '-mindepth', '1', '-delete'], { nothrow: true });
    await this.container.run(['ip', 'link', 'del', 'xenbr0'], { nothrow: true });
    await this.container.run(['ip', 'addr', 'flush', 'dev', 'enp1s0']);
    await this.container.run(['ip', 'link', 'set', 'enp1s0', 'down']);
    await managers[this.manager].start(this.container, []);
  }

  /** What a restart of the daemon alone makes of this network, which is made anew afterwards. */
  async restartedAlone(name) {
    await this.restart();
    await this.#atRest();
    const state = await this.state();
    await this.become(name);
    return state;
  }

  /** Every difference of the network to a first state (or to that other one, entry by entry), one line each. */
  async differences(first, other = first) {
    const now = await this.state();
    const names = [...new Set([...Object.keys(first), ...Object.keys(now)])].sort();
    return names
      .filter((name) => [first, other].every((state) => JSON.stringify(state[name]) !== JSON.stringify(now[name])))
      .map((name) => `${name}: ${JSON.stringify(first[name])?.slice(0, 300)} -> ${JSON.stringify(now[name])?.slice(0, 300)}`);
  }

  /**
   * The same of what a timer takes back: netctl's profile of the bridge is written before the window, does nothing by itself, and is
   * taken away by the way back.
   */
  async notTakenBack(first) {
    return (await this.differences(first)).filter((line) => !line.includes('/etc/netctl/archxen-'));
  }

  /** Waits until the network is as it was; gives what differs when it never is. */
  async same(first, seconds = 30, other = first) {
    const end = Date.now() + seconds * 1000;
    let found = await this.differences(first, other);
    while (found.length > 0 && Date.now() < end) {
      await sleep(500);
      found = await this.differences(first, other);
    }
    return found;
  }

  async startSession() {
    const session = this.container.path('/root/session.json');
    for (const name of ['session.json', 'session.stop']) await fs.remove(this.container.path(`/root/${name}`));
    this.far.start('session', process.execPath, path.join(inside, 'session.mjs'), 'server', router.address, '7000');
    this.container.spawn(['node', '/root/session.mjs', 'client', router.address, '7000', '/root']);
    await this.container.until('a TCP session', async () => (await fs.readJson(session).catch(() => ({ echoed: 0 }))).echoed > 3);
  }

  /** How it went. */
  async endSession() {
    const told = await fs.readJson(this.container.path('/root/session.json'));
    await this.container.write('/root/session.stop', '');
    await this.far.stop('session');
    return told;
  }
}
