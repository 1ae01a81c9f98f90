import { apply } from '../engine/apply.ts';
import type { Run } from '../engine/records.ts';
import { wayBack } from '../engine/way-back.ts';
import { follow } from './progress.ts';
import { unattendedHands } from './unattended-hands.ts';
import type { Context } from './verb.ts';

/** Takes a guest's run back; false: not all of it. The lock is the caller's. */
export async function takeBack(context: Context, run: Run): Promise<boolean> {
  const { system, self, out } = context;
  const hands = { ...unattendedHands(context), signal: new AbortController().signal };
  const { outcome } = await follow(apply({ system, ...hands, plan: wayBack(run), run, version: self.version }), out);
  return outcome === 'rolled-back';
}
