import { type Command, done, failed, lines } from '../core/world.ts';
import { activeState } from '../systemd/activity.ts';
import { fileFor, readConfiguration } from './configuration.ts';
import { currentNetwork } from './current.ts';
import { reloadNetworkd } from './networkd.ts';

export const networkctl: Command = async ({ args }, world) => {
  const [verb = 'list', name = ''] = args.filter((arg) => !arg.startsWith('-'));
  if ((await activeState(world, 'systemd-networkd.service')) !== 'active') {
    return failed(
      1,
      'systemd-networkd is not running, output might be incomplete.\nFailed to connect to network service: Connection refused\n',
    );
  }
  const { links } = await currentNetwork(world);
  const link = links.find(({ ifname }) => ifname === name);
  switch (verb) {
    case 'reload':
      await reloadNetworkd(world);
      return done();
    case 'reconfigure':
      if (link === undefined) return failed(1, `Failed to resolve interface "${name}": No such device\n`);
      await reloadNetworkd(world);
      return done();
    case 'status': {
      if (link === undefined) return failed(1, `Interface "${name}" not found.\n`);
      const file = fileFor(await readConfiguration(world), link)?.path ?? 'n/a';
      const address = link.addr_info.find(({ family }) => family === 'inet');
      return done(
        lines([
          `${link.ifindex}: ${name}`,
          `              Network File: ${file}`,
          '                     State: routable (configured)',
          `          Hardware Address: ${link.address}`,
          ...(address === undefined ? [] : [`                   Address: ${address.local}`]),
        ]),
      );
    }
    case 'list':
      return done(lines(links.map(({ ifindex, ifname, link_type }) => `${ifindex} ${ifname} ${link_type} routable configured`)));
    default:
      return undefined;
  }
};

/** Is there somebody at the other end? */
export const ping: Command = async ({ args }, world) => {
  const target = args.at(-1) ?? '';
  if (world.model.online) return done(`PING ${target} 56(84) bytes of data.\n64 bytes from ${target}: icmp_seq=1 ttl=64 time=0.41 ms\n`);
  return failed(/^[\d.]+$/.test(target) ? 1 : 2, /^[\d.]+$/.test(target) ? '' : `ping: ${target}: Temporary failure in name resolution\n`);
};

export const getent: Command = async ({ args }, world) => {
  const [database, key = ''] = args;
  if (!/^a?hosts/.test(database ?? '')) return undefined;
  return world.model.online ? done(`192.0.2.80      ${key}\n`) : failed(2, '');
};
