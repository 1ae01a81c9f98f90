import type { System } from './port.ts';

/** Something that is about to change a host. */
export interface Effect {
  readonly kind: 'write' | 'link' | 'append' | 'remove' | 'makeDirectory' | 'run';
  /** The path, or the argv. */
  readonly on: readonly string[];
}

/** `write /etc/fstab`, `run pacman -Q` */
export const effectOf = ({ kind, on }: Effect): string => `${kind} ${on.join(' ')}`;

/** A System that tells of each effect just before it happens. */
export function observed(system: System, onEffect: (effect: Effect) => void | Promise<void>): System {
  const told = async <T>(kind: Effect['kind'], on: readonly string[], act: () => Promise<T>): Promise<T> => {
    await onEffect({ kind, on });
    return act();
  };
  return {
    ...system,
    write: (path, ...rest) => told('write', [path], () => system.write(path, ...rest)),
    copy: (from, path, ...rest) => told('write', [path], () => system.copy(from, path, ...rest)),
    link: (path, ...rest) => told('link', [path], () => system.link(path, ...rest)),
    append: (path, ...rest) => told('append', [path], () => system.append(path, ...rest)),
    remove: (path) => told('remove', [path], () => system.remove(path)),
    makeDirectory: (path, ...rest) => told('makeDirectory', [path], () => system.makeDirectory(path, ...rest)),
    run: (argv, ...rest) => told('run', argv, () => system.run(argv, ...rest)),
  };
}
