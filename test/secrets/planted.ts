import { plant, type Tree } from '../../src/system/memory.ts';

/** Planted where secrets lie on real hosts; each is found nowhere else. */
export const planted = {
  psk: 'Planted-Psk-1x',
  proxy: 'Planted-Proxy-2x',
  hash: '$6$PlantedSalt3x$PlantedHash3xPlantedHash3x',
  key: 'AAAAC3NzaC1lZDI1NTE5AAAAIPlantedKey4x',
  vnc: 'Planted-Vnc-5x',
};
const secrets = Object.values(planted);

export const found = (text: string): readonly string[] => secrets.filter((secret) => text.includes(secret));

export function withSecrets(tree: Tree): void {
  const add = (path: string, content: string, mode: number): void =>
    plant(tree, path, { type: 'file', content: Buffer.from(content), mode, uid: 0, gid: 0 });
  add(
    '/etc/NetworkManager/system-connections/home.nmconnection',
    `[connection]\nid=home\nuuid=1\n[wifi-security]\npsk=${planted.psk}\n`,
    0o600,
  );
  add('/etc/environment', `http_proxy=http://me:${planted.proxy}@proxy:3128\n`, 0o644);
  add('/etc/shadow', `root:${planted.hash}:19000::::::\n`, 0o600);
  add('/root/.ssh/authorized_keys', `ssh-ed25519 ${planted.key} me@home\n`, 0o600);
  add('/etc/xen/old.cfg', `name = "old"\nvncpasswd = "${planted.vnc}"\n`, 0o600);
  add('/var/log/archxen/pacman.log', `curl http://me:${planted.proxy}@proxy\nvncpasswd = '${planted.vnc}'\n`, 0o600);
}
