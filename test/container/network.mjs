import { expectEqual, expectMatch, expectNone } from '../check.mjs';
import { ended } from '../vm/wizard.mjs';
import { Container, card } from './container.mjs';
import { answers, archxen, atTerminal, bringBuilt, bringIn, expectAsAtFirst, hostState, killArchxen } from './host.mjs';
import { bringNetworkState, NetworkHost } from './network-host.mjs';

const bridge = 'xenbr0';
/** Seconds until the trial takes itself back. DHCP on the new bridge takes some of them. */
const windowSeconds = 30;

const hardwareAddress = async (container, link) => (await container.run(['cat', `/sys/class/net/${link}/address`])).stdout.trim();
const isThere = async (container, link) => (await container.run(['ip', 'link', 'show', link], { nothrow: true })).exit === 0;

/** The uplink moves into a bridge under the real systemd-networkd, with a DHCP server at the other end. */
export async function network(made, score) {
  const container = await Container.boot('network', made);
  try {
    await bringIn(container);
    await bringBuilt(container, made);
    await container.write('/root/answers.json', JSON.stringify(answers({ network: { mode: 'bridge', bridge, windowSeconds } })));
    await bringNetworkState(container);
    const first = await hostState(container);
    // what `ip` says can be asked again and again; the whole state takes long
    const live = new NetworkHost(container, 'systemd-networkd');
    const firstNetwork = await live.state();
    const [address] = await container.addresses(card);
    const mac = await hardwareAddress(container, card);
    const apply = ['apply', '--answers', '/root/answers.json'];

    await score.look('not confirmed: the bridge takes itself back, and archxen rolls back', async () => {
      const terminal = atTerminal(container, ...apply);
      try {
        await terminal.waitFor(/\[Y\/n\]/, 300);
        terminal.press('enter');
        await terminal.waitFor(/keep it/i, 900);
        expectEqual(await container.addresses(bridge), [address], `the address of ${bridge}`);
        // nothing is pressed: nobody may be able to
        const words = await ended(terminal, { exit: 30, seconds: 900 });
        expectNone(await live.same(firstNetwork, 60), 'the network');
        return words.split('\n').slice(-6).join('\n');
      } finally {
        terminal.hangUp();
      }
    });

    await score.look('archxen killed before the word: the bridge takes itself back without it', async () => {
      const terminal = atTerminal(container, ...apply);
      try {
        await terminal.waitFor(/\[Y\/n\]/, 300);
        terminal.press('enter');
        await terminal.waitFor(/keep it/i, 900);
        expectEqual(await isThere(container, bridge), true, `${bridge} is there`);
        await killArchxen(container);
        await container.until(`${bridge} is gone`, async () => !(await isThere(container, bridge)), 60 + windowSeconds);
        expectNone(await live.same(firstNetwork, 60), 'the network');
        expectEqual(await container.reachesRouter(), true, 'the router answers');
      } finally {
        terminal.hangUp();
      }
      await archxen(container, ['rollback', '--yes'], { exit: 0 });
      await expectAsAtFirst(container, first);
    });

    await score.check('confirmed: the bridge has address, MAC and route of the card', async () => {
      await archxen(container, [...apply, '--yes'], { exit: [0, 10] });
      expectEqual(await container.addresses(bridge), [address], `the address of ${bridge}`);
      expectEqual(await hardwareAddress(container, bridge), mac, `the MAC of ${bridge}`);
      const { stdout } = await container.run(['sh', '-c', 'ip -br addr; ip route; bridge link']);
      expectMatch(stdout, new RegExp(`^default via 192\\.0\\.2\\.1 dev ${bridge}`, 'm'));
      expectMatch(stdout, new RegExp(`${card}.* master ${bridge}`));
      return stdout;
    });
    await score.check('it stays after the window', async () => {
      await container.run(['sleep', String(windowSeconds + 5)]);
      expectEqual(await container.addresses(bridge), [address], `the address of ${bridge}`);
      expectEqual(await container.reachesRouter(), true, 'the router answers');
    });
    await score.check('rollback: ip -j says the same as before', async () => {
      await archxen(container, ['rollback', '--yes'], { exit: 0 });
      expectNone(await live.same(firstNetwork, 60), 'the network');
      await expectAsAtFirst(container, first);
      expectEqual(await container.reachesRouter(), true, 'the router answers');
    });
  } finally {
    await container.destroy();
  }
}
