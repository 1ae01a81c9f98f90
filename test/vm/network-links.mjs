import { $, path } from 'zx';
import { chosenCases, expectEqual, expectNone, indented } from '../check.mjs';
import { netctlSource, stageNetctl } from '../container/netctl.mjs';
import { buildStep, NetworkHost } from '../container/network-host.mjs';
import { router, setups } from '../container/setups.mjs';
import { project } from './lab/settings.mjs';
import { Machine } from './machine.mjs';
import { atRest } from './network.mjs';

/** The ssh connection comes over the card that QEMU gives; its default route would be another uplink. */
const networkdSide = {
  '/etc/systemd/network/10-side.network':
    '[Match]\nName=enp0s3\n\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n\n[DHCPv4]\nUseRoutes=no\nUseDNS=no\n',
};
const networkdRereads = 'networkctl reload && networkctl reconfigure enp0s3';

/** systemd-networkd keeps the card of the ssh connection. */
const netctl = {
  clear:
    'netctl stop-all; rm -rf /etc/systemd/system/netctl@* /etc/systemd/system/*.wants/netctl@*; find /etc/netctl -type f -delete; systemctl daemon-reload',
  side: networkdSide,
  take: 'tar -xf /root/netctl.tar -C / && rm -f /etc/systemd/network/* && systemctl daemon-reload',
  reread: (name) => `${networkdRereads} && netctl enable ${name} && netctl start ${name}`,
  // As at a shutdown and the boot after it.
  restart: 'netctl stop-all; systemctl start multi-user.target',
};

const managers = {
  'systemd-networkd': {
    clear: 'rm -f /etc/systemd/network/*',
    side: networkdSide,
    take: 'true',
    reread: () => networkdRereads,
    restart: 'systemctl restart systemd-networkd',
  },
  ...(netctlSource !== undefined && { netctl }),
  NetworkManager: {
    clear: 'rm -f /etc/NetworkManager/system-connections/*',
    side: {
      '/etc/NetworkManager/system-connections/side.nmconnection':
        '[connection]\nid=side\nuuid=00000000-0000-4000-8000-00000000001d\ntype=ethernet\ninterface-name=enp0s3\n\n[ipv4]\nmethod=auto\nnever-default=true\nignore-auto-dns=true\n\n[ipv6]\nmethod=disabled\n',
    },
    // Its udev rules leave veth pairs alone, which stand in for cards here. In a unit of its own: the connection is away for a moment.
    take: `printf '[device]\\nmatch-device=interface-name:enp1s0\\nmanaged=1\\n' > /etc/NetworkManager/conf.d/wires.conf && systemctl unmask -q NetworkManager && systemd-run -q --wait --collect sh -c 'rm -f /etc/systemd/network/*; systemctl disable -q --now systemd-networkd.socket systemd-networkd.service; systemctl enable -q --now NetworkManager'`,
    reread: () => 'nmcli connection reload && nmcli connection up side',
    restart: 'systemctl restart NetworkManager',
  },
};

/** A router in a network namespace of the machine: DHCP at the other end of `link`, which is made of the wire up0. */
const farSide = (link, more) =>
  [
    'ip netns add far && ip netns exec far ip link set lo up',
    'ip -n far link add up0 type veth peer name enp1s0 netns 1 && ip -n far link set up0 up',
    ...more,
    `ip -n far addr add ${router.address}/24 dev ${link} && ip -n far link set ${link} up`,
    `systemd-run -q --unit=far-dhcp ip netns exec far dnsmasq -k -C /dev/null --pid-file= -z -i ${link} -I lo --no-ping --dhcp-authoritative --dhcp-range=${router.first},${router.last},${router.mask},1h --no-resolv --no-hosts --address=/#/${router.address}`,
  ].join(' && ');

const far = {
  vlan: farSide('up0v', ['ip -n far link add link up0 name up0v type vlan id 7']),
  bond: farSide('up0', []),
};

