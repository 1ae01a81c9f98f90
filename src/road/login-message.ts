import { makeParents, makePrivateDirectory, stateDirectory } from '../changes/state-paths.ts';
import type { Stage } from '../core/stage.ts';
import type { System } from '../system/port.ts';
import { stageText } from './stage-text.ts';
import type { Verified } from './verify.ts';

const path = '/run/archxen/login-message';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The report of this boot for later, and where the host stands for whoever logs in. */
export async function writeForLogin(system: System, { facts, report }: Verified, stage: Stage): Promise<void> {
  await makePrivateDirectory(system, `${stateDirectory}/reports`);
  const last = `${JSON.stringify({ at: system.now(), bootId: facts.os.bootId, report }, null, 2)}\n`;
  await system.write(`${stateDirectory}/reports/last.json`, bytes(last), { mode: 0o600, uid: 0, gid: 0 });
  await makeParents(system, path);
  await write(system, messageOf(stage));
}

/** Where something is said at login, it is what is true now. Nothing depends on it: a failure is no one's. */
export async function renewLoginMessage(system: System, stage: () => Promise<Stage>): Promise<void> {
  try {
    const said = await system.read(path);
    if (said === undefined) return;
    const message = messageOf(await stage());
    if (message !== new TextDecoder().decode(said)) await write(system, message);
  } catch {
    // What is said is old then, as it was before.
  }
}

function messageOf(stage: Stage): string {
  const { now, seen, next } = stageText(stage);
  return [`archxen: ${now}`, ...seen.slice(0, 5).map((line) => `         ${line}`), `         next: ${next}`, ''].join('\n');
}

const write = (system: System, message: string): Promise<unknown> => system.write(path, bytes(message), { mode: 0o644, uid: 0, gid: 0 });
