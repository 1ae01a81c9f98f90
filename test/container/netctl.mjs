import { fs, path } from 'zx';
import { card } from './container.mjs';

const wants = '/etc/systemd/system/multi-user.target.wants';

/** netctl's sources. No Debian package has netctl. Undefined: none are at hand. */
export const netctlSource = process.env.ARCHXEN_NETCTL_SOURCE;

/** Below this root, as netctl's Makefile does. `unitKind`: what a card is to systemd; `device`, but in a container. */
export async function stageNetctl(root, { unitKind = 'device' } = {}) {
  if (netctlSource === undefined || !(await fs.exists(path.join(netctlSource, 'src/netctl.in'))))
    throw new Error('set ARCHXEN_NETCTL_SOURCE to a folder with the sources of netctl (src/, services/)');
  const libraries = path.join(root, 'usr/lib/netctl');
  await fs.copy(path.join(netctlSource, 'src/lib'), libraries);
  await fs.chmod(path.join(libraries, 'network'), 0o755);
  const program = (await fs.readFile(path.join(netctlSource, 'src/netctl.in'), 'utf8'))
    .replaceAll('@systemdsystemconfdir@', '/etc/systemd/system')
    .replaceAll('@systemdsystemunitdir@', '/usr/lib/systemd/system')
    .replaceAll('%s.device', `%s.${unitKind}`);
  await fs.outputFile(path.join(root, 'usr/bin/netctl'), program);
  for (const name of await fs.readdir(path.join(netctlSource, 'services')))
    await fs.copy(path.join(netctlSource, 'services', name), path.join(root, 'usr/lib/systemd/system', name));
  for (const folder of ['hooks', 'interfaces']) await fs.ensureDir(path.join(root, 'etc/netctl', folder));
  await fs.copy(path.join(import.meta.dirname, 'inside/resolvconf.sh'), path.join(root, 'usr/bin/resolvconf'));
  for (const name of ['netctl', 'resolvconf']) await fs.chmod(path.join(root, 'usr/bin', name), 0o755);
}

export async function installNetctl(container) {
  // A container has no udev, so systemd has no units for its cards, and one that needs them never starts: targets stand in.
  await stageNetctl(container.path(''), { unitKind: 'target' });
  for (const each of [card, 'enp2s0'])
    await container.write(`etc/systemd/system/sys-subsystem-net-devices-${each}.target`, `[Unit]\nDescription=The card ${each}\n`);
  await container.run(['systemctl', 'daemon-reload']);
}

/** Nothing of netctl's is left. */
export async function forgetNetctl(container) {
  await container.run(['netctl', 'stop-all'], { nothrow: true });
  await container.run(['systemctl', 'disable', '--now', 'systemd-networkd.socket', 'systemd-networkd.service'], { nothrow: true });
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
  // It makes the routed bridge.
  await container.run(['systemctl', 'try-restart', 'systemd-networkd.service']);
}
