import type { Awaited, NetworkChange } from '../core/change-network.ts';
import { commandLine } from '../core/command-line.ts';
import type { DoContext } from './doer.ts';
import { networkState, staysWithoutAddress } from './network-read-back.ts';
import { disarmRevert } from './network-revert.ts';
import { isBack } from './network-state.ts';
import { giveBack, type StaticNetwork } from './network-static.ts';
import { pause } from './pause.ts';
import { makeParents } from './state-paths.ts';

/** What one command of a network manager may take. */
export const commandSeconds = 60;

export const backTitle = ({ expect: { port, bridge } }: NetworkChange): string =>
  port === undefined ? `Take the bridge ${bridge} away` : `Take ${port} out of the bridge ${bridge}`;

/** The files go first, so that a network manager that is told to read its files anew no longer finds them. */
export async function takeBack(change: NetworkChange, context: DoContext, fixed: StaticNetwork): Promise<boolean> {
  const { system, log, phase } = context;
  phase(backTitle(change).toLowerCase());
  for (const { path } of change.files) {
    log(`remove ${path}`);
    await system.remove(path);
  }
  const missing = [];
  for (const file of change.needs ?? []) if ((await system.stat(file.path)) === undefined) missing.push(file);
  await writeFiles(missing, context);
  await runAll(change.reload, context);
  if (!isBack(await networkState(system), change.expect)) await runDown(change, context);
  await giveBack(fixed, system);
  if (await staysWithoutAddress(change.expect, system)) {
    const { port } = change.expect;
    context.warn(
      change.lastResort === undefined
        ? `${port} got no address back yet. Look at its settings, and at who gives it one.`
        : `${port} got no address back; it is given one in another way. Look at its settings.`,
    );
    await runAll(change.lastResort ?? [], context);
  }
  await disarmRevert(system);
  return true;
}

export async function writeFiles(files: NetworkChange['files'], { system, log }: DoContext): Promise<void> {
  for (const { path, text, mode = 0o644 } of files) {
    log(`write ${path}`);
    await makeParents(system, path);
    await system.write(path, Buffer.from(text), { mode, uid: 0, gid: 0 });
  }
}

async function runDown({ down, awaited }: NetworkChange, context: DoContext): Promise<void> {
  await runAll(down.slice(0, awaited?.after), context);
  if (awaited === undefined) return;
  await until(awaited, context);
  await runAll(down.slice(awaited.after), context);
}

async function until({ argv, prints, seconds }: Awaited, { system, log }: DoContext): Promise<void> {
  log(`wait until ${commandLine(argv)} prints ${prints}`);
  for (let waited = 0; waited < seconds; waited += 1) {
    if ((await system.run(argv, { timeoutSeconds: seconds })).stdout.trim() === prints) return;
    await pause(1000);
  }
}

/** Half of the bridge may never have been made, so a command that fails ends nothing: what counts is the network that is read back. */
async function runAll(commands: NetworkChange['down'], { system, log }: DoContext): Promise<void> {
  for (const argv of commands) {
    log(`$ ${commandLine(argv)}`);
    const { exit, ended, stderr } = await system.run(argv, { timeoutSeconds: commandSeconds, onLine: log });
    if (ended !== 'exit' || exit !== 0) log(`${commandLine(argv)}: ${stderr.trim() || `exit code ${exit}`}`);
  }
}
