import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { path, sleep } from 'zx';
import { project } from '../vm/lab/settings.mjs';

const program = path.join(project, 'test/container/build-rights.py');

/**
 * Whose rights makepkg and all its descendants had while `work` ran, by the kernel's own word (build-rights.py says how):
 * { builds, processes, programs, rights: [[real, effective]], root: [command lines] }.
 */
export async function rightsWhile(container, work) {
  const watch = spawn('python3', [program, String(container.init)], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  let complained = '';
  watch.stdout.on('data', (data) => (said += data));
  watch.stderr.on('data', (data) => (complained += data));
  const ended = once(watch, 'exit');
  while (!said.includes('listening')) {
    if (watch.exitCode !== null) throw new Error(`processes cannot be watched on this machine: ${complained}`);
    await sleep(50);
  }
  try {
    await work();
  } finally {
    watch.stdin.end();
    await ended;
  }
  if (watch.exitCode !== 0) throw new Error(`the watch of the processes ended: ${complained}`);
  return JSON.parse(said.slice(said.indexOf('{')));
}