/** VLAN and bond, in a machine because it has a kernel with both: set up, the daemon restarted, rolled back. ARCHXEN_CASES=bond chooses. */
export async function networkLinks(image, score, { keep }) {
  const machine = await Machine.of(image, 'network-links');
  try {
    await machine.firstBoot();
    const step = path.join(machine.directory, 'network-step.mjs');
    await buildStep(step);
    await machine.copyIn([step, path.join(project, 'test/container/inside/network-state.py')], '/root/');
    if (netctlSource !== undefined) await bringNetctl(machine);
    for (const [manager, { take }] of Object.entries(managers)) {
      const walks = Object.keys(far).map((name) => [`${manager}, ${name}`, () => walk(machine, manager, name)]);
      const chosen = chosenCases(Object.fromEntries(walks));
      if (chosen.length > 0) {
        // The connection may not live through it.
        await machine.ssh(take, { seconds: 600, nothrow: true });
        await machine.waitForBoot();
      }
      for (const [what, run] of chosen) await score.look(what, () => toldBy(machine, manager, run));
    }
  } finally {
    await machine.destroy({ keep });
  }
}

/** Where it fails, the words of NetworkManager come first: the next walk, or the end of the machine, takes them away. */
async function toldBy(machine, manager, run) {
  try {
    return await run();
  } catch (problem) {
    if (manager === 'NetworkManager') {
      const words = await machine
        .ssh('nmcli connection show --active; journalctl -u NetworkManager -b --no-pager | tail -200', { seconds: 300, nothrow: true })
        .catch((reason) => ({ stdout: `NetworkManager could not be asked: ${reason.message}` }));
      console.log(indented(words.stdout));
    }
    throw problem;
  }
}

/**
 * The bond once more: it may ask for its lease with the hardware address that it has before it takes its port's, and its next lease,
 * the bridge's too, would be of another one.
 */
const networkManagerUp = { vlan: 'nmcli connection up card', bond: 'nmcli connection up bond0-port && nmcli connection up bond0' };

async function walk(machine, manager, name) {
  const setup = setups[name];
  const { clear, side, reread, restart } = managers[manager];
  await machine.ssh(
    `${clear}; ip link del enp1s0.7; ip link del bond0; ip link del xenbr0; systemctl stop far-dhcp; ip netns del far; true`,
  );
  for (const [file, text] of Object.entries({ ...setup[manager], ...side }))
    await machine.ssh(`install -m ${manager === 'NetworkManager' ? 600 : 644} /dev/stdin ${file}`, { input: text });
  // The wire first: a bond that is made before its card has a hardware address of its own.
  await machine.ssh(far[name]);
  await machine.ssh(reread(name), { seconds: 600 });
  // NetworkManager has made a profile up for the card meanwhile.
  if (manager === 'NetworkManager') await machine.ssh(networkManagerUp[name], { seconds: 300 });
  const live = new NetworkHost({ run: (argv) => machine.ssh(argv.join(' ')) }, manager);
  await addressOn(machine, setup.uplink);
  const first = await atRest(live);
  const addresses = await live.addresses(setup.uplink);
  const step = (verb, input) =>
    machine.ssh(`node /root/network-step.mjs ${verb} '{"mode":"bridge"}'`, { nothrow: true, seconds: 900, input });
  const { answers, network } = JSON.parse((await step('facts')).stdout);
  expectEqual([network.manager, answers.uplink], [manager, setup.uplink], 'the manager and the uplink');
  const applied = await step('apply', 'keep\n');
  expectEqual(applied.exit, 0, `the step:\n${applied.stdout}${applied.stderr}`);
  expectEqual(await live.addresses('xenbr0'), addresses, 'the addresses of xenbr0');
  await machine.ssh(restart, { seconds: 600 });
  await addressOn(machine, 'xenbr0');
  const verdict = JSON.parse((await step('verify')).stdout);
  expectEqual(
    verdict.map(({ state }) => state),
    ['pass'],
    'the verdict after a restart of the daemon',
  );
  const back = await step('rollback');
  expectEqual(back.exit, 0, `the way back:\n${back.stdout}${back.stderr}`);
  expectNone(await live.same(first, 120), 'after the way back');
  return `${setup.uplink}: ${addresses.join(' ')}`;
}

async function bringNetctl(machine) {
  const root = path.join(machine.directory, 'netctl');
  await stageNetctl(root);
  await $`tar -cf ${`${root}.tar`} --owner=0 --group=0 -C ${root} usr etc`;
  await machine.copyIn([`${root}.tar`], '/root/');
}

const addressOn = (machine, link) =>
  machine.ssh(`for i in $(seq 150); do ip -4 -o addr show dev ${link} | grep -q 192.0.2. && exit 0; sleep 2; done; networkctl; exit 1`, {
    seconds: 900,
  });
