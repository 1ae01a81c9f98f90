import { router, secondRouter } from './far.mjs';

/** The network of a host before archxen, as its owner would have written it down: by manager and kind of network. */
const networkd = (name, lines) => ({ [`/etc/systemd/network/${name}`]: `${lines.join('\n')}\n` });
const keyfile = (id, uuid, lines) => ({
  [`/etc/NetworkManager/system-connections/${id}.nmconnection`]: `${[`[connection]`, `id=${id}`, `uuid=${uuid}`, ...lines].join('\n')}\n`,
});
const profile = (name, lines) => ({ [`/etc/netctl/${name}`]: `${lines.join('\n')}\n` });
const uuid = (digit) => `${digit.repeat(8)}-2a2b-4a5f-9d43-0d6b1f6a9e21`;
const own = { address: '192.0.2.20/24', second: '192.0.2.21/24', six: '2001:db8:7::20/64' };

const secondOwn = secondRouter.address.replace(/\d+$/, '20/24');

const wired = (rest, card = 'enp1s0') => ['type=ethernet', `interface-name=${card}`, '', ...rest];
const onCard = ['Interface=enp1s0', 'Connection=ethernet'];
const lease = ['IP=dhcp', 'DHCPClient=dhclient'];
const [v4auto, v6off] = [
  ['[ipv4]', 'method=auto', ''],
  ['[ipv6]', 'method=disabled', ''],
];

/**
 * `addresses`: what the host must have on its uplink, before and after, by the beginning of the address. `leavesAlone`: a card
 * with a lease stays as it is; systemd-networkd 252 forgets the metric of such an address when it is restarted. `needs`: a kind of
 * link that not every kernel has.
 */
