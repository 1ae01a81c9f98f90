import { spawn } from 'node:child_process';
import { $, path, sleep } from 'zx';

const quiet = $({ quiet: true, timeout: '60s' });

/** The router's address on the wire of the first card, and the addresses that it leases. */
export const router = { address: '192.0.2.1', first: '192.0.2.50', last: '192.0.2.99', mask: '255.255.255.0' };
/** The same of the second card. */
export const secondRouter = { address: '198.51.100.1', first: '198.51.100.50', last: '198.51.100.99', mask: '255.255.255.0' };

/** Hardware addresses of the cards, the same each time, so that one is leased the same address when it is made anew. */
const hardware = { enp1s0: '52:54:00:00:00:01', enp2s0: '52:54:00:00:00:02' };

/** What is at the other end of a container's network cards: a router with DHCP and DNS, in a network namespace of its own. */
export class FarSide {
  #running = new Map();
  #atExit = () => {
    for (const child of this.#running.values()) child.kill('SIGKILL');
  };

  constructor(name, directory) {
    this.namespace = `archxen-${name}`;
    this.directory = directory;
    // dnsmasq changes its credentials, and with them forgets the death signal.
    process.once('exit', this.#atExit);
  }

  async make() {
    await quiet`ip netns del ${this.namespace}`.nothrow();
    await quiet`ip netns add ${this.namespace}`;
    await this.run('ip', 'link', 'set', 'lo', 'up');
  }

  /** A wire from `link` here to the card `near` in the network namespace of that process. */
  async wire(link, near, pid, address) {
    await quiet`ip -n ${this.namespace} link add ${link} type veth peer name ${near} address ${hardware[near]} netns ${pid}`;
    await this.run('ip', 'addr', 'add', `${address}/24`, 'dev', link);
    await this.run('ip', 'link', 'set', link, 'up');
  }

  run(...argv) {
    return quiet`ip netns exec ${this.namespace} ${argv}`;
  }

  /** A program that runs here until it is stopped, or until this process ends. */
  start(name, ...argv) {
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'ip', 'netns', 'exec', this.namespace, ...argv], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#running.set(name, child);
    return child;
  }

  async stop(name) {
    const child = this.#running.get(name);
    this.#running.delete(name);
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(3000).then(() => child.kill('SIGKILL'))]);
  }

  /** DHCP for IPv4, and a DNS server that knows every name, on one wire. */
  serve(link, { address, first, last, mask }) {
    return this.#dnsmasq(`dhcp-${link}`, link, [
      ...[`--listen-address=${address}`, '--dhcp-authoritative', `--dhcp-range=${first},${last},${mask},1h`],
      ...[`--dhcp-option=option:router,${address}`, `--dhcp-option=option:dns-server,${address}`],
      ...['--no-resolv', '--no-hosts', `--address=/#/${address}`],
    ]);
  }

  /** Router advertisements with addresses by SLAAC and DHCPv6. */
  async announce(link) {
    await this.run('ip', 'addr', 'replace', '2001:db8:7::1/64', 'dev', link, 'nodad');
    await this.run('sysctl', '-q', '-w', 'net.ipv6.conf.all.forwarding=1');
    return this.#dnsmasq(`ra-${link}`, link, ['--port=0', '--enable-ra', '--dhcp-range=2001:db8:7::100,2001:db8:7::1ff,slaac,64,1h']);
  }

  #dnsmasq(name, link, options) {
    const places = [
      `--dhcp-leasefile=${path.join(this.directory, `leases-${name}`)}`,
      `--log-facility=${path.join(this.directory, `${name}.log`)}`,
    ];
    const common = ['--keep-in-foreground', '--conf-file=/dev/null', '--pid-file=', '--bind-interfaces', `--interface=${link}`];
    return this.start(name, 'dnsmasq', ...common, '--except-interface=lo', '--no-ping', '--log-dhcp', ...places, ...options);
  }

  async destroy() {
    for (const name of [...this.#running.keys()]) await this.stop(name);
    process.off('exit', this.#atExit);
    await quiet`ip netns del ${this.namespace}`.nothrow();
  }
}
