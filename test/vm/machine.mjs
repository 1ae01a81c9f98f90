import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { $, fs, path, sleep } from 'zx';
import { MachineFailure } from '../check.mjs';
import { key, labDir, processor, say } from './lab/settings.mjs';

const firmware = '/usr/share/OVMF/OVMF_CODE_4M.fd';
const sshOptions = [
  ...['-i', key, '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', '-o', 'BatchMode=yes'],
  ...['-o', 'ConnectTimeout=15', '-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=8'],
];

/** Nothing in a machine under emulation is given less time than this. */
export const patience = 300;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A virtual machine: an overlay of an image, its own UEFI variables, a serial log, ssh on a local port. */
export class Machine {
  #process;
  #port;
  #serialStart = 0;

  /** What it goes on from when it is started first, instead of from power on. */
  #memory;

  constructor({ name, disk, variables, memory, directory, outside = false }) {
    this.name = name;
    this.outside = outside;
    this.disk = disk;
    this.variables = variables;
    this.#memory = memory;
    this.directory = directory;
    this.serialLog = path.join(directory, 'serial.log');
  }

  /**
   * A new machine on an overlay of the image; the image itself is never written to. An image with a memory (`freeze`) goes on from
   * there. `outside`: its network has a gateway and a name server, which QEMU's DHCP server names only where the machine may get out.
   */
  static async of(image, name, { outside } = {}) {
    const directory = path.join(labDir, 'machines', name);
    await fs.emptyDir(directory);
    const disk = path.join(directory, 'disk.qcow2');
    await $({ quiet: true })`qemu-img create -q -f qcow2 -b ${image.disk} -F qcow2 ${disk}`;
    const variables = image.variables && path.join(directory, 'vars.fd');
    if (variables) await fs.copy(image.variables, variables);
    return new Machine({ name, disk, variables, memory: image.memory, directory, outside });
  }

