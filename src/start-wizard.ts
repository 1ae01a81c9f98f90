import { isatty } from 'node:tty';
import type { Options } from './cli/options.ts';
import { ArchxenError } from './core/error.ts';
import type { HostRoad } from './road/host-road.ts';
import { isArchHost } from './road/is-arch.ts';
import { openHost } from './road/open-host.ts';
import {
  defaultHost,
  openRehearsal,
  plantRehearsal,
  recordedHost,
  rehearsalRoot,
  rehearsedHost,
  removeRehearsal,
} from './road/rehearsal.ts';
import { selfFacts } from './road/self.ts';
import { liveSystem } from './system/live.ts';
import type { Wizard } from './wizard/runner.ts';

/** Seconds of a rehearsed build: long enough to see what the screen will look like. */
const buildSeconds = 4;

export interface WizardRequest {
  readonly options: Options;
  /** Aborted when this process is asked to end: the terminal is gone, or somebody sent a signal. */
  readonly signal: AbortSignal;
  /** A recorded host to rehearse on; undefined: this host. */
  readonly rehearse?: string | undefined;
}

/** Runs the wizard on this terminal and gives the exit code. */
export async function startWizard({ options, rehearse, signal }: WizardRequest): Promise<number> {
  mustBeTerminal(options);
  const byLines = process.env['TERM'] === 'dumb';
  // Ink paints before it turns raw mode on; a key pressed in between would be lost as a line feed.
  if (!byLines) process.stdin.setRawMode(true);
  const [{ createWizard }, { hostSteps }] = await Promise.all([import('./wizard/runner.ts'), import('../steps/host/index.ts')]);
  const opened = await openRoad(options, rehearse);
  const wizard = createWizard(opened.road, hostSteps);
  signal.addEventListener('abort', () => wizard.send({ type: byLines && signal.reason === 'SIGINT' ? 'interrupt' : 'hang-up' }));
  await (byLines ? drawLines(wizard) : drawScreens(wizard, options));
  const outcome = await wizard.finished;
  for (const line of outcome.words) process.stdout.write(`${line}\n`);
  await opened.close();
  return outcome.code;
}

async function drawScreens(wizard: Wizard, options: Options): Promise<void> {
  const { runWizard, chooseGlyphs } = await import('../screens/index.ts');
  await runWizard(wizard, {
    stdin: process.stdin,
    stdout: process.stdout,
    glyphs: chooseGlyphs({ environment: process.env, ascii: options.ascii }),
    color: process.env['FORCE_COLOR'] !== '0',
    screenReader: process.env['INK_SCREEN_READER'] === 'true',
  });
}

/** For a terminal that can only print and read lines. */
async function drawLines(wizard: Wizard): Promise<void> {
  const [{ runLines }, { lineTerminal }] = await Promise.all([import('./wizard/line-mode.ts'), import('./cli/line-terminal.ts')]);
  const terminal = lineTerminal();
  await runLines(wizard, terminal).finally(terminal.close);
}

function mustBeTerminal(options: Options): void {
  if (isatty(0) && isatty(1) && !options.noInput && !options.json) return;
  throw new ArchxenError('no-terminal', 'The wizard needs a terminal, and this is none.', {
    hint: 'Over ssh, use ssh -t. Without a terminal: archxen apply --answers FILE.',
  });
}

async function openRoad(
  options: Options,
  rehearse: string | undefined,
): Promise<{ readonly road: HostRoad; readonly close: () => Promise<void> }> {
  const outside = liveSystem();
  const self = await selfFacts(outside);
  const nothing = async (): Promise<void> => undefined;
  const resumes = options.root !== undefined && (await rehearsedHost(outside, options.root)) !== undefined;
  const onArch = rehearse === undefined && (options.root !== undefined || (await isArchHost(outside)));
  if (resumes || onArch) return { road: (await openHost({ root: options.root, self })).road, close: nothing };

  const host = rehearse ?? defaultHost;
  await recordedHost(host);
  const root = options.root ?? rehearsalRoot(host, process.env);
  if ((await rehearsedHost(outside, root)) === undefined) await plantRehearsal({ outside, root, host, self });
  const { road } = await openRehearsal({ outside, root, host, self, buildSeconds });
  // A rehearsal that came to its end, or was rolled back, begins anew the next time.
  const close = async (): Promise<void> => {
    const stage = await road.stage(await road.gatherFor({ bases: 'none' }));
    if (options.root === undefined && (stage.at === 'fresh' || stage.at === 'confirmed')) await removeRehearsal(root);
  };
  return { road, close };
}
