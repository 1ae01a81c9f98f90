import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from '@jest/globals';
import type { Change } from '../../src/core/change.ts';
import { currentRun } from '../../src/engine/index.ts';
import type { System } from '../../src/system/port.ts';
import { rootedSystem } from '../../src/system/rooted.ts';
import { cutBefore } from './cut.ts';
import { applyAll, endOf, resumeAll, rollBackAll } from './drive.ts';
import { setup } from './plans.ts';

/** In memory where that can be had: thousands of fsyncs on a busy disk take minutes. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const meta = { mode: 0o644, uid: 0, gid: 0 };
const changes: readonly Change[] = [
  { kind: 'file', id: 'text', title: 'Change a text', path: '/etc/a.conf', content: { text: 'new\n' }, ...meta },
  { kind: 'file', id: 'large', title: 'Change a large file', path: '/boot/large', content: { base64: 'AAEC' }, ...meta },
  { kind: 'file', id: 'deep', title: 'Write a new file', path: '/srv/x/y', content: { text: 'y' }, before: null, ...meta },
  { kind: 'file', id: 'link', title: 'Turn a link', path: '/etc/link', content: { link: 'b.conf' }, ...meta },
  { kind: 'file', id: 'gone', title: 'Remove a file', path: '/etc/b.conf', content: null, ...meta },
];

it('keeps its promise on a real file system: cut before each effect, then on or back', async () => {
  const top = mkdtempSync(`${place}/archxen-engine-`);
  try {
    for (let at = 0, whole = false; !whole; at += 1) {
      for (const way of ['on', 'back'] as const) {
        const { root, system } = host(top, `${at}.${way}`);
        const first = listing(root);
        whole = await applyAll(cutBefore(system, at, at).system, setup(changes)).then(
          () => true,
          () => false,
        );
        const run = await currentRun(system);
        if (way === 'on' && !whole) {
          expect([at, endOf(run === undefined ? await applyAll(system, setup(changes)) : await resumeAll(system))]).toEqual([
            at,
            'applied',
          ]);
          expect(readFileSync(`${root}/etc/a.conf`, 'utf8') + readFileSync(`${root}/srv/x/y`, 'utf8')).toBe('new\ny');
        }
        await rollBackAll(system);
        expect(listing(root)).toEqual(first);
      }
    }
    const journal = `${top}/0.on/var/lib/archxen/journal`;
    expect([lstatSync(journal).mode & 0o777, lstatSync(`${journal}/0001.jsonl`).mode & 0o777]).toEqual([0o700, 0o600]);
  } finally {
    rmSync(top, { recursive: true });
  }
}, 600_000);

function host(top: string, name: string): { readonly root: string; readonly system: System } {
  const root = `${top}/${name}`;
  for (const directory of ['etc', 'boot', 'run/lock', 'var/log', 'var/lib']) mkdirSync(`${root}/${directory}`, { recursive: true });
  writeFileSync(`${root}/etc/a.conf`, 'old\n', { mode: 0o600 });
  writeFileSync(`${root}/etc/b.conf`, Buffer.from([0xff, 0x00]), { mode: 0o640 });
  writeFileSync(`${root}/boot/large`, Buffer.alloc(100_000, 5));
  symlinkSync('a.conf', `${root}/etc/link`);
  return { root, system: rootedSystem(root, { ownership: 'as-root' }) };
}

/** All that is there with type, mode and content; without what archxen keeps for itself. */
function listing(root: string): readonly string[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return paths
    .filter((path) => !/^var\/(lib|log)\/archxen/.test(path))
    .map((path) => {
      const stat = lstatSync(`${root}/${path}`);
      const content = stat.isFile()
        ? readFileSync(`${root}/${path}`).toString('base64')
        : stat.isSymbolicLink()
          ? readlinkSync(`${root}/${path}`)
          : '';
      return `${path} ${stat.mode.toString(8)} ${content}`;
    });
}
