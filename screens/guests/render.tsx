import { render } from 'ink';
import type { GuestsPort } from '../../src/wizard/guests/port.ts';
import { createGuests, type Guests } from '../../src/wizard/guests/runner.ts';
import type { WizardScreen } from '../render.tsx';
import { UiContext } from '../ui/context.ts';
import { themeFor } from '../ui/theme.ts';
import { GuestsApp } from './app.tsx';

const refreshMilliseconds = 3000;

/** Draws the guests until the person leaves. A console gets the terminal for itself, and the screen comes back after it. */
export async function runGuests(port: GuestsPort, screen: WizardScreen, signal: AbortSignal): Promise<void> {
  const guests = createGuests(port);
  signal.addEventListener('abort', () => guests.send({ type: 'leave' }));
  void guests.refresh();
  for (;;) {
    await drawUntilLeft(guests, screen);
    const { view } = guests.getSnapshot();
    if (view.at !== 'console') return;
    guests.send({ type: 'console-left', words: await port.console(view.name) });
  }
}

async function drawUntilLeft(guests: Guests, { stdin, stdout, glyphs, color = true, screenReader = false }: WizardScreen): Promise<void> {
  // Ink paints before it turns raw mode on; an Enter in between would arrive as a line feed.
  stdin.setRawMode(true);
  const app = render(
    <UiContext value={{ glyphs, theme: themeFor(color), screenReader }}>
      <GuestsApp guests={guests} />
    </UiContext>,
    {
      stdin,
      stdout,
      alternateScreen: true,
      incrementalRendering: true,
      maxFps: 10,
      exitOnCtrlC: false,
      interactive: true,
      isScreenReaderEnabled: screenReader,
    },
  );
  const timer = setInterval(() => {
    if (guests.getSnapshot().view.at === 'list') void guests.refresh();
  }, refreshMilliseconds);
  const left = new Promise<void>((resolve) => {
    const look = (): void => {
      const { at } = guests.getSnapshot().view;
      if (at === 'left' || at === 'console') resolve();
    };
    guests.subscribe(look);
    look();
  });
  const ended = app.waitUntilExit();
  await Promise.race([left, ended]);
  clearInterval(timer);
  app.unmount();
  await ended;
}
