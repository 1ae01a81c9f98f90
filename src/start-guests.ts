import { guestsPort } from './cli/domu-port.ts';
import { requireDom0 } from './cli/domu-xl.ts';
import type { Context } from './cli/verb.ts';
import { exitCodes } from './core/error.ts';

/** `archxen domu` on a terminal: the screen of guests, or its plain line mode. */
export async function startGuests(context: Context): Promise<number> {
  await requireDom0(context.system, await context.facts());
  const port = guestsPort(context);
  if (process.env['TERM'] === 'dumb') {
    const [{ runGuestLines }, { lineTerminal }] = await Promise.all([
      import('./wizard/guests/line-mode.ts'),
      import('./cli/line-terminal.ts'),
    ]);
    const terminal = lineTerminal();
    await runGuestLines(port, terminal).finally(terminal.close);
    return exitCodes.ok;
  }
  const { runGuests, chooseGlyphs } = await import('../screens/index.ts');
  const screen = {
    stdin: process.stdin,
    stdout: process.stdout,
    glyphs: chooseGlyphs({ environment: process.env, ascii: context.options.ascii }),
    color: process.env['FORCE_COLOR'] !== '0',
    screenReader: process.env['INK_SCREEN_READER'] === 'true',
  };
  await runGuests(port, screen, context.signal);
  return exitCodes.ok;
}
