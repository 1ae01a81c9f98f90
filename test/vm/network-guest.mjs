import { orShow } from './dom0.mjs';
import { archxen } from './host.mjs';

const image = '/root/asking.img';

/** Asks for a lease unless it has an address of its own, and tells by HTTP which hosts answer its ping. */
const init = ({ own, targets }) => `#!/bin/sh
export PATH=/bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev 2>/dev/null
for m in /mod/*.ko; do insmod $m; done
i=0; while [ ! -e /sys/class/net/eth0 ] && [ $i -lt 60 ]; do sleep 1; i=$((i+1)); done
ip link set lo up; ip link set eth0 up
${own === undefined ? 'busybox udhcpc -i eth0 -q -t 100 -T 3 -s /lease.sh' : `ip addr add ${own}/24 dev eth0`}
mkdir -p /www; busybox httpd -h /www
while :; do
  for a in ${targets.join(' ')}; do
    if ping -c 1 -W 5 $a >/dev/null 2>&1; then echo "$a answers"; else echo "$a is silent"; fi
  done > /www/new
  busybox mv /www/new /www/report
  echo LABGUEST; cat /www/report; sleep 2
done
`;

const lease = `#!/bin/sh
export PATH=/bin
[ "$1" = bound ] || exit 0
ip addr add $ip/$mask dev $interface
[ -z "$router" ] || ip route add default via $router
`;

/** The lab's guest with another first program. */
async function makeImage(machine, guest) {
  await machine.ssh('mkdir /tmp/asking && cd /tmp/asking && zcat /srv/guest/initramfs.img | cpio -id --quiet');
  await machine.ssh('cat > /tmp/asking/init', { input: init(guest) });
  await machine.ssh('cat > /tmp/asking/lease.sh && chmod 755 /tmp/asking/*.sh /tmp/asking/init', { input: lease });
  await machine.ssh(`cd /tmp/asking && find . | cpio -o -H newc --quiet -R 0:0 | gzip -1 > ${image} && rm -r /tmp/asking`);
}

/**
 * A guest on xenbr0 that pings `targets` while the host pings it. `own`: the address that it takes; without one it asks for a lease,
 * and `addressOf` finds what it was given. Gives what both said.
 */
export async function pingBothWays(machine, { own, targets, addressOf = async () => own }) {
  await makeImage(machine, { own, targets });
  const guest = {
    ...{ v: 1, name: 'asking', kind: 'pvh', memoryMiB: 256, vcpus: 1, disks: [], vifs: [{ bridge: 'xenbr0' }] },
    source: { kind: 'kernel', kernel: '/srv/guest/vmlinuz', initramfs: image, extra: 'console=hvc0 rdinit=/init' },
  };
  await archxen(machine, 'domu create --answers - --yes', { exit: 0, input: JSON.stringify(guest) });
  const { pinged, report } = await orShow(machine, 'asking', asked(machine, { targets, addressOf })).finally(() =>
    archxen(machine, 'domu destroy asking --yes', { exit: 0 }),
  );
  await archxen(machine, 'domu remove asking --yes', { exit: 0 });
  await machine.ssh(`rm ${image}`);
  return `from the host:\n${pinged.trim()}\nfrom the guest:\n${report}`;
}

/** What the host's ping and the guest's say. */
async function asked(machine, { targets, addressOf }) {
  const address = await addressOf();
  const { stdout: pinged } = await machine.ssh(`for i in $(seq 120); do ping -c 2 -W 5 ${address} && exit 0; sleep 1; done; exit 1`, {
    seconds: 900,
  });
  const wanted = targets.map((target) => `${target} answers`).join('\n');
  const asking = `for i in $(seq 60); do said=$(curl -s -m 20 http://${address}/report); [ "$said" = '${wanted}' ] && break; sleep 2; done; echo "$said"`;
  const report = (await machine.ssh(asking, { seconds: 900 })).stdout.trim();
  if (report !== wanted) throw new Error(`the guest says:\n${report}\ninstead of:\n${wanted}`);
  return { pinged, report };
}
