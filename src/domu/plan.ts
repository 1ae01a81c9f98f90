import type { Change, FileChange } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import { fileChange } from '../core/file-change.ts';
import { makePlan, type Plan } from '../core/plan.ts';
import { guestConfig } from './config.ts';
import { diskChanges, diskPresent } from './disks/index.ts';
import { autostartPath, configPath, type Guest } from './guest.ts';
import type { Surroundings } from './surroundings.ts';

/** What is missing on the host for this guest to be there: disks, configuration, autostart. Starting it is not a change. */
export function guestPlan(facts: Facts, guest: Guest): Plan {
  const { name } = guest;
  const changes: readonly Change[] = [
    ...guest.disks.flatMap((disk, index) => diskChanges(disk, index, name)),
    ...fileChange(facts, {
      id: `guest.${name}.config`,
      title: `Write the configuration of the guest ${name}`,
      why: 'for root only: a guest may have a password in it',
      path: configPath(name),
      text: guestConfig(guest),
      mode: 0o600,
    }),
    ...(guest.autostart ? [autostartLink(name)] : []),
  ];
  return makePlan({ purpose: 'guest', answers: null, changes, reboot: { needed: false } });
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
  return config?.text === guestConfig(guest) && linked === guest.autostart && guest.disks.every((disk) => diskPresent(disk, around));
}

/** The guest that a plan makes. */
export function guestOfPlan(plan: Plan): string | undefined {
  if (plan.purpose !== 'guest') return undefined;
  return plan.changes.flatMap((change) => /^guest\.(.+)\.(?:config|disk\d+(?:\.directory\d)?|autostart)$/.exec(change.id)?.[1] ?? [])[0];
}
