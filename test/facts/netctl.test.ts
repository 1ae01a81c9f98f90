import { describe, expect, it } from '@jest/globals';
import { readNetctl } from '../../src/facts/netctl.ts';
import { makeNotes } from '../../src/facts/notes.ts';
import { memorySystem } from '../../src/system/memory.ts';

const own = "Interface='enp3s0' # the card\nConnection=ethernet\nIP=dhcp\n";

/** What netctl has for enp3s0 where these files lie in /etc/netctl and these units are enabled. */
async function netctlOf(instances: readonly string[], files: Readonly<Record<string, string>>, executable?: string) {
  const system = memorySystem(new Map());
  for (const folder of ['/etc', '/etc/netctl', '/etc/netctl/interfaces'])
    await system.makeDirectory(folder, { mode: 0o755, uid: 0, gid: 0 });
  for (const [name, text] of Object.entries(files))
    await system.write(`/etc/netctl/${name}`, Buffer.from(text), { mode: name === executable ? 0o755 : 0o640, uid: 0, gid: 0 });
  return readNetctl(system, makeNotes(), { instances, uplink: 'enp3s0' });
}

const files = { 'ethernet-dhcp': own, wlan: 'Interface=wlan0\nConnection=wireless\nKey=secret\n' };

describe('the profile of the uplink', () => {
  it('is the enabled one whose interface it is', async () => {
    const units = ['dhcpcd@enp9s0.service', 'netctl@ethernet\\x2ddhcp.service', 'netctl@wlan.service'];
    expect(await netctlOf(units, files)).toEqual({
      profile: { name: 'ethernet-dhcp', path: '/etc/netctl/ethernet-dhcp', mode: 0o640, text: own },
      rivals: [],
      daemons: [],
    });
  });

  it('is none of those that are not enabled, not there, or about another interface', async () => {
    expect(await netctlOf(['netctl@wlan.service', 'netctl@gone.service'], files)).toBeUndefined();
  });

  it('is not passed on where it may hold a key', async () => {
    const text = `${own}#Key=secret\n`;
    const found = await netctlOf(['netctl@home.service'], { home: text });
    expect(found?.profile).toEqual({ name: 'home', path: '/etc/netctl/home', mode: 0o640 });
  });

  it('comes with further enabled ones, and with the script of the interface if that is executable', async () => {
    const more = { ...files, work: own, 'interfaces/enp3s0': 'IP=static\n' };
    const units = ['netctl@ethernet\\x2ddhcp.service', 'netctl@work.service'];
    expect(await netctlOf(units, more)).toMatchObject({ rivals: ['work'], profile: expect.not.objectContaining({ script: '' }) });
    expect((await netctlOf(units, more))?.profile?.script).toBeUndefined();
    expect((await netctlOf(units, more, 'interfaces/enp3s0'))?.profile?.script).toBe('/etc/netctl/interfaces/enp3s0');
  });
});

it('names what starts profiles of the uplink by itself', async () => {
  const units = ['netctl-auto@wlan0.service', 'netctl-ifplugd@enp3s0.service'];
  expect(await netctlOf(units, files)).toEqual({ rivals: [], daemons: ['netctl-ifplugd@enp3s0.service'] });
});
