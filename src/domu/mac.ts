import { sha256 } from '../core/digest.ts';

/** The prefix that the Xen project gives away (OUI 00:16:3e). */
export const xenOui = '00:16:3e';

/**
 * A MAC address for a guest's interface: the same for the same host, name and index, so that the guest keeps its DHCP
 * lease when it is made anew; another one when that is taken.
 */
export function macFor(hostId: string, name: string, index: number, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const digest = sha256(`${hostId}\n${name}\n${index}\n${attempt}`);
    const mac = `${xenOui}:${digest.slice(0, 2)}:${digest.slice(2, 4)}:${digest.slice(4, 6)}`;
    if (!taken.has(mac)) return mac;
  }
}
