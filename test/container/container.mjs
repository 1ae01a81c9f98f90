import { spawn } from 'node:child_process';
import { $, fs, os, path, sleep } from 'zx';
import { labDir } from '../vm/lab/settings.mjs';
import { FarSide, router } from './far.mjs';

const quiet = $({ quiet: true, timeout: '120s' });

export const card = 'enp1s0';

/** A booted container: the base's tree under an overlay, its own systemd, one network card. */
export class Container {
  #nspawn;
  #init;
  #atExit = () => this.#end();

  constructor(name) {
    this.name = name;
    this.directory = path.join(labDir, 'containers', name);
    this.root = path.join(this.directory, 'root');
    this.far = new FarSide(name, this.directory);
  }

  static async boot(name, made) {
    const container = new Container(name);
    try {
      await container.#mount(made);
      await container.#start();
      await container.#network();
      return container;
    } catch (error) {
      await container.destroy();
      throw new Error(`the container could not be booted on this machine: ${error.message}\n${await container.log()}`);
    }
  }

  /** Its first process, as this machine numbers it. */
  get init() {
    return this.#init;
  }

  log() {
    return fs.readFile(path.join(this.directory, 'console.log'), 'utf8').catch(() => '');
  }

  async #mount(made) {
    await quiet`umount ${this.root}`.nothrow();
    await fs.emptyDir(this.directory);
    for (const part of ['upper/boot', 'work', 'root']) await fs.ensureDir(path.join(this.directory, part));
    await fs.copy(made.kernel, path.join(this.directory, 'upper/boot/vmlinuz-linux'));
    await fs.copy(made.initramfs, path.join(this.directory, 'upper/boot/initramfs-linux.img'));
    const layers = `lowerdir=${made.tree},upperdir=${this.directory}/upper,workdir=${this.directory}/work`;
    await quiet`mount -t overlay overlay -o ${layers} ${this.root}`;
    await this.#kernel();
  }

  /** A container runs this machine's kernel: a second kernel package, beside the `linux` that dom0 shall have. */
  async #kernel() {
    await fs.outputFile(this.path(`usr/lib/modules/${os.release()}/pkgbase`), 'linux-machine\n');
  }

  async #start() {
    const log = await fs.open(path.join(this.directory, 'console.log'), 'w');
    const argv = ['-q', '--register=no', '--keep-unit', '-D', this.root, '--private-network', '-b', '--console=read-only'];
    // ends with this process, however that ends
    this.#nspawn = spawn('setpriv', ['--pdeathsig', 'KILL', 'systemd-nspawn', ...argv], { stdio: ['ignore', log, log] });
    await fs.close(log);
    for (let i = 0; i < 240; i++) {
      await sleep(250);
      if (this.#nspawn.exitCode !== null) throw new Error(`systemd-nspawn ended with ${this.#nspawn.exitCode}`);
      const child = (await quiet`pgrep -P ${this.#nspawn.pid}`.nothrow()).stdout.trim();
      if (child === '') continue;
      if (this.#init === undefined) process.once('exit', this.#atExit);
      this.#init = Number(child);
      const state = await this.run(['systemctl', 'is-system-running'], { nothrow: true });
      if (/^(running|degraded)$/.test(state.stdout.trim())) return;
    }
    throw new Error('systemd in the container was not up after 60 s');
  }

  /** Its first process, and so all of it, outlives systemd-nspawn. */
  #end() {
    if (this.#nspawn.exitCode !== null || this.#nspawn.signalCode !== null) return;
    try {
      process.kill(this.#init, 'SIGKILL');
    } catch {
      // it has ended
    }
  }

  async #network() {
    await this.far.make();
    await this.far.wire('up0', card, this.#init, router.address);
    this.far.serve('up0', router);
    // NetworkManager writes it itself; networkd leaves it to others.
    await fs.remove(this.path('etc/resolv.conf'));
    await this.write('etc/resolv.conf', `nameserver ${router.address}\n`);
    await this.until(`an address on ${card}`, async () => (await this.addresses(card)).length > 0);
  }

  /** argv of a command inside; a clean environment, as a login has it. */
  argv(command, { user } = {}) {
    const env = ['PATH=/usr/local/bin:/usr/bin:/bin', `HOME=${user ? `/home/${user}` : '/root'}`, 'LANG=C.UTF-8', 'TERM=xterm-256color'];
    const asUser = user ? ['runuser', '-u', user, '--'] : [];
    return [
      'nsenter',
      '-t',
      String(this.#init),
      ...['-m', '-u', '-i', '-n', '-p'],
      '--wdns=/root',
      ...['env', '-i', ...env],
      ...asUser,
      ...command,
    ];
  }

  /** Runs argv inside. A non-zero exit is an error, unless `nothrow`. */
  async run(command, { nothrow = false, seconds = 120, input = '', user } = {}) {
    const result = await $({
      quiet: true,
      nothrow: true,
      input,
      timeout: `${seconds}s`,
      timeoutSignal: 'SIGKILL',
    })`${this.argv(command, { user })}`;
    const exit = result.exitCode ?? 255;
    if (exit !== 0 && !nothrow)
      throw new Error(`in the container, exit ${exit}: ${command.join(' ')}\n${(result.stdout + result.stderr).slice(-2000)}`);
    return { stdout: result.stdout, stderr: result.stderr, exit };
  }

  /** The same, without waiting for it: a child process. */
  spawn(command, { stdin = false, ...options } = {}) {
    const [program, ...argv] = this.argv(command, options);
    return spawn(program, argv, { stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
  }

  path(inside) {
    return path.join(this.root, inside);
  }

  async write(inside, text) {
    await fs.outputFile(this.path(inside), text);
  }

  async addresses(link) {
    const shown = await this.run(['ip', '-j', '-4', 'addr', 'show', 'dev', link], { nothrow: true });
    const links = JSON.parse(shown.stdout.trim() || '[]');
    return links.flatMap((each) => each.addr_info ?? []).map((info) => `${info.local}/${info.prefixlen}`);
  }

  /** Does the router answer? */
  async reachesRouter() {
    return (await this.run(['ping', '-c', '1', '-W', '3', router.address], { nothrow: true })).exit === 0;
  }

  async until(what, test, seconds = 60) {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      if (await test()) return;
      await sleep(250);
    }
    throw new Error(`not within ${seconds} s: ${what}`);
  }

  /** The container is shut down, unmounted and removed. */
  async destroy() {
    if (this.#init !== undefined && this.#nspawn.exitCode === null) {
      // SIGRTMIN+4: systemd's word for power off
      await quiet`kill -s RTMIN+4 ${this.#init}`.nothrow();
      for (let i = 0; i < 120 && this.#nspawn.exitCode === null && this.#nspawn.signalCode === null; i++) await sleep(250);
    }
    if (this.#nspawn && this.#nspawn.exitCode === null && this.#nspawn.signalCode === null) this.#nspawn.kill('SIGKILL');
    process.off('exit', this.#atExit);
    await this.far.destroy();
    await quiet`umount ${this.root}`.nothrow();
    await fs.remove(this.directory);
  }
}
