import type { ConflictFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { readText } from './reading.ts';

const others = /^(vboxdrv|vboxnetflt|vboxnetadp|vboxpci|vmmon|vmnet|kvm|kvm_intel|kvm_amd)$/;

/** /proc/modules: name, size, number of users, who they are. */
export function parseModules(text: string): readonly { readonly name: string; readonly users: number }[] {
  return text.split('\n').flatMap((line) => {
    const [name, , users] = line.split(' ');
    return name === undefined || users === undefined ? [] : [{ name, users: Number(users) }];
  });
}

/** The line that mounts xenfs; without Xen it cannot, and a mount that fails stops the boot in emergency mode. */
export const xenfsLine = (fstab: string): string | undefined =>
  fstab.split('\n').find((line) => !line.trimStart().startsWith('#') && line.trim().split(/\s+/)[2] === 'xenfs');

export async function readConflicts(system: System, notes: Notes): Promise<ConflictFacts> {
  const [modules, fstab] = await Promise.all([
    readText(system, '/proc/modules', notes, 'conflicts.modules'),
    readText(system, '/etc/fstab', notes, 'conflicts.fstabXenfs'),
  ]);
  return { modules: parseModules(modules ?? '').filter(({ name }) => others.test(name)), fstabXenfs: xenfsLine(fstab ?? '') };
}
