import type { UnitFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { output } from './reading.ts';

/** The units that the steps and the verify ask about. */
export const watchedUnits = [
  'xenstored.service',
  'xenconsoled.service',
  'xen-init-dom0.service',
  'xendomains.service',
  'xen-qemu-dom0-disk-backend.service',
  'proc-xen.mount',
  'xen-watchdog.service',
  'systemd-networkd.service',
  'systemd-resolved.service',
  'NetworkManager.service',
  'netctl.service',
  'dhcpcd.service',
  'iwd.service',
  'sshd.service',
  'ssh.service',
  'libvirtd.service',
  'nftables.service',
  'iptables.service',
  'ip6tables.service',
  'firewalld.service',
  'ufw.service',
  'sshd.socket',
  'archxen-verify.service',
  'archxen-fall-back.timer',
  'archxen-watchdog.service',
] as const;

/** Blocks of Key=value lines, one a unit in the order asked for (an alias answers with another Id). */
export function parseUnits(text: string, asked: readonly string[]): Readonly<Record<string, UnitFacts>> {
  const blocks = text
    .split(/\n\s*\n/)
    .map((block) =>
      Object.fromEntries(block.split('\n').map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1).trim()])),
    )
    .filter((block) => block['LoadState'] !== undefined);
  const inOrder = blocks.length === asked.length;
  return Object.fromEntries(
    blocks.flatMap((block, index) => {
      const name = inOrder ? asked[index] : block['Id'];
      const unit: UnitFacts = { load: block['LoadState'] ?? '', enabled: block['UnitFileState'] ?? '', active: block['ActiveState'] ?? '' };
      return name === undefined ? [] : [[name, unit]];
    }),
  );
}

export async function readUnits(system: System, notes: Notes): Promise<Readonly<Record<string, UnitFacts>>> {
  const argv = ['systemctl', 'show', '--property=Id,LoadState,UnitFileState,ActiveState', ...watchedUnits];
  const text = await output(system, notes, 'units', argv, { timeoutSeconds: 30 });
  return text === undefined ? {} : parseUnits(text, watchedUnits);
}
