import { expect, it } from '@jest/globals';
import { factsOf, freshTree, host, started } from '../support/simulated.ts';

it('a link that systemd-networkd gave up on is named, and none else', async () => {
  const recorded = host('plain-uefi-systemd-boot');
  const tree = freshTree(recorded);
  expect((await factsOf(started(recorded, tree))).network.failedLinks).toBeUndefined();
  const path = '/run/systemd/netif/links/2';
  const node = tree.get(path);
  if (node?.type !== 'file') throw new Error(`no ${path}`);
  const text = Buffer.from(node.content)
    .toString()
    .replace(/^ADMIN_STATE=.*\n/m, '');
  tree.set(path, { ...node, content: Buffer.from(`ADMIN_STATE=failed\n${text}`) });
  expect((await factsOf(started(recorded, tree))).network.failedLinks).toEqual(['enp3s0']);
});
