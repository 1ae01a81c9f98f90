import type { System } from '../system/port.ts';

/** In the scratch root: which recorded host it is, so that another start goes on with it. */
export const marker = '/archxen-rehearsal.json';
export const defaultHost = 'plain-uefi-systemd-boot';

/** Said on every screen. */
export const rehearsalBanner = (host: string): string => `Rehearsal on ${host}: nothing on this computer is changed`;

/** The recorded host of a scratch root; undefined: this is no rehearsal. */
export async function rehearsedHost(outside: System, root: string): Promise<string | undefined> {
  const content = await outside.read(`${root}${marker}`);
  if (content === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(content));
    return typeof parsed === 'object' && parsed !== null && 'host' in parsed && typeof parsed.host === 'string' ? parsed.host : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Where a person's rehearsal of a host lies: kept between starts, so that leaving in the middle loses nothing here either.
 */
export function rehearsalRoot(host: string, environment: Readonly<Record<string, string | undefined>>): string {
  const state = environment['XDG_STATE_HOME'] ?? `${environment['HOME'] ?? '/tmp'}/.local/state`;
  return `${state}/archxen/rehearsal/${host}`;
}
