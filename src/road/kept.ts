import { makePrivateDirectory, stateDirectory } from '../changes/state-paths.ts';
import { type Answers, answersSchema } from '../core/answers.ts';
import type { Plan } from '../core/plan.ts';
import type { System } from '../system/port.ts';

const answersPath = `${stateDirectory}/answers.json`;
const rootOnly = { mode: 0o600, uid: 0, gid: 0 };

/** The answers that were kept when the person left; undefined: none, or of another version. */
export async function keptAnswers(system: System): Promise<Answers | undefined> {
  const content = await system.read(answersPath).catch(() => undefined);
  if (content === undefined) return undefined;
  try {
    const parsed = answersSchema.safeParse(JSON.parse(new TextDecoder().decode(content)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the answers for the next start. Only root has a place for them; nobody else could apply them either. */
export async function keepAnswers(system: System, answers: Answers, uid: number): Promise<void> {
  if (uid !== 0) return;
  await makePrivateDirectory(system, stateDirectory);
  await system.write(answersPath, new TextEncoder().encode(`${JSON.stringify(answers, null, 2)}\n`), rootOnly);
}

/** Writes a plan where the person finds it; gives the path. */
export async function savePlan(system: System, plan: Plan, uid: number): Promise<string> {
  const directory = uid === 0 ? `${stateDirectory}/plans` : '/tmp';
  if (uid === 0) await makePrivateDirectory(system, directory);
  const path = `${directory}/archxen-plan-${plan.sha256.slice(0, 8)}.json`;
  await system.write(path, new TextEncoder().encode(`${JSON.stringify(plan, null, 2)}\n`), { ...rootOnly, uid, gid: 0 });
  return path;
}
