import type { Change, Content, FileChange } from '../core/change.ts';
import { sha256 } from '../core/digest.ts';
import { makePlan, type Plan } from '../core/plan.ts';
import { type GuestSecrets, guestConfig } from './config.ts';
import { diskChanges, diskPresent } from './disks/index.ts';
import { autostartPath, configPath, type Guest } from './guest.ts';
import { sourceChanges } from './sources/index.ts';
import type { Surroundings } from './surroundings.ts';

/** What is missing on the host for this guest to be there: disks, configuration, autostart. Starting it is not a change. */
export function guestPlan(guest: Guest, secrets: GuestSecrets = { vncPassword: undefined }): Plan {
  const { name } = guest;
  const changes: readonly Change[] = [
    ...guest.disks.flatMap((disk, index) => diskChanges(disk, index, name)),
    ...sourceChanges(guest),
    {
      kind: 'file',
      id: `guest.${name}.config`,
      title: `Write the configuration of the guest ${name}`,
      why: 'for root only: a guest may have a password in it',
      path: configPath(name),
      content: configContent(guest, secrets),
      before: null,
      mode: 0o600,
      uid: 0,
      gid: 0,
    },
    ...(guest.autostart ? [autostartLink(name)] : []),
  ];
  return makePlan({ purpose: 'guest', answers: null, changes, reboot: { needed: false } });
}

/** Where a configuration with a password waits until it is written: gone after a reboot, for root only, in no journal. */
export const stagedConfig = (name: string): string => `/run/archxen/guests/${name}.cfg`;

function configContent(guest: Guest, secrets: GuestSecrets): Content {
  const text = guestConfig(guest, secrets);
  if (secrets.vncPassword === undefined) return { text };
  return { copyOf: stagedConfig(guest.name), sha256: sha256(text), shown: guestConfig(guest, { vncPassword: '********' }) };
}

const autostartLink = (name: string): FileChange => ({
  kind: 'file',
  id: `guest.${name}.autostart`,
  title: `Start the guest ${name} when the host boots`,
  why: 'xendomains starts what is linked in /etc/xen/auto',
  path: autostartPath(name),
  content: { link: configPath(name) },
  before: null,
  mode: 0o777,
  uid: 0,
  gid: 0,
});

/** The guest is on the host already, exactly so: making it again changes nothing. */
export function isMade(guest: Guest, around: Surroundings): boolean {
  const config = around.configs.find(({ path }) => path === configPath(guest.name));
  const linked = around.files[autostartPath(guest.name)] !== undefined;
  const text = guestConfig(guest, { vncPassword: config?.vncPassword });
  return config?.text === text && linked === guest.autostart && guest.disks.every((disk) => diskPresent(disk, around));
}

/** The guest that a plan makes. */
export function guestOfPlan(plan: Plan): string | undefined {
  if (plan.purpose !== 'guest') return undefined;
  return plan.changes.flatMap((change) => /^guest\.(.+)\.(?:config|autostart|disk\d+|source\d+)(?:\.\w+)?$/.exec(change.id)?.[1] ?? [])[0];
}
