import type { NetctlFacts, NetctlProfileFacts } from '../core/facts-network.ts';
import { shellVariable } from '../formats/shell-variables.ts';
import { instanceWord } from '../formats/unit-names.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { readText } from './reading.ts';

const folder = '/etc/netctl';

/** What netctl has for the uplink, by its enabled units and the files of their profiles. Undefined: it has nothing to do with it. */
export async function readNetctl(
  system: System,
  notes: Notes,
  { instances, uplink }: { readonly instances: readonly string[]; readonly uplink: string | undefined },
): Promise<NetctlFacts | undefined> {
  if (uplink === undefined) return undefined;
  const all = await Promise.all(profileNames(instances).map((name) => readProfile(system, notes, { name, uplink })));
  const [profile, ...rivals] = all.filter((each) => each !== undefined);
  const daemons = instances.filter((name) => name === `netctl-ifplugd@${uplink}.service` || name === `netctl-auto@${uplink}.service`);
  if (profile === undefined && daemons.length === 0) return undefined;
  return { ...(profile !== undefined && { profile }), rivals: rivals.map(({ name }) => name), daemons };
}

const profileNames = (instances: readonly string[]): readonly string[] =>
  instances.map((unit) => instanceWord('netctl', unit)).filter((name) => name !== undefined);

/** The profile, if it is about this interface. */
async function readProfile(
  system: System,
  notes: Notes,
  { name, uplink }: { readonly name: string; readonly uplink: string },
): Promise<NetctlProfileFacts | undefined> {
  const path = `${folder}/${name}`;
  const text = await readText(system, path, notes, 'network.netctl');
  if (text === undefined || shellVariable(text, 'Interface') !== uplink) return undefined;
  const [mode = 0o600, ofScript = 0] = await Promise.all([modeOf(system, path), modeOf(system, scriptOf(uplink))]);
  return {
    ...{ name, path, mode },
    ...(!mayHoldKey(text) && { text }),
    // netctl sources it after the profile, if it is executable.
    ...((ofScript & 0o111) !== 0 && { script: scriptOf(uplink) }),
  };
}

const scriptOf = (uplink: string): string => `${folder}/interfaces/${uplink}`;

async function modeOf(system: System, path: string): Promise<number | undefined> {
  try {
    return (await system.stat(path))?.mode;
  } catch {
    return undefined;
  }
}

/** Keys of Wi-Fi, of a mobile line and of WireGuard (netctl.profile(5)) belong in no journal, plan or report. */
const mayHoldKey = (text: string): boolean => /^\s*#?\s*(Key|Password|Pin|PrivateKey)\s*=|psk|password|wep_key/im.test(text);
