import type { Xattrs } from '../port.ts';
import { runProgram } from './run-program.ts';

/** How extended attributes of a file are read from a disk, and put there. */
export interface XattrDoor {
  readonly read: (at: string) => Promise<Xattrs | undefined>;
  /** Sets what can be set: who needs to know reads it back. */
  readonly give: (at: string, xattrs: Xattrs) => Promise<void>;
}

/** Node has no call for them: getfattr(1) and setfattr(1) of the package attr, which Arch's base needs. */
export const attrTools: XattrDoor = {
  read: async (at) => {
    const { ended, exit, stdout } = await runProgram(['getfattr', '-h', '-d', '-m', '-', '-e', 'base64', '--absolute-names', '--', at]);
    return ended === 'exit' && exit === 0 ? parseXattrs(stdout) : undefined;
  },
  give: async (at, xattrs) => {
    for (const [name, value] of Object.entries(xattrs)) await runProgram(['setfattr', '-h', '-n', name, '-v', `0s${value}`, '--', at]);
  },
};

/** Of a scratch root that plays a host: its files have none. */
export const noXattrs: XattrDoor = { read: async () => ({}), give: async () => undefined };

/** What `getfattr -d -e base64` prints; in names, some characters are octal escapes. */
export function parseXattrs(text: string): Xattrs {
  const xattrs: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [, name, value] = /^([^#=][^=]*)(?:=0s(.*))?$/.exec(line) ?? [];
    if (name !== undefined)
      xattrs[name.replace(/\\(\d{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)))] = value ?? '';
  }
  return xattrs;
}
