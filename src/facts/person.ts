import type { SessionFacts } from '../core/facts.ts';
import type { Surroundings } from '../domu/surroundings.ts';
import type { System } from '../system/port.ts';
import { readText } from './reading.ts';

const key = /^(ssh-[a-z0-9]+|ecdsa-[a-z0-9-]+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/=]+( [\x20-\x7e]*)?$/;

/** Who is at the keyboard, with the ssh keys that lead to this host: the same person shall reach the guest. */
export async function readPerson(system: System, { user, invokedBy }: SessionFacts): Promise<Surroundings['person']> {
  const name = invokedBy ?? user;
  const homes = [name, 'root'].map((each) => (each === 'root' ? '/root' : `/home/${each}`));
  const keys: string[] = [];
  for (const home of new Set(homes)) {
    for (const file of ['authorized_keys', 'id_ed25519.pub', 'id_ecdsa.pub', 'id_rsa.pub']) {
      const lines = ((await readText(system, `${home}/.ssh/${file}`)) ?? '').split('\n').map((line) => line.trim());
      keys.push(...lines.filter((line) => key.test(line)));
    }
  }
  return { user: name === 'root' || !/^[a-z_][a-z0-9_-]{0,31}$/.test(name) ? 'arch' : name, sshKeys: [...new Set(keys)].slice(0, 20) };
}
