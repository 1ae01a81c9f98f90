import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../src/core/change.ts';
import { gatherFacts } from '../../src/facts/gather.ts';
import type { Refused } from '../../src/networks/backend.ts';
import { networkd } from '../../src/networks/networkd.ts';
import { prefixFor } from '../../src/networks/networkd-order.ts';
import { self } from '../facts/host.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';
import { simulated } from '../system/simulated/host.ts';

const bridge = sampleAnswers();
const nat = sampleAnswers({ network: { mode: 'nat' } });
const among = (...networkFiles: readonly string[]) => sampleFacts({ network: { networkFiles, uplinkFile: undefined } });

const pathsOf = (made: readonly Change[] | Refused): readonly string[] => {
  if ('refused' in made) throw new Error(made.refused);
  return made.flatMap((change) =>
    change.kind === 'file' ? [change.path] : change.kind === 'network' ? change.files.map(({ path }) => path) : [],
  );
};

describe('the names of the files', () => {
  it.each([
    ['05-wired.network', '05-archxen'],
    ['00-wired.network', '00-archxen'],
    ['00-a.network', '0-archxen'],
    ['0-a.network', '+archxen'],
    ['20-wired.network', '10-archxen'],
    ['en.network', '10-archxen'],
  ])('sort before %s', (other, prefix) => {
    expect(prefixFor(among(other), 'xenbr0')).toBe(prefix);
    expect(prefixFor(among('20-ethernet.network', other, '80-vm.network'), 'xenbr0')).toBe(prefix);
    expect([`${prefix}-port.network`, other].toSorted()[0]).toBe(`${prefix}-port.network`);
  });

  it('stay as they are where archxen has its files already', () => {
    expect(prefixFor(among('10-archxen-port.network', '10-archxen-vif.network', '20-wired.network'), 'xenbr0')).toBe('10-archxen');
    expect(prefixFor(among('05-archxen-port.network', '05-wired.network'), 'xenbr0')).toBe('05-archxen');
    expect(prefixFor(among('+archxen-vif.network'), 'xenbr0')).toBe('10-archxen');
    expect(prefixFor(among(), 'xenbr0')).toBe('10-archxen');
  });

  it('come before a file for every card, bridged and routed', () => {
    const facts = sampleFacts({ network: { networkFiles: ['05-wired.network', '20-ethernet.network'] } });
    for (const made of [networkd.bridge(facts, bridge), networkd.routed(facts, nat)])
      for (const path of pathsOf(made)) expect(path).toMatch(/\/systemd\/network\/05-archxen-/);
    for (const made of [networkd.bridge(sampleFacts(), bridge), networkd.routed(sampleFacts(), nat)])
      for (const path of pathsOf(made)) expect(path).toMatch(/\/systemd\/network\/10-archxen-/);
  });

  it('cannot come before everything, which is said', () => {
    const facts = sampleFacts({ network: { networkFiles: ['!.network'] } });
    for (const made of [networkd.bridge(facts, bridge), networkd.routed(facts, nat)])
      expect(made).toEqual({ refused: 'no file name sorts before !.network', hint: expect.stringContaining('Rename it') });
  });

  it('are the same again when the facts are read with them in place', async () => {
    const host = simulated('plain-uefi-systemd-boot');
    await host.write('/etc/systemd/network/05-wired.network', '[Match]\nType=ether\n\n[Network]\nDHCP=yes\n');
    const facts = await gatherFacts(host.system, { self });
    const paths = pathsOf(networkd.bridge(facts, bridge));
    expect(paths).toContain('/etc/systemd/network/05-archxen-vif.network');
    await host.system.makeDirectory('/run/systemd/network', { mode: 0o755, uid: 0, gid: 0 });
    for (const path of paths) await host.write(path, '[Match]\nName=none\n');
    const now = await gatherFacts(host.system, { self });
    expect(now.network.networkFiles).toContain('05-archxen-vif.network');
    expect(prefixFor(now, 'xenbr0')).toBe('05-archxen');
  });
});
