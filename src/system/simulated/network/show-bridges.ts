import { removeAll, writeText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import { currentNetwork } from './current.ts';
import type { Link } from './links.ts';

/** The kernel's word about new bridges. */
export async function showBridges(world: World): Promise<void> {
  for (const link of (await currentNetwork(world)).links) {
    const sys = `/sys/class/net/${link.ifname}`;
    if (link.linkinfo?.info_kind !== 'bridge' || (await world.files.stat(sys)) !== undefined) continue;
    await writeText(world.files, `${sys}/address`, `${link.address}\n`);
    await world.files.makeDirectory(`${sys}/bridge`, { mode: 0o755, uid: 0, gid: 0 });
  }
}

/** What is left of a link that is gone. */
export async function forgetLink({ files }: World, { ifname, ifindex }: Link): Promise<void> {
  await removeAll(files, `/sys/class/net/${ifname}`);
  for (const folder of ['/run/systemd/netif/links', '/run/NetworkManager/devices']) await files.remove(`${folder}/${ifindex}`);
}
