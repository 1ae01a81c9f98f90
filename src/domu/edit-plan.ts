import type { Content, FileChange } from '../core/change.ts';
import { sha256 } from '../core/digest.ts';
import { makePlan, type Plan } from '../core/plan.ts';
import { masked } from './edit.ts';
import { autostartPath, configPath } from './guest.ts';
import { stagedConfig } from './plan.ts';

const guestPlanOf = (changes: readonly FileChange[]): Plan =>
  makePlan({ purpose: 'guest', answers: null, changes, reboot: { needed: false } });

/** A configuration replaced by an edited one. Both may have a password, so the plan has neither. */
export const editPlan = (name: string, path: string, before: string, after: string): Plan =>
  guestPlanOf([
    {
      kind: 'file',
      id: `edit.${name}.config`,
      title: `Change the configuration of ${name}`,
      path,
      content: secretContent(name, after),
      before: sha256(before),
      mode: 0o600,
      uid: 0,
      gid: 0,
    },
  ]);

const secretContent = (name: string, text: string): Content => ({ copyOf: stagedConfig(name), sha256: sha256(text), shown: masked(text) });

/** The link by which xendomains starts a guest, there or not. */
export const autostartPlan = (name: string, on: boolean): Plan =>
  guestPlanOf([
    {
      kind: 'file',
      id: `edit.${name}.autostart`,
      title: on ? `Start ${name} when the host boots` : `No longer start ${name} when the host boots`,
      why: 'xendomains starts what is linked in /etc/xen/auto',
      path: autostartPath(name),
      content: on ? { link: configPath(name) } : null,
      mode: 0o777,
      uid: 0,
      gid: 0,
    },
  ]);
