import { canonicalJson } from '../../../core/json.ts';
import type { System } from '../../port.ts';
import { makeParents, readText } from './files.ts';

/** State of the running system: gone after a reboot, as all of /run. */
export const volatile = (name: string): string => `/run/archxen/simulation-${name}.json`;

/** A piece of changing state in a file; not there means as it was at first. */
export interface State<T> {
  readonly get: (files: System) => Promise<T>;
  readonly set: (files: System, value: T) => Promise<void>;
}

/** State that is as `first` until it is changed; when it is as at first again, its file is gone too. */
export function stateFile<T>(path: string, first: T): State<T> {
  return {
    get: async (files) => {
      const text = await readText(files, path);
      return text === undefined ? first : (JSON.parse(text) as T);
    },
    set: async (files, value) => {
      const text = canonicalJson(value);
      if (text === canonicalJson(first)) return files.remove(path);
      await makeParents(files, path);
      await files.write(path, Buffer.from(text), { mode: 0o644, uid: 0, gid: 0 });
    },
  };
}
