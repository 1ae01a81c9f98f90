import { path, sleep } from 'zx';
import { expectEqual, expectMatch, expectNone } from '../check.mjs';
import { NetworkHost } from '../container/network-host.mjs';
import { bringBuilt } from './built.mjs';
import { archxen, bringIn, hypervisor, proposed, xlList } from './host.mjs';
import { project } from './lab/settings.mjs';
import { Machine } from './machine.mjs';
import { pingBothWays } from './network-guest.mjs';

/** What QEMU's network gives out, and its gateway, which answers ping. */
const host = '10.0.2.15';
const gateway = '10.0.2.2';
const overUplink = { own: '10.0.2.60', targets: [host, gateway] };
const staticFile = `[Match]\nName=enp0s3\n\n[Network]\nAddress=${host}/24\nGateway=${gateway}\nDNS=10.0.2.3\nIPv6AcceptRA=no\n`;

/** Whose network it is before archxen, beside systemd-networkd with DHCP, which the other scenarios have. */
const kinds = {
  manager: {
    prepare: (machine) =>
      machine.ssh(
        'rm /etc/systemd/network/*.network && systemctl disable -q systemd-networkd.service systemd-networkd.socket && systemctl unmask -q NetworkManager && systemctl enable -q NetworkManager',
      ),
    manager: 'NetworkManager',
    guest: overUplink,
  },
  static: {
    prepare: (machine) => machine.ssh('cat > /etc/systemd/network/20-ethernet.network', { input: staticFile }),
    manager: 'systemd-networkd',
    guest: overUplink,
  },
  nat: {
    prepare: async () => undefined,
    manager: 'systemd-networkd',
    network: { mode: 'nat' },
    // its way out is through this host's address
    guest: { targets: ['192.168.223.1', host, gateway] },
  },
};

/** A host whose network is of this kind becomes a dom0 with its address kept, has a guest that is reached, and comes back. */
export const network =
  (name) =>
  async (image, score, { keep }) => {
    const machine = await Machine.of(image, `network-${name}`, { outside: true });
    try {
      await walk(machine, image, score, kinds[name]);
    } finally {
      await machine.destroy({ keep });
    }
  };

async function walk(machine, image, score, kind) {
  await machine.firstBoot();
  await bringIn(machine);
  await bringBuilt(machine, image);
  await machine.copyIn([path.join(project, 'test/container/inside/network-state.py')], '/root/network-state.py');
  await kind.prepare(machine);
  await machine.reboot();
  const live = new NetworkHost({ run: (argv) => machine.ssh(argv.join(' ')) }, kind.manager);
  const first = await atRest(live);
  await withRoute(machine, 'enp0s3');
  const carrier = kind.network?.mode === 'nat' ? 'enp0s3' : 'xenbr0';

  await score.check(`archxen apply under ${kind.manager}`, async () => {
    const answers = await proposed(machine);
    await archxen(machine, 'apply --answers - --yes', {
      ...{ seconds: 1800, exit: 10 },
      input: JSON.stringify({ ...answers, network: { ...answers.network, ...kind.network } }),
    });
    return withAddress(machine, carrier);
  });
  await score.check('under Xen the address is kept, and the verdict is green', async () => {
    await machine.reboot();
    expectEqual(await hypervisor(machine), 'xen', '/sys/hypervisor/type');
    const domains = await xlList(machine);
    const { text } = await archxen(machine, 'verify', { exit: 0 });
    return `${domains}${await withAddress(machine, carrier)}${text}`;
  });
  await score.look('a guest and the host ping each other', () =>
    pingBothWays(machine, { ...kind.guest, ...(kind.guest.own === undefined ? { addressOf: () => leased(machine) } : {}) }),
  );
  await score.check('archxen rollback, and the network as it was after the next boot', async () => {
    await archxen(machine, 'rollback --yes', { exit: 10 });
    await machine.reboot();
    expectEqual(await hypervisor(machine), 'none', '/sys/hypervisor/type');
    expectNone(await live.same(first, 120), 'the network');
    return `no difference in ${Object.keys(first).length} links, addresses, routes and files`;
  });
}

/** The state, once nothing changes any more: router advertisements come after the first address. */
export async function atRest(live) {
  for (;;) {
    const state = await live.state();
    await sleep(8000);
    if ((await live.differences(state)).length === 0) return state;
  }
}

async function withAddress(machine, carrier) {
  const stdout = await withRoute(machine, carrier);
  if (carrier === 'xenbr0') expectMatch(stdout, /enp0s3.* master xenbr0/);
  else expectMatch(stdout, /^xenbr0 .*192\.168\.223\.1\/24/m);
  return stdout;
}

/** The host's address and its way out; where one is missing, with what its network manager said. */
async function withRoute(machine, carrier) {
  const { stdout } = await machine.ssh('ip -br addr; ip route; bridge link');
  const there = [`^${carrier} +UP +${host}/24`, `^default via ${gateway} dev ${carrier}`];
  if (there.some((line) => !new RegExp(line, 'm').test(stdout))) {
    const log = await machine.ssh('journalctl -b --no-pager -o short-monotonic -u systemd-networkd -u NetworkManager | tail -40');
    throw new Error(`${carrier} has not its address, or no way out:\n${stdout}${log.stdout}`);
  }
  return stdout;
}

/** What the host's DHCP server gave the guest: its neighbour on the bridge. */
async function leased(machine) {
  const line =
    'for i in $(seq 420); do a=$(ip -4 neigh show dev xenbr0 | grep lladdr | grep -o \'^192.168.223.[0-9]*\' | tail -1); [ -n "$a" ] && break; sleep 1; done; echo $a';
  const address = (await machine.ssh(line, { seconds: 900 })).stdout.trim();
  expectMatch(address, /^192\.168\.223\.\d+$/, 'the address of the guest');
  return address;
}