  get running() {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Power on. `direct`: QEMU loads this kernel itself, for a disk without a boot loader. */
  async start({ direct } = {}) {
    if (this.running) throw new Error(`${this.name} is running already`);
    this.#port = await freePort();
    const drive = `file=${this.disk},if=none,id=d0,format=qcow2,cache=writeback,discard=unmap`;
    const net = `user,id=n0,restrict=${this.outside ? 'off' : 'on'},hostfwd=tcp:127.0.0.1:${this.#port}-:22`;
    const log = await fs.open(path.join(this.directory, 'qemu.log'), 'a');
    await fs.appendFile(this.serialLog, '');
    this.#serialStart = (await fs.stat(this.serialLog)).size;
    const argv = [
      ...['-name', this.name, '-machine', 'q35', '-accel', 'tcg,thread=multi', '-cpu', processor, '-smp', '2', '-m', '2560'],
      ...(this.variables ? ['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${firmware}`] : []),
      ...(this.variables ? ['-drive', `if=pflash,unit=1,format=raw,file=${this.variables}`] : []),
      ...(direct ? ['-kernel', direct.kernel, '-initrd', direct.initramfs, '-append', direct.commandLine] : []),
      ...(this.#memory ? ['-incoming', `exec:cat ${this.#memory}`] : []),
      ...['-drive', drive, '-device', 'virtio-blk-pci,drive=d0'],
      ...['-netdev', net, '-device', 'virtio-net-pci,netdev=n0,mac=52:54:00:1a:b0:01,romfile=', '-device', 'virtio-rng-pci'],
      ...['-chardev', `file,id=s0,path=${this.serialLog},append=on`, '-serial', 'chardev:s0'],
      ...['-monitor', `unix:${path.join(this.directory, 'mon.sock')},server=on,wait=off`, '-display', 'none', '-vga', 'std'],
    ];
    // ends with this process, however that ends
    this.#process = spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...argv], { stdio: ['ignore', log, log] });
    await fs.close(log);
    this.#memory = undefined;
    await sleep(500);
    if (!this.running) throw new MachineFailure(`QEMU did not start: ${await fs.readFile(path.join(this.directory, 'qemu.log'), 'utf8')}`);
  }

  /** The command that runs argv in the machine as root; `-tt` for a terminal. */
  sshArgv({ terminal = false } = {}) {
    return ['ssh', ...(terminal ? ['-tt'] : []), ...sshOptions, '-p', String(this.#port), 'root@127.0.0.1'];
  }

  /** Runs a shell line as root. A non-zero exit is an error, unless `nothrow`. */
  async ssh(line, { seconds = patience, nothrow = false, input } = {}) {
    const run = $({ quiet: true, nothrow: true, input: input ?? '', timeout: `${seconds}s`, timeoutSignal: 'SIGKILL' });
    const [program, ...argv] = this.sshArgv();
    const result = await run`${program} ${argv} ${line}`;
    if (!this.running) throw new MachineFailure(`QEMU of ${this.name} ended while it ran: ${line}`);
    const exit = result.exitCode ?? 255;
    if (exit !== 0 && !nothrow) {
      throw new Error(
        `in the machine, exit ${exit}: ${line.slice(0, 200)}\n${(result.stdout + result.stderr).trim().split('\n').slice(-15).join('\n')}`,
      );
    }
    return { stdout: result.stdout, stderr: result.stderr, exit };
  }

  async copyIn(files, destination) {
    const options = sshOptions;
    await $({ quiet: true, timeout: `${patience}s` })`scp -q -r ${options} -P ${this.#port} ${files} root@127.0.0.1:${destination}`;
  }

  async copyOut(file, destination) {
    await $({ quiet: true, timeout: `${patience}s` })`scp -q -r ${sshOptions} -P ${this.#port} root@127.0.0.1:${file} ${destination}`;
  }

  /** The id of the running boot, or undefined while ssh does not answer. */
  async bootId() {
    const result = await this.ssh('cat /proc/sys/kernel/random/boot_id', { seconds: 30, nothrow: true });
    return result.exit === 0 ? result.stdout.trim() : undefined;
  }

  /** Whether sshd answers. A connection that waits for it is tried by QEMU less and less often, so each look is a new one. */
  #greets() {
    const socket = connect({ port: this.#port, host: '127.0.0.1', timeout: 4000 });
    return new Promise((resolve) => {
      socket.once('data', () => resolve(true));
      for (const end of ['timeout', 'error', 'close']) socket.once(end, () => resolve(false));
    }).finally(() => socket.destroy());
  }

  /** Waits until ssh answers in another boot than `after`. Gives the new boot's id. */
  async waitForBoot({ after, seconds = 900 } = {}) {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      const id = (await this.#greets()) ? await this.bootId() : undefined;
      if (id !== undefined && id !== after) return id;
      await sleep(1000);
    }
    throw new Error(`${this.name}: no ssh within ${seconds} s. The console ends with:\n${await this.consoleTail()}`);
  }

  /** The first boot of a fresh overlay: when it fails, the machine failed. */
  async firstBoot() {
    await this.start();
    try {
      return await this.waitForBoot({ seconds: 600 });
    } catch (error) {
      throw new MachineFailure(error.message);
    }
  }

  /** Reboots by systemd, and waits for the next boot. Gives its id. */
  async reboot({ seconds = 900 } = {}) {
    const before = await this.bootId();
    await this.#goDown('reboot');
    return this.waitForBoot({ after: before, seconds });
  }

  async #goDown(how) {
    // the network may go down before sshd closes the session: ssh then hangs, so it is not waited for
    await this.ssh(`sync; systemctl --no-block ${how}`, { seconds: 20, nothrow: true });
  }

  async powerOff() {
    await this.#goDown('poweroff').catch(() => undefined);
    if (!(await this.#ended(patience))) {
      await this.powerCut();
      throw new Error(`${this.name} did not power off within ${patience} s`);
    }
  }

  async #ended(seconds) {
    for (let i = 0; i < seconds * 4 && this.running; i++) await sleep(250);
    return !this.running;
  }

  /** Sudden loss of power: what the guest had not written to its disk is gone. */
  async powerCut() {
    this.#process?.kill('SIGKILL');
    await this.#ended(30);
  }

  /**
   * Off, but disk, firmware variables and memory lie in `home` as they were in this moment: an image from which machines go on.
   * Their clock stands at this moment until they boot.
   */
  async freeze(home) {
    await fs.emptyDir(home);
    const memory = path.join(home, 'memory');
    await this.#monitor('migrate_set_parameter max-bandwidth 16G');
    await this.#monitor(`migrate "exec:cat > ${memory}"`);
    const told = await this.#monitor('info migrate');
    if (!/Migration status: completed/.test(told)) throw new MachineFailure(`QEMU could not keep ${this.name}: ${told}`);
    await this.powerCut();
    const kept = { disk: path.join(home, 'disk.qcow2'), variables: this.variables && path.join(home, 'vars.fd'), memory };
    await fs.move(this.disk, kept.disk);
    if (kept.variables) await fs.move(this.variables, kept.variables);
    await this.destroy();
    return kept;
  }

  /** A command of QEMU's monitor, once it is done; gives what it said. */
  async #monitor(command) {
    const socket = connect(path.join(this.directory, 'mon.sock'));
    const prompt = '(qemu) ';
    let said = '';
    try {
      socket.setEncoding('utf8').setTimeout(patience * 1000);
      await new Promise((resolve, reject) => {
        for (const end of ['error', 'close', 'timeout'])
          socket.once(end, () => reject(new MachineFailure(`QEMU's monitor of ${this.name}: ${end} at: ${command}`)));
        socket.on('data', (text) => {
          said += text;
          const prompts = said.split(prompt).length - 1;
          if (prompts === 1 && said.endsWith(prompt)) socket.write(`${command}\n`);
          if (prompts === 2 && said.endsWith(prompt)) resolve();
        });
      });
    } finally {
      socket.destroy();
    }
    return said.split(prompt)[1];
  }

  /** What the serial console said since the last power on, without escape sequences. */
  async console() {
    const bytes = await fs.readFile(this.serialLog);
    const text = bytes.subarray(this.#serialStart).toString('latin1').replaceAll('\r', '');
    return text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
  }

  /** A place in the console's log, to look only at what comes after it. */
  async mark() {
    return (await this.console()).length;
  }

  async waitForConsole(pattern, { since = 0, seconds = patience } = {}) {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      const found = (await this.console()).slice(since).match(pattern);
      if (found) return found;
      if (!this.running) throw new MachineFailure(`QEMU of ${this.name} ended while its console was read`);
      await sleep(500);
    }
    throw new Error(`the console of ${this.name} did not show ${pattern} within ${seconds} s. It ends with:\n${await this.consoleTail()}`);
  }

  async consoleTail(lines = 12) {
    return (await this.console())
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .map((line) => `    ${line}`)
      .join('\n');
  }

  /** Off and gone, with its disk. */
  async destroy({ keep = false } = {}) {
    await this.powerCut();
    if (keep) say(`kept: ${this.directory}`);
    else await fs.remove(this.directory);
  }
}
