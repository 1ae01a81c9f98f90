import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { names, readText } from './reading.ts';

export interface Mount {
  readonly mount: string;
  readonly device: string;
  readonly fstype: string;
  /** Of the mount and of the file system, each once. */
  readonly options: readonly string[];
}

/** /proc/self/mountinfo (proc_pid_mountinfo(5)), in order of mounting: of two on one place the later is seen. */
export function parseMountInfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left, right] = line.split(' - ');
    const mount = left?.split(' ');
    const [fstype, device, superOptions] = right?.split(' ') ?? [];
    if (mount?.[4] === undefined || mount[5] === undefined || fstype === undefined || device === undefined) return [];
    // "rw" of the file system says nothing about a mount that is read-only.
    const own = mount[5].split(',');
    const more = (superOptions ?? '').split(',').filter((option) => option !== 'rw' && option !== '' && !own.includes(option));
    const readOnly = more.includes('ro');
    const options = readOnly
      ? ['ro', ...own.filter((option) => option !== 'rw'), ...more.filter((option) => option !== 'ro')]
      : [...own, ...more];
    return [{ mount: plain(mount[4]), device: plain(device), fstype, options }];
  });
}

/** \040 blank, \011 tab, \012 line feed, \134 backslash. */
const plain = (word: string): string =>
  word.replaceAll(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));

/** The mount that a path is on. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  const holders = mounts.filter(({ mount }) => mount === '/' || path === mount || path.startsWith(`${mount}/`));
  const longest = Math.max(...holders.map(({ mount }) => mount.length));
  return holders.findLast(({ mount }) => mount.length === longest);
}

export async function readMounts(system: System, notes: Notes): Promise<readonly Mount[]> {
  // systemd mounts the ESP only when somebody looks into it (systemd-gpt-auto-generator(8), x-systemd.automount).
  await Promise.all(['/efi', '/boot', '/boot/efi'].map((path) => names(system, path)));
  const text = await readText(system, '/proc/self/mountinfo', notes, 'boot');
  if (text === undefined) notes.add('boot', '/proc/self/mountinfo is not there, so the mounted file systems are not known');
  return parseMountInfo(text ?? '').filter(({ fstype }) => fstype !== 'autofs');
}
