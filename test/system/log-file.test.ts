import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openLog } from '../../src/system/disk/log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archxen-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function logged(...pipes: readonly (readonly string[])[]): Buffer {
  const path = join(folder, 'x.log');
  const log = openLog(path);
  const takes = pipes.map(() => log.pipe());
  for (let at = 0; pipes.some((chunks) => at < chunks.length); at += 1)
    for (const [pipe, chunks] of pipes.entries()) takes[pipe]?.(Buffer.from(chunks[at] ?? '', 'latin1'));
  log.close();
  return readFileSync(path);
}

it('keeps every byte, and the lines of two pipes apart', () => {
  expect(logged(['a', 'b\n', '\xff\0c'], ['1', '2\n3\n', '']).toString('latin1')).toBe('ab\n12\n3\n\xff\0c');
});

it('hides a secret that comes in two parts', () => {
  expect(logged(['get http://me:hidd', 'en@proxy/x\npass', 'word=hidden']).toString()).toBe(
    'get http://[redacted]@proxy/x\npassword=[redacted]',
  );
});

it('writes a line without an end in parts, and is not kept waiting by it', () => {
  expect(logged(['x'.repeat(70_000), 'y\n']).length).toBe(70_002);
});

const key = [
  '-----BEGIN OPENSSH PRIVATE KEY-----',
  ...Array.from({ length: 50 }, (_, at) => `b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAABlw${at}`),
  '-----END OPENSSH PRIVATE KEY-----',
  'after it',
  '',
].join('\n');

it('hides every line of a private key, wherever it is cut between two writes', () => {
  for (let cut = 1; cut < key.length; cut += 1) {
    const text = logged([`before it\n${key.slice(0, cut)}`, key.slice(cut)]).toString();
    expect([cut, text.includes('b3BlbnN'), text.startsWith('before it\n[redacted]\n'), text.endsWith('\nafter it\n')]).toEqual([
      cut,
      false,
      true,
      true,
    ]);
    rmSync(join(folder, 'x.log'));
  }
});

it('hides a key line by line, and only as long as it lasts', () => {
  const text = logged(key.split(/(?<=\n)/), ['other\n']).toString();
  expect(text).not.toContain('b3BlbnN');
  expect(text).toContain('other\n');
  expect(text).toMatch(/\[redacted\]\nafter it\n$/);
});
