import { readFileSync } from 'node:fs';

/** A recorded output, without the command line and the exit line that the recorder put around it. */
export const sample = (name: string): string =>
  readFileSync(new URL(`../samples/${name}`, import.meta.url), 'utf8')
    .replace(/^\$ .*\n/, '')
    .replace(/\[exit \d+\]\n$/, '');
