import type { Stat, System } from '../system/port.ts';
import { names, readText } from './reading.ts';

/** Where a path of a guest leads. */
interface Place {
  /** Without any link on the way. */
  readonly path: string;
  /** An absolute link was on the way, which this host would follow into its own files. */
  readonly absolute: boolean;
}

/**
 * The files of a guest below a mount of its disk. Its links are followed as it would itself: an absolute one means its own tree,
 * and not this host's file of that name, which the kernel would take here.
 */
export interface GuestTree {
  /** Where a path lies, its last part followed or not; undefined: out of the guest's tree, or in a circle. */
  readonly place: (path: string, last?: 'followed' | 'kept') => Promise<Place | undefined>;
  /** What is there, links followed. */
  readonly look: (path: string) => Promise<Stat | undefined>;
  /** Of an ordinary file: a pipe would be waited for. */
  readonly text: (path: string) => Promise<string | undefined>;
  readonly list: (path: string) => Promise<readonly string[]>;
}

const mostLinks = 40;
/** No configuration is as large; a file that a guest made up may be. */
const mostBytes = 16 * 2 ** 20;

export function guestTree(system: System, root: string): GuestTree {
  const place: GuestTree['place'] = (path, last = 'followed') => follow(system, root, path, last);
  /** Asks for what lies at a path, by its name on this host. */
  const at = async <T>(path: string, ask: (real: string) => Promise<T>): Promise<T | undefined> => {
    const found = await place(path);
    return found && ask(`${root}${found.path}`);
  };
  const look: GuestTree['look'] = (path) => at(path, system.stat);
  return {
    place,
    look,
    text: async (path) => {
      const found = await look(path);
      return found?.type === 'file' && found.size <= mostBytes ? at(path, (real) => readText(system, real)) : undefined;
    },
    list: async (path) => (await at(path, (real) => names(system, real))) ?? [],
  };
}

async function follow(system: System, root: string, path: string, last: 'followed' | 'kept'): Promise<Place | undefined> {
  let rest = parts(path);
  let at: readonly string[] = [];
  let absolute = false;
  for (let links = 0; ; ) {
    const [part, ...more] = rest;
    if (part === undefined) return { path: `/${at.join('/')}`, absolute };
    rest = more;
    if (part === '..') {
      if (at.length === 0) return undefined;
      at = at.slice(0, -1);
      continue;
    }
    const { type, target = '' } = (await system.stat([root, ...at, part].join('/'))) ?? {};
    if (type !== 'link' || (last === 'kept' && rest.length === 0)) {
      at = [...at, part];
      continue;
    }
    links += 1;
    if (links > mostLinks) return undefined;
    absolute ||= target.startsWith('/');
    if (target.startsWith('/')) at = [];
    rest = [...parts(target), ...rest];
  }
}

const parts = (path: string): readonly string[] => path.split('/').filter((part) => part !== '' && part !== '.');
