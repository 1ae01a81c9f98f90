import { setTimeout } from 'node:timers/promises';
import { isatty } from 'node:tty';
import type { Options } from './cli/options.ts';
import { ArchxenError } from './core/error.ts';
import { keepHeapSmall } from './frugal-heap.ts';
import type { HostRoad } from './road/host-road.ts';
import { isArchHost } from './road/is-arch.ts';
import { defaultHost, rehearsalBanner, rehearsalRoot, rehearsedHost } from './road/rehearsal-root.ts';
import { liveSystem } from './system/live.ts';
import { deferredRoad } from './wizard/deferred-road.ts';
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
  keepHeapSmall();
  const byLines = process.env['TERM'] === 'dumb';
  // Ink paints before it turns raw mode on; a key pressed in between would be lost as a line feed.
  if (!byLines) process.stdin.setRawMode(true);
  // What draws is loaded first, so that nothing of the host is read before the first screen is there.
  const [{ createWizard }, { hostSteps }, draw] = await Promise.all([
    import('./wizard/runner.ts'),
    import('../steps/host/index.ts'),
    byLines ? lineDrawer() : screenDrawer(options),
  ]);
  const stage = await setStage(options, rehearse);
  let close = async (): Promise<void> => undefined;
  const road = deferredRoad(stage.banner, async () => {
    // The first screen is drawn in the turns of the event loop that this leaves free.
    await setTimeout(1);
    const opened = await stage.open();
    close = opened.close;
    return opened.road;
  });
  const wizard = createWizard(road, hostSteps);
  signal.addEventListener('abort', () => wizard.send({ type: byLines && signal.reason === 'SIGINT' ? 'interrupt' : 'hang-up' }));
  await draw(wizard);
  const outcome = await wizard.finished;
  for (const line of outcome.words) process.stdout.write(`${line}\n`);
  await close();
  return outcome.code;
}

type Drawer = (wizard: Wizard) => Promise<void>;

async function screenDrawer(options: Options): Promise<Drawer> {
  const { runWizard, chooseGlyphs } = await import('../screens/index.ts');
  return (wizard) =>
    runWizard(wizard, {
      stdin: process.stdin,
      stdout: process.stdout,
      glyphs: chooseGlyphs({ environment: process.env, ascii: options.ascii }),
      color: process.env['FORCE_COLOR'] !== '0',
      screenReader: process.env['INK_SCREEN_READER'] === 'true',
    });
}

/** For a terminal that can only print and read lines. */
async function lineDrawer(): Promise<Drawer> {
  const [{ runLines }, { lineTerminal }] = await Promise.all([import('./wizard/line-mode.ts'), import('./cli/line-terminal.ts')]);
  return async (wizard) => {
    const terminal = lineTerminal();
    await runLines(wizard, terminal).finally(terminal.close);
  };
}

function mustBeTerminal(options: Options): void {
  if (isatty(0) && isatty(1) && !options.noInput && !options.json) return;
  throw new ArchxenError('no-terminal', 'The wizard needs a terminal, and this is none.', {
    hint: 'Over ssh, use ssh -t. Without a terminal: archxen apply --answers FILE.',
  });
}

/** Which host this is about, known before anything of it is read. */
interface Stage {
  readonly banner?: string | undefined;
  readonly open: () => Promise<{ readonly road: HostRoad; readonly close: () => Promise<void> }>;
}

async function setStage(options: Options, rehearse: string | undefined): Promise<Stage> {
  const outside = liveSystem();
  const left = options.root === undefined ? undefined : await rehearsedHost(outside, options.root);
  const onArch = rehearse === undefined && (options.root !== undefined || (await isArchHost(outside)));
  if (onArch && left === undefined) return { open: () => openLive(options) };

  const host = left ?? rehearse ?? defaultHost;
  const root = options.root ?? rehearsalRoot(host, process.env);
  if (left === undefined && rehearse !== undefined) await (await import('./road/rehearsal.ts')).recordedHost(rehearse);
  return { banner: rehearsalBanner(host), open: () => openScratch({ host, root, keep: options.root !== undefined }) };
}

async function openLive({ root }: Options): ReturnType<Stage['open']> {
  const [{ openHost }, { selfFacts }] = await Promise.all([import('./road/open-host.ts'), import('./road/self.ts')]);
  const { road } = await openHost({ root, self: await selfFacts(liveSystem()) });
  return { road, close: async () => undefined };
}

/** A rehearsal that came to its end, or was rolled back, begins anew the next time, unless the person named its root. */
async function openScratch({
  host,
  root,
  keep,
}: {
  readonly host: string;
  readonly root: string;
  readonly keep: boolean;
}): ReturnType<Stage['open']> {
  const [{ openRehearsal, plantRehearsal, removeRehearsal }, { selfFacts }] = await Promise.all([
    import('./road/rehearsal.ts'),
    import('./road/self.ts'),
  ]);
  const outside = liveSystem();
  const self = await selfFacts(outside);
  if ((await rehearsedHost(outside, root)) === undefined) await plantRehearsal({ outside, root, host, self });
  const { road } = await openRehearsal({ outside, root, host, self, buildSeconds });
  const close = async (): Promise<void> => {
    const stage = await road.stage(await road.gatherFor({ bases: 'none' }));
    if (!keep && (stage.at === 'fresh' || stage.at === 'confirmed')) await removeRehearsal(root);
  };
  return { road, close };
}
