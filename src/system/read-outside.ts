import { readFile as read } from 'node:fs/promises';

/** Text of a file that the person named (an answers file): of this computer, relative to the working folder, whatever the host's root. */
export const readFile = (path: string): Promise<string> => read(path, 'utf8');