export const setups = {
  dhcp: {
    addresses: ['192.0.2.'],
    'systemd-networkd': networkd('20-wired.network', ['[Match]', 'Name=en*', '', '[Network]', 'DHCP=ipv4', 'IPv6AcceptRA=no']),
    // No profile at all: NetworkManager makes one up, as on most desktops.
    NetworkManager: {},
    netctl: profile('ethernet-dhcp', ["Description='A basic dhcp ethernet connection'", ...onCard, ...lease]),
  },
  'static-v4': {
    addresses: [own.address, own.second],
    'systemd-networkd': networkd('20-wired.network', [
      ...['[Match]', 'Name=enp1s0', '', '[Network]', `Address=${own.address}`, `Address=${own.second}`, `Gateway=${router.address}`],
      ...[`DNS=${router.address}`, 'IPv6AcceptRA=no', '', '[Route]', `Destination=203.0.113.0/24`, `Gateway=${router.address}`],
    ]),
    NetworkManager: keyfile('office', uuid('1'), [
      ...wired([
        '[ipv4]',
        `address1=${own.address},${router.address}`,
        `address2=${own.second}`,
        `dns=${router.address};`,
        'method=manual',
      ]),
      ...[`route1=203.0.113.0/24,${router.address}`, '', ...v6off],
    ]),
    netctl: profile('office', [
      ...[
        "# The owner's own words",
        'Description=Office',
        ...onCard,
        'IP=static',
        `Address=('${own.address}'`,
        `         '${own.second}')`,
      ],
      ...[`Gateway='${router.address}'`, `Routes=('203.0.113.0/24 via ${router.address}')`, `DNS=('${router.address}')`, 'IP6=no'],
    ]),
  },
  'v4-and-v6': {
    announces: true,
    addresses: ['192.0.2.', '2001:db8:7:'],
    'systemd-networkd': networkd('20-wired.network', ['[Match]', 'Name=enp1s0', '', '[Network]', 'DHCP=yes']),
    NetworkManager: keyfile('dual', uuid('2'), wired([...v4auto, '[ipv6]', 'addr-gen-mode=stable-privacy', 'method=auto'])),
    netctl: profile('dual', [...onCard, ...lease, 'IP6=stateless']),
  },
  'static-v6': {
    announces: true,
    addresses: [own.address, own.six],
    'systemd-networkd': networkd('20-wired.network', [
      ...['[Match]', 'Name=enp1s0', '', '[Network]', `Address=${own.address}`, `Gateway=${router.address}`, `DNS=${router.address}`],
      ...[`Address=${own.six}`, 'Gateway=2001:db8:7::1', 'IPv6AcceptRA=no'],
    ]),
    NetworkManager: keyfile('six', uuid('3'), [
      ...wired(['[ipv4]', `address1=${own.address},${router.address}`, `dns=${router.address};`, 'method=manual', '']),
      ...['[ipv6]', 'addr-gen-mode=eui64', `address1=${own.six},2001:db8:7::1`, 'method=manual'],
    ]),
    netctl: profile('six', [
      ...[...onCard, 'IP=static', `Address='${own.address}'`, `Gateway=${router.address}`, `DNS=${router.address}`],
      ...['IP6=static', `Address6=('${own.six}')`, "Gateway6='2001:db8:7::1'"],
    ]),
  },
  'two-uplinks': {
    second: true,
    leavesAlone: true,
    addresses: ['192.0.2.'],
    'systemd-networkd': {
      ...networkd('20-first.network', ['[Match]', 'Name=enp1s0', '', '[Network]', 'DHCP=ipv4', '', '[DHCPv4]', 'RouteMetric=100']),
      ...networkd('30-second.network', ['[Match]', 'Name=enp2s0', '', '[Network]', 'DHCP=ipv4', '', '[DHCPv4]', 'RouteMetric=200']),
    },
    NetworkManager: {
      ...keyfile('first', uuid('4'), wired([...v4auto, ...v6off])),
      ...keyfile('second', uuid('5'), wired(['[ipv4]', 'method=auto', 'route-metric=101', '', ...v6off], 'enp2s0')),
    },
    netctl: {
      ...profile('first', [...onCard, ...lease]),
      // netctl gives a lease no metric, so the other way out has an address of its own.
      ...profile('second', [
        ...['Interface=enp2s0', 'Connection=ethernet', 'IP=static', `Address='${secondOwn}'`],
        `Routes=('default via ${secondRouter.address} metric 200')`,
      ]),
    },
  },
  'existing-bridge': {
    bridge: 'br0',
    addresses: ['192.0.2.'],
    'systemd-networkd': {
      ...networkd('10-br0.netdev', ['[NetDev]', 'Name=br0', 'Kind=bridge']),
      ...networkd('20-br0.network', ['[Match]', 'Name=br0', '', '[Network]', 'DHCP=ipv4']),
      ...networkd('30-port.network', ['[Match]', 'Name=enp1s0', '', '[Network]', 'Bridge=br0']),
    },
    NetworkManager: {
      ...keyfile('br0', uuid('6'), [
        'type=bridge',
        'interface-name=br0',
        'autoconnect-slaves=1',
        '',
        '[bridge]',
        'stp=false',
        '',
        ...v4auto,
        ...v6off,
      ]),
      ...keyfile('br0-port', uuid('7'), ['type=ethernet', 'interface-name=enp1s0', 'master=br0', 'slave-type=bridge', '']),
    },
    netctl: profile('bridge', ['Connection=bridge', 'Interface=br0', 'BindsToInterfaces=(enp1s0)', 'MACAddress=enp1s0', ...lease]),
  },
  bond: {
    needs: { what: 'bonds (bonding)', link: ['type', 'bond'] },
    uplink: 'bond0',
    addresses: ['192.0.2.'],
    'systemd-networkd': {
      ...networkd('10-bond0.netdev', ['[NetDev]', 'Name=bond0', 'Kind=bond', '', '[Bond]', 'Mode=active-backup', 'MIIMonitorSec=100ms']),
      ...networkd('20-card.network', ['[Match]', 'Name=enp1s0', '', '[Network]', 'Bond=bond0']),
      ...networkd('30-bond.network', ['[Match]', 'Name=bond0', '', '[Network]', 'DHCP=ipv4', 'IPv6AcceptRA=no']),
    },
    NetworkManager: {
      ...keyfile('bond0', uuid('a'), [
        ...['type=bond', 'interface-name=bond0', '', '[bond]', 'mode=active-backup', 'miimon=100', ''],
        ...v4auto,
        ...v6off,
      ]),
      ...keyfile('bond0-port', uuid('b'), ['type=ethernet', 'interface-name=enp1s0', 'master=bond0', 'slave-type=bond', '']),
    },
    netctl: profile('bond', [
      ...["Description='Two cards as one'", 'Connection=bond', 'Interface=bond0', 'BindsToInterfaces=(enp1s0)'],
      ...["Mode='active-backup'", "LinkOptions='miimon 100'", 'MACAddress=enp1s0', ...lease],
    ]),
  },
  vlan: {
    needs: { what: 'VLANs (8021q)', link: ['link', 'lo', 'type', 'vlan', 'id', '9'] },
    vlan: 7,
    uplink: 'enp1s0.7',
    addresses: ['192.0.2.'],
    'systemd-networkd': {
      ...networkd('10-vlan.netdev', ['[NetDev]', 'Name=enp1s0.7', 'Kind=vlan', '', '[VLAN]', 'Id=7']),
      ...networkd('20-card.network', ['[Match]', 'Name=enp1s0', '', '[Network]', 'VLAN=enp1s0.7', 'LinkLocalAddressing=no']),
      ...networkd('30-vlan.network', ['[Match]', 'Name=enp1s0.7', '', '[Network]', 'DHCP=ipv4', 'IPv6AcceptRA=no']),
    },
    NetworkManager: {
      ...keyfile('card', uuid('8'), wired(['[ipv4]', 'method=disabled', '', ...v6off])),
      ...keyfile('vlan', uuid('9'), [
        'type=vlan',
        'interface-name=enp1s0.7',
        '',
        '[vlan]',
        'id=7',
        'parent=enp1s0',
        '',
        ...v4auto,
        ...v6off,
      ]),
    },
    netctl: profile('vlan', ['Connection=vlan', 'Interface=enp1s0.7', "BindsToInterfaces='enp1s0'", 'VLANID=7', ...lease]),
  },
};

/** The uplink stays as it is, and guests are routed. */
setups.nat = { ...setups.dhcp, mode: 'nat', leavesAlone: true };

export { router, secondRouter };
