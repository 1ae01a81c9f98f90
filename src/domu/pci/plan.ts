import type { Change } from '../../core/change.ts';
import { sha256 } from '../../core/digest.ts';
import { makePlan, type Plan } from '../../core/plan.ts';

export const pciUnit = 'archxen-pci-assignable.service';
export const pciUnitPath = `/etc/systemd/system/${pciUnit}`;

/** Devices that a unit sets aside at boot, by its own text. */
export const devicesOfUnit = (text: string): readonly string[] =>
  [...text.matchAll(/^ExecStart=-\/usr\/bin\/xl pci-assignable-add (\S+)$/gm)].map((match) => match[1] ?? '');

/**
 * Sets devices aside for guests at each boot into Xen. A unit rather than hide= on the kernel's command line: plain Linux
 * boots as ever, with the device; and a device that is gone only fails its own line.
 */
export const pciUnitText = (devices: readonly string[]): string => `# Made by archxen: PCI devices that are set aside for guests.
[Unit]
Description=Set PCI devices aside for guests of Xen
ConditionPathExists=/proc/xen/capabilities
After=xenstored.service xen-init-dom0.service
Before=xendomains.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStartPre=-/usr/bin/modprobe xen-pciback
${devices.map((device) => `ExecStart=-/usr/bin/xl pci-assignable-add ${device}`).join('\n')}

[Install]
WantedBy=multi-user.target
`;

/** Gives a device to the pool of the guests, now and at each boot, or takes it back to the host. */
export function pciPlan(address: string, give: boolean, unitText: string | undefined): Plan {
  const before = unitText === undefined ? [] : devicesOfUnit(unitText);
  const after = give ? [...new Set([...before, address])] : before.filter((each) => each !== address);
  const add = ['xl', 'pci-assignable-add', address];
  const remove = ['xl', 'pci-assignable-remove', '-r', address];
  const command = { kind: 'command' as const, writes: [], timeoutSeconds: 60 };
  const text = after.length === 0 ? null : pciUnitText(after);
  const unit: Change = {
    kind: 'unit',
    id: `pci.${address}.unit`,
    title: text === null ? 'Nothing is set aside at boot any more' : 'Set it aside at each boot into Xen',
    units: [pciUnit],
    enabled: text !== null,
  };
  const file: Change = {
    kind: 'file',
    id: `pci.${address}.unit-file`,
    title: text === null ? `Remove ${pciUnit}` : `Write ${pciUnit}`,
    why: 'plain Linux is not touched by it: the host boots there with all its devices',
    path: pciUnitPath,
    content: text === null ? null : { text },
    before: unitText === undefined ? null : sha256(unitText),
    mode: 0o644,
    uid: 0,
    gid: 0,
  };
  const changes: readonly Change[] = [
    {
      ...command,
      id: `pci.${address}`,
      title: give ? `Set ${address} aside for guests` : `Give ${address} back to the host`,
      argv: give ? add : remove,
      undo: give ? remove : add,
    },
    ...(text === null ? [unit, file] : [file, unit]),
  ];
  return makePlan({ purpose: 'guest', answers: null, changes, reboot: { needed: false } });
}
