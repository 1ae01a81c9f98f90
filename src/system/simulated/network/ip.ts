import type { RunResult } from '../../port.ts';
import { type Command, done, failed, type World } from '../core/world.ts';
import { changeNetwork, currentNetwork } from './current.ts';
import { isIpv6, type Link } from './links.ts';
import { linkDown } from './netctl-links.ts';
import { forgetLink } from './show-bridges.ts';

/** ip(8), with -j. */
export const ip: Command = async ({ args }, world) => {
  const json = args.some((arg) => /^-j(son)?$/.test(arg));
  const [object = '', verb = 'show', ...rest] = args.filter((arg) => !arg.startsWith('-'));
  if ('link'.startsWith(object) && object !== '' && /^del(ete)?$/.test(verb))
    return deleteLink(world, rest.filter((word) => word !== 'dev')[0] ?? '');
  if ('link'.startsWith(object) && object !== '' && verb === 'set') return setLink(world, rest);
  // What archxen gives back is what was there: a simulated link never lost it.
  if (verb === 'add') return failed(2, 'RTNETLINK answers: File exists\n');
  if (!json || !/^(show|list|ls|get)$/.test(verb)) return undefined;
  const { links, routes } = await currentNetwork(world);
  const six = args.includes('-6');
  if (/^n(eigh(bou?r)?)?$/.test(object)) return done(neighbours(rest, world.model.online));
  const device = rest[rest.indexOf('dev') + 1];
  const named = (link: Link): boolean => rest.length === 0 || device === undefined || !rest.includes('dev') || link.ifname === device;
  if (/^a(ddr(ess)?)?$/.test(object)) return done(`${JSON.stringify(links.filter(named))}\n`);
  if (/^l(ink)?$/.test(object)) return done(`${JSON.stringify(links.filter(named).map(({ addr_info: _, ...link }) => link))}\n`);
  if (/^r(oute)?$/.test(object)) {
    const chosen = routes.filter(
      (route) =>
        (!rest.includes('default') || route.dst === 'default') && (!rest.includes('dev') || route.dev === device) && isIpv6(route) === six,
    );
    return done(chosen.length === 0 ? '[]\n' : `${JSON.stringify(chosen)}\n`);
  }
  return undefined;
};

/** ip -j neigh show to ADDRESS dev LINK: whoever is there has answered. */
function neighbours(words: readonly string[], online: boolean): string {
  const dst = words[words.indexOf('to') + 1];
  const dev = words[words.indexOf('dev') + 1];
  return `${JSON.stringify(online ? [{ dst, dev, lladdr: '02:00:5e:00:53:01', state: ['REACHABLE'] }] : [])}\n`;
}

/** ip link set dev LINK ... down; what else can be set shows nowhere here. */
async function setLink(world: World, words: readonly string[]): Promise<RunResult> {
  const now = await currentNetwork(world);
  const name = words.find((word) => word !== 'dev');
  if (words.includes('down'))
    await changeNetwork(world, { ...now, links: now.links.map((link) => (link.ifname === name ? linkDown(link) : link)) });
  return done();
}

async function deleteLink(world: World, name: string): Promise<RunResult> {
  const { links, routes } = await currentNetwork(world);
  if (!links.some(({ ifname }) => ifname === name)) return failed(1, `Cannot find device "${name}"\n`);
  await changeNetwork(world, {
    links: links
      .filter(({ ifname }) => ifname !== name)
      .map((link) => {
        const { master, linkinfo, ...free } = link;
        return master === name ? free : link;
      }),
    routes: routes.filter(({ dev }) => dev !== name),
  });
  const gone = links.find(({ ifname }) => ifname === name);
  if (gone !== undefined) await forgetLink(world, gone);
  return done();
}
