import type { Json } from '../core/json.ts';
import { signInWords, tunnel } from '../domu/life.ts';
import type { Heard } from '../domu/neighbours.ts';
import { explainXlFailure } from '../domu/xl-failures.ts';
import { type Life, watchForLife } from './domu-life.ts';
import { readGuest } from './domu-list.ts';
import { howItEnded } from './domu-logs.ts';
import type { Context } from './verb.ts';

/**
 * Waits for a sign of life of a guest that was just started, and says which it saw; or why it died. `before` was read before the
 * start.
 */
export async function proofOfLife(context: Context, name: string, before: Heard): Promise<Life> {
  const { system, out, signal } = context;
  const guest = await readGuest(context, name);
  out.say(`Waiting for a sign of life of ${name}; Ctrl-C stops the waiting, not the guest.`);
  const life = await watchForLife({ system, guest, signal, before });
  for (const sign of life.signs) out.say(`PASS  ${signInWords(sign)}`);
  if (life.restarts > 0)
    out.say(`WARN  ${name} restarted itself ${life.restarts === 1 ? 'once' : `${life.restarts} times`} while it was watched.`);
  const cause = explainXlFailure(life.console.join('\n'));
  if (life.ended !== undefined || cause !== undefined) {
    const ending = life.ended === undefined ? undefined : await howItEnded(system, guest);
    const why = ending?.reason === undefined ? '' : `: ${ending.reason}`;
    out.say(`FAIL  ${life.ended === undefined ? `${name} hangs` : `${name} has ${life.ended === 'gone' ? 'ended' : 'crashed'}${why}`}.`);
    if (cause !== undefined) out.say(`      ${cause.cause} ${cause.hint}`);
    else for (const line of [...(ending?.lines ?? []), ...life.console.slice(-6)]) out.say(`      ${line}`);
  } else if (life.signs.length === 0) {
    out.say(`WARN  ${name} runs, but has not shown a sign of life yet. A kernel that cannot start as this kind of guest is silent.`);
  }
  const screen = life.signs.find((sign) => sign.kind === 'screen');
  if (screen !== undefined) await sayHowToSee(context, name, screen.port);
  return life;
}

/** The tunnel to the screen, and where its password is; never the password itself. */
export async function sayHowToSee({ facts, out }: Context, name: string, port: number): Promise<void> {
  const { session, os } = await facts();
  out.say(`      From another computer: ${tunnel(port, session.invokedBy ?? session.user, os.hostname)}`);
  out.say(`      then a VNC viewer to 127.0.0.1:${port}. Its password, if it asks for one, is vncpasswd in /etc/xen/${name}.cfg.`);
}

export const signsAsJson = ({ signs }: Life): Json => signs.map((sign) => ({ ...sign }));
