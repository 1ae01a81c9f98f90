import { randomInt } from 'node:crypto';
import { dirname } from 'node:path/posix';
import { type GuestSecrets, guestConfig } from '../domu/config.ts';
import { type Guest, isHvm } from '../domu/guest.ts';
import { stagedConfig } from '../domu/plan.ts';
import type { System } from '../system/port.ts';

/** Without letters that look like others: it is typed by hand into a viewer. VNC knows eight characters. */
const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export const newPassword = (): string => Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');

export const newSecrets = ({ kind, vncPassword }: Guest): GuestSecrets => ({
  vncPassword: isHvm(kind) && vncPassword ? newPassword() : undefined,
});

export async function stageSecrets(system: System, guest: Guest, secrets: GuestSecrets): Promise<void> {
  if (secrets.vncPassword !== undefined) await stageText(system, guest.name, guestConfig(guest, secrets));
}

/** Puts a configuration with its password where the plan takes it from: under /run, for root only. */
export async function stageText(system: System, name: string, text: string): Promise<void> {
  const path = stagedConfig(name);
  await system.makeDirectory('/run', { mode: 0o755, uid: 0, gid: 0 });
  await system.makeDirectory(dirname(dirname(path)), { mode: 0o700, uid: 0, gid: 0 });
  await system.makeDirectory(dirname(path), { mode: 0o700, uid: 0, gid: 0 });
  await system.write(path, Buffer.from(text), { mode: 0o600, uid: 0, gid: 0 });
}

/** Takes it away again, with its directories. */
export async function unstage(system: System, name: string): Promise<void> {
  const path = stagedConfig(name);
  await system.remove(path);
  for (const directory of [dirname(path), dirname(dirname(path))]) {
    if ((await system.list(directory))?.length === 0) await system.remove(directory);
  }
}
