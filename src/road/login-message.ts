import { makeParents, makePrivateDirectory, stateDirectory } from '../changes/state-paths.ts';
import type { Stage } from '../core/stage.ts';
import type { System } from '../system/port.ts';
import { stageText } from './stage-text.ts';
import type { Verified } from './verify.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The report of this boot for later, and where the host stands for whoever logs in. */
export async function writeForLogin(system: System, { facts, report }: Verified, stage: Stage): Promise<void> {
  await makePrivateDirectory(system, `${stateDirectory}/reports`);
  const last = `${JSON.stringify({ at: system.now(), bootId: facts.os.bootId, report }, null, 2)}\n`;
  await system.write(`${stateDirectory}/reports/last.json`, bytes(last), { mode: 0o600, uid: 0, gid: 0 });
  const { now, seen, next } = stageText(stage);
  const lines = [`archxen: ${now}`, ...seen.slice(0, 5).map((line) => `         ${line}`), `         next: ${next}`];
  await makeParents(system, '/run/archxen/login-message');
  await system.write('/run/archxen/login-message', bytes(`${lines.join('\n')}\n`), { mode: 0o644, uid: 0, gid: 0 });
}
