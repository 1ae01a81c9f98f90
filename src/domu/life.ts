/** What showed that a guest lives. The strongest first. */
export type Sign =
  | { readonly kind: 'ping'; readonly address: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'traffic'; readonly mac: string }
  | { readonly kind: 'console'; readonly line: string }
  | { readonly kind: 'screen'; readonly port: number };

/** One sentence. */
export function signInWords(sign: Sign): string {
  switch (sign.kind) {
    case 'ping':
      return `It answers ping at ${sign.address}.`;
    case 'address':
      return `It has the address ${sign.address}.`;
    case 'traffic':
      return `It has sent something on the network (${sign.mac}).`;
    case 'console':
      return `It prints on its console: ${sign.line}`;
    case 'screen':
      return `Its screen is up: VNC on 127.0.0.1:${sign.port}.`;
  }
}

/** How somebody elsewhere reaches the screen of a guest: by a tunnel to this host. */
export const tunnel = (port: number, user: string, host: string): string => `ssh -L ${port}:127.0.0.1:${port} ${user}@${host}`;

/** Lines of a console without colours and other control, and without empty ones. */
export const consoleLine = (raw: string): string =>
  raw.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\x1b.|[\x00-\x08\x0b-\x1f\x7f]/g, '').trim();

/** Does something listen at this TCP port on 127.0.0.1 or everywhere? /proc/net/tcp: addresses in hexadecimal, state 0A is LISTEN. */
export function listensAt(procNetTcp: string, port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return procNetTcp.split('\n').some((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    return state === '0A' && (local === `0100007F:${hex}` || local === `00000000:${hex}`);
  });
}
