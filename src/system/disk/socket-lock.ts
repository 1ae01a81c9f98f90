import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Server } from 'node:net';
import type { Lock } from '../port.ts';
import { diskError, errnoOf } from './disk-error.ts';

/**
 * A lock that cannot be left behind: Node has no flock(2), but an abstract UNIX socket (unix(7)) is gone when its process is,
 * however it died. The name is made from the lock file's device and inode, so that other roots, and containers that share
 * our network namespace, have locks of their own. The file itself holds the process id, for people.
 */
export async function socketLock(at: string, path: string): Promise<Lock | undefined> {
  let file: FileHandle;
  try {
    file = await open(at, 'a', 0o600);
  } catch (thrown) {
    throw diskError(thrown, path, 'written');
  }
  try {
    const { dev, ino } = await file.stat({ bigint: true });
    const name = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 40);
    const server = await listen(`\0archxen-${name}`);
    if (server === undefined) return undefined;
    await file.truncate(0);
    await file.writeFile(`${process.pid}\n`);
    return { release: () => new Promise((resolve) => server.close(() => resolve())) };
  } finally {
    await file.close();
  }
}

async function listen(path: string): Promise<Server | undefined> {
  // Only who changes something takes the lock; for the others Node's network code would be 10 ms for nothing.
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (thrown) => (errnoOf(thrown) === 'EADDRINUSE' ? resolve(undefined) : reject(thrown)));
    server.listen({ path, exclusive: true }, () => resolve(server.unref()));
  });
}
