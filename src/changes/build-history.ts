import * as z from 'zod/mini';
import type { BuildChange } from '../core/change-packages.ts';
import type { System } from '../system/port.ts';

const schema = z.object({
  commit: z.string(),
  /** Milliseconds since the epoch when it ended. */
  at: z.number(),
  phases: z.array(z.object({ name: z.string(), lines: z.number(), seconds: z.number() })),
});

/** What the last whole build of a base took on this host. */
export type BuildHistory = z.infer<typeof schema>;

const pathOf = ({ directory }: BuildChange): string => `${directory}/history.json`;

export async function readHistory(system: System, change: BuildChange): Promise<BuildHistory | undefined> {
  const bytes = await system.read(pathOf(change));
  if (bytes === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    // It is only for a bar on the screen.
    return undefined;
  }
}

export async function writeHistory(system: System, change: BuildChange, history: BuildHistory): Promise<void> {
  await system.write(pathOf(change), Buffer.from(`${JSON.stringify(history)}\n`), { mode: 0o644, uid: 0, gid: 0 });
}
