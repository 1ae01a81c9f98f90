import type { ReadStream, WriteStream } from 'node:tty';
import { render } from 'ink';
import type { Wizard } from '../src/wizard/runner.ts';
import { App } from './app.tsx';
import { UiContext } from './ui/context.ts';
import type { Glyphs } from './ui/glyphs.ts';
import { themeFor } from './ui/theme.ts';

export interface WizardScreen {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly glyphs: Glyphs;
  /** Named colours; without them weight and words remain. Default: true. */
  readonly color?: boolean | undefined;
  readonly screenReader?: boolean | undefined;
}

/**
 * Draws the wizard on a terminal until the person leaves, then gives the primary screen back.
 * The caller has seen to it that both streams are terminals. Rejects when drawing itself fails.
 */
export async function runWizard(
  wizard: Wizard,
  { stdin, stdout, glyphs, color = true, screenReader = false }: WizardScreen,
): Promise<void> {
  // Ink paints before it turns raw mode on; an Enter in between would arrive as a line feed.
  stdin.setRawMode(true);
  const ui = { glyphs, theme: themeFor(color), screenReader };
  const app = render(
    <UiContext value={ui}>
      <App wizard={wizard} />
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
  const ended = app.waitUntilExit();
  await Promise.race([wizard.finished, ended]);
  app.unmount();
  await ended;
}
