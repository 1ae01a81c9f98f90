import * as z from 'zod/mini';
import type { System } from '../system/port.ts';
import { parseIpJson } from './network-state.ts';
import { pause } from './pause.ts';
import { runQuiet } from './run-command.ts';

/**
 * Addresses and routes of a link that no lease and no router gave it. Some stand in a file of the network manager; others were
 * set by hand or by a program (a VPN's route to its peer), and no manager brings those back once a card has lost them.
 */
export interface StaticNetwork {
  /** Words after `ip` that give each to the link again; where it is there they change nothing. */
  readonly commands: readonly (readonly string[])[];
  /** Routes but the default one, by destination and gateway: `10.50.0.0/16 via 192.0.2.254`. */
  readonly routes: readonly string[];
}

export const nothingFixed: StaticNetwork = { commands: [], routes: [] };

const links = z.array(
  z.object({
    addr_info: z.optional(
      z.array(
        z.object({
          local: z.string(),
          prefixlen: z.number(),
          scope: z.optional(z.string()),
          dynamic: z.optional(z.boolean()),
          address: z.optional(z.string()),
        }),
      ),
    ),
  }),
);
const routes = z.array(
  z.object({
    dst: z.string(),
    gateway: z.optional(z.string()),
    protocol: z.optional(z.string()),
    metric: z.optional(z.number()),
    prefsrc: z.optional(z.string()),
    scope: z.optional(z.string()),
    flags: z.optional(z.array(z.string())),
    // Several gateways, or one of the other family: left alone.
    nexthops: z.optional(z.unknown()),
    via: z.optional(z.unknown()),
  }),
);

/** Of these the kernel, a lease or a router's announcement tells anew (rtnetlink(7), RTPROT_*). */
const comesByItself = new Set(['kernel', 'dhcp', 'ra', 'redirect']);

/** What `ip` says of the link; empty where it says nothing that can be read. */
export async function readStatic(system: System, link: string): Promise<StaticNetwork> {
  const ip = async (...words: readonly string[]) =>
    parseIpJson((await runQuiet(system, ['ip', '-j', ...words, 'show', 'dev', link])).stdout);
  const [addr, four, six] = await Promise.all([ip('addr'), ip('route'), ip('-6', 'route')]);
  const found = [...routesOf(four), ...routesOf(six)];
  return {
    commands: [
      ...addressesOf(addr).map((words) => ['addr', 'add', ...words, 'dev', link]),
      ...found.map((route) => [...(isSix(route) ? ['-6'] : []), 'route', 'add', ...words(route, link)]),
    ],
    routes: found.filter(({ dst }) => dst !== 'default').map(named),
  };
}

type Route = z.infer<typeof routes>[number];

function addressesOf(json: unknown): readonly (readonly string[])[] {
  const read = links.safeParse(json);
  if (!read.success) return [];
  return read.data
    .flatMap(({ addr_info = [] }) => addr_info)
    .filter(({ scope, dynamic }) => scope === 'global' && dynamic !== true)
    .map(({ local, prefixlen, address }) =>
      address === undefined ? [`${local}/${prefixlen}`] : [local, 'peer', `${address}/${prefixlen}`],
    );
}

function routesOf(json: unknown): readonly Route[] {
  const read = routes.safeParse(json);
  return read.success
    ? read.data.filter(({ protocol = 'boot', nexthops, via }) => !comesByItself.has(protocol) && (nexthops ?? via) === undefined)
    : [];
}

const isSix = ({ dst, gateway }: Route): boolean => dst.includes(':') || gateway?.includes(':') === true;
const named = ({ dst, gateway }: Route): string => (gateway === undefined ? dst : `${dst} via ${gateway}`);

const words = ({ dst, gateway, protocol, metric, prefsrc, scope, flags }: Route, link: string): readonly string[] => [
  ...[dst, ...(gateway === undefined ? [] : ['via', gateway]), 'dev', link],
  ...(protocol === undefined ? [] : ['proto', protocol]),
  ...(metric === undefined ? [] : ['metric', String(metric)]),
  ...(prefsrc === undefined ? [] : ['src', prefsrc]),
  ...(scope === undefined || gateway !== undefined ? [] : ['scope', scope]),
  ...(flags?.includes('onlink') === true ? ['onlink'] : []),
];

/** A route that is not over the bridge; undefined: all are. */
export async function lostRoute({ routes: wanted }: StaticNetwork, bridge: string, system: System): Promise<string | undefined> {
  if (wanted.length === 0) return undefined;
  const { routes: there } = await readStatic(system, bridge);
  const lost = wanted.find((route) => !there.includes(route));
  return lost && `the route to ${lost} is not over ${bridge}: was it set by hand?`;
}

/** How long a lease may take, without which a gateway is out of reach. */
const tries = 15;

/** Gives them back, until a pass finds all of them there: a network manager that is still at work may drop what it did not set. */
export async function giveBack({ commands }: StaticNetwork, system: System): Promise<void> {
  if (commands.length === 0) return;
  for (let nth = 0; nth < tries; nth += 1) {
    let wereThere = true;
    for (const command of commands) {
      const { stderr } = await runQuiet(system, ['ip', ...command]);
      wereThere &&= /File exists|already assigned/.test(stderr);
    }
    if (wereThere) return;
    await pause(1000);
  }
}

/** The same for the script that systemd runs: it does not look, and so tries all the time. */
export const giveBackLines = ({ commands }: StaticNetwork, quoted: (word: string) => string): readonly string[] =>
  commands.length === 0
    ? []
    : [
        'tries=0',
        `while [ "$tries" -lt ${tries} ]; do`,
        ...commands.map((command) => `  ip ${command.map(quoted).join(' ')} 2>/dev/null`),
        '  tries=$((tries + 1)); sleep 1',
        'done',
      ];
