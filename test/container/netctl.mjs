import { fs, path } from 'zx';
import { card } from './container.mjs';

const wants = '/etc/systemd/system/multi-user.target.wants';

/** netctl's sources; ARCHXEN_NETCTL_SOURCE names the folder. No Debian package has netctl. */
export async function installNetctl(container) {
  const source = process.env.ARCHXEN_NETCTL_SOURCE;
  if (source === undefined || !(await fs.exists(path.join(source, 'src/netctl.in'))))
    throw new Error('set ARCHXEN_NETCTL_SOURCE to a folder with the sources of netctl (src/, services/)');
  // As its Makefile does.
  const libraries = container.path('usr/lib/netctl');
  await fs.copy(path.join(source, 'src/lib'), libraries);
  await fs.chmod(path.join(libraries, 'network'), 0o755);
  const program = (await fs.readFile(path.join(source, 'src/netctl.in'), 'utf8'))
    .replaceAll('@systemdsystemconfdir@', '/etc/systemd/system')
    .replaceAll('@systemdsystemunitdir@', '/usr/lib/systemd/system')
    // A container has no udev, so systemd has no units for its cards, and one that needs them never starts: targets stand in.
    .replaceAll('%s.device', '%s.target');
  await container.write('usr/bin/netctl', program);
  for (const name of await fs.readdir(path.join(source, 'services')))
    await fs.copy(path.join(source, 'services', name), container.path(`usr/lib/systemd/system/${name}`));
  for (const folder of ['hooks', 'interfaces']) await fs.ensureDir(container.path(`etc/netctl/${folder}`));
  await container.write('usr/bin/resolvconf', await fs.readFile(path.join(import.meta.dirname, 'inside/resolvconf.sh'), 'utf8'));
  for (const each of [card, 'enp2s0'])
    await container.write(`etc/systemd/system/sys-subsystem-net-devices-${each}.target`, `[Unit]\nDescription=The card ${each}\n`);
  for (const name of ['netctl', 'resolvconf']) await fs.chmod(container.path(`usr/bin/${name}`), 0o755);
  await container.run(['systemctl', 'daemon-reload']);
}

/** Nothing of netctl's is left. */
export async function forgetNetctl(container) {
  await container.run(['netctl', 'stop-all'], { nothrow: true });
  await container.run(['sh', '-c', `rm -rf /etc/systemd/system/netctl@* ${wants}/netctl@*; find /etc/netctl -maxdepth 1 -type f -delete`]);
  await container.run(['systemctl', 'daemon-reload']);
  await container.run(['systemctl', 'reset-failed']);
  await container.run(['ip', 'link', 'set', 'dev', card, 'promisc', 'off']);
  // What a former profile told the kernel by IP6=.
  for (const setting of ['disable_ipv6=0', 'accept_ra=1']) await container.run(['sysctl', '-q', '-w', `net.ipv6.conf.${card}.${setting}`]);
}

/** As the host's owner would: these profiles, enabled and started. */
export async function startProfiles(container, files) {
  for (const name of files.map((file) => path.basename(file)))
    for (const verb of ['enable', 'start']) await container.run(['netctl', verb, name]);
}

/** As at a shutdown and the boot after it: all are stopped, and then those start that are enabled. */
export async function restartProfiles(container) {
  await container.run(['netctl', 'stop-all']);
  await container.run(['systemctl', 'start', 'multi-user.target']);
}
