import { basename, dirname, join } from 'node:path/posix';

/** Where a file's new content lies until it is renamed into its place. A crash may leave it there. */
export const temporaryOf = (path: string): string => join(dirname(path), `.${basename(path)}.archxen-tmp`);
