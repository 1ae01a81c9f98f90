import { $, fs, which } from 'zx';
import { say } from './settings.mjs';

/** Debian packages of this machine that the tiers need, by a file that each brings. */
const forBase = {
  mmdebstrap: 'mmdebstrap',
  e2fsprogs: 'mke2fs',
  'openssh-client': 'ssh-keygen',
  zstd: 'zstd',
  git: 'git',
  'libarchive-tools': 'bsdtar',
};
const forMachines = {
  'qemu-system-x86': 'qemu-system-x86_64',
  'qemu-utils': 'qemu-img',
  ovmf: '/usr/share/OVMF/OVMF_CODE_4M.fd',
  gdisk: 'sgdisk',
  fdisk: 'sfdisk',
  'util-linux': 'setpriv',
};
const forContainers = {
  'systemd-container': 'systemd-nspawn',
  'dnsmasq-base': 'dnsmasq',
  iproute2: 'ip',
  procps: 'pgrep',
  kmod: 'modprobe',
  python3: 'python3',
};

export const neededFor = {
  vm: { ...forBase, ...forMachines },
  container: { ...forBase, ...forContainers },
};

const isThere = async (thing) => (thing.startsWith('/') ? fs.exists(thing) : (await which(thing, { nothrow: true })) !== null);

/** Installs what is missing with apt-get, and says so. Root and a Debian-like machine are needed; anything else is told. */
export async function installMissing(needed, { tier }) {
  if (process.getuid?.() !== 0) {
    throw new Error(`test:${tier} needs root: it makes file systems with owners and devices. Run it with sudo, or in a container as root.`);
  }
  const missing = [];
  for (const [name, thing] of Object.entries(needed)) if (!(await isThere(thing))) missing.push(name);
  if (missing.length === 0) return;
  if (!(await isThere('apt-get'))) {
    throw new Error(`test:${tier} needs ${missing.join(', ')} (Debian's names), and there is no apt-get here to install them with.`);
  }
  say(`installing Debian packages: ${missing.join(' ')}`);
  const apt = $({ env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, quiet: true, timeout: '900s' });
  const install = () => apt`apt-get install -y -qq --no-install-recommends ${missing}`;
  try {
    await install();
  } catch {
    await apt`apt-get update -qq`;
    await install();
  }
}
