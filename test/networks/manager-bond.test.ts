import { describe, expect, it } from '@jest/globals';
import type { NetworkChange } from '../../src/core/change-network.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { PortProfileFacts } from '../../src/core/facts-network.ts';
import { networkManager } from '../../src/networks/network-manager.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const folder = '/etc/NetworkManager/system-connections';
const own = '7c5f7a0e-2a2b-4a5f-9d43-0d6b1f6a9e21';
const bond = `[connection]\nid=bond0\nuuid=${own}\ntype=bond\ninterface-name=bond0\n\n[bond]\nmode=active-backup\n\n[ipv4]\nmethod=auto\n`;
const [first, second] = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002'];

/** A port of the bond, which its profile names by `master`. */
function port(link: string, uuid: string, master: string, more = ''): PortProfileFacts {
  const names = `id=${link}\nuuid=${uuid}\ntype=ethernet\n${master}\nslave-type=bond\n`;
  return { link, profile: { uuid, path: `${folder}/${link}.nmconnection`, text: `[connection]\n${names}\n[ethernet]\nmtu=9000\n${more}` } };
}

const ports = [port('enp1s0', first, 'master=bond0'), port('enp2s0', second, `controller=${own}\nautoconnect-priority=300`)];

const facts = (portProfiles: readonly PortProfileFacts[]): Facts =>
  sampleFacts({
    network: {
      manager: 'NetworkManager',
      uplink: 'bond0',
      links: sampleFacts().network.links.map((link) => ({ ...link, name: 'bond0', kind: 'bond' as const })),
      profile: { uuid: own, path: `${folder}/bond0.nmconnection`, text: bond },
      portProfiles,
    },
  });

const made = (of: Facts) => networkManager.bridge(of, sampleAnswers({ network: { uplink: 'bond0' } }));

function trialOn(of: Facts): NetworkChange {
  const changes = made(of);
  if ('refused' in changes) throw new Error(changes.refused);
  const trial = changes.find((change) => change.kind === 'network');
  if (trial === undefined) throw new Error('no trial');
  return trial;
}

const textOf = ({ files }: NetworkChange, name: string): string =>
  files.find(({ path }) => path.endsWith(`/${name}.nmconnection`))?.text ?? '';
const setting = (text: string, key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1];
const up = (uuid: string | undefined) => ['nmcli', '--wait', '30', 'connection', 'up', 'uuid', uuid];

describe('a bond under NetworkManager', () => {
  const trial = trialOn(facts(ports));
  const stacked = textOf(trial, 'archxen-xenbr0-port');
  const copies = ports.map(({ link }) => textOf(trial, `archxen-xenbr0-port-${link}`));

  it('has profiles of its own for its ports: none of them is of the bond as it was', () => {
    expect(copies.map((text) => setting(text, 'master'))).toEqual([setting(stacked, 'uuid'), setting(stacked, 'uuid')]);
    expect(copies.map((text) => setting(text, 'interface-name'))).toEqual(['enp1s0', 'enp2s0']);
    expect(new Set([...trial.files.map(({ text }) => setting(text, 'uuid')), own, first, second]).size).toBe(trial.files.length + 3);
    for (const { text } of trial.files) expect(text).not.toContain(own);
  });

  it('keeps the settings of each port, and comes before its own profile at a boot', () => {
    for (const text of copies) expect(text).toContain('[ethernet]\nmtu=9000\n');
    for (const text of copies) expect(text.match(/^(master|controller|slave-type)=/gm)).toHaveLength(2);
    expect(copies.map((text) => setting(text, 'autoconnect-priority'))).toEqual(['100', '301']);
    expect(trial.files.filter(({ path }) => path.endsWith('.nmconnection')).map(({ mode }) => mode)).toEqual([0o600, 0o600, 0o600, 0o600]);
  });

  it('is made by one activation, which brings all ports along', () => {
    expect(trial.up).toEqual([up(setting(textOf(trial, 'archxen-xenbr0'), 'uuid'))]);
    for (const name of ['archxen-xenbr0', 'archxen-xenbr0-port']) expect(textOf(trial, name)).toContain('autoconnect-slaves=1\n');
  });

  it('has its own profile again before its ports get theirs', () => {
    expect(trial.down).toEqual([up(own), up(first), up(second), ['ip', 'link', 'del', 'xenbr0']]);
    expect(trial.awaited).toEqual({
      ...{ argv: ['nmcli', '-g', 'GENERAL.CON-UUID', 'device', 'show', 'bond0'], prints: own },
      ...{ seconds: 10, after: 1 },
    });
  });

  it('gets the profile of a port back that a boot took', () => {
    const [{ link, profile }] = [port('enp1s0', first, 'master=bond0')];
    if (profile?.text === undefined) throw new Error('no text');
    const path = '/run/NetworkManager/system-connections/netplan-enp1s0.nmconnection';
    expect(trialOn(facts([{ link, profile: { ...profile, path } }])).needs).toEqual([{ path, text: profile.text, mode: 0o600 }]);
    expect(trial.needs).toBeUndefined();
  });

  it.each([
    ['has no profile', { link: 'enp1s0' }, /no connection profile/],
    ['logs in to the switch', port('enp1s0', first, 'master=bond0', '[802-1x]\neap=tls;\n'), /802\.1X/],
    ['is of another kind', { link: 'wlan0', profile: { uuid: first, path: '/w', text: '[connection]\ntype=wifi\n' } }, /type wifi/],
    ['has a profile that cannot be read', { link: 'enp1s0', profile: { uuid: first, path: '/w' } }, /could not be read/],
  ])('is left alone where a port of it %s', (_what, which, reason) => {
    expect(made(facts([...ports, which]))).toMatchObject({ refused: expect.stringMatching(reason), hint: expect.any(String) });
  });
});
