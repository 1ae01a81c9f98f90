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

/** Seconds of a rehearsed build: long enough to see what the screen will look like. */
const buildSeconds = 4;

export interface WizardRequest {
  readonly options: Options;
  /** A recorded host to rehearse on; undefined: this host. */
  readonly rehearse?: string | undefined;
}

/** Runs the wizard on this terminal and gives the exit code. */
export async function startWizard({ options, rehearse }: WizardRequest): Promise<number> {
  mustBeTerminal(options);
  // Ink paints before it turns raw mode on; a key pressed in between would be lost as a line feed.
  process.stdin.setRawMode(true);
  const [{ createWizard }, { runWizard }, { hostSteps }, { chooseGlyphs }] = await Promise.all([
    import('./wizard/runner.ts'),
    import('../screens/render.tsx'),
    import('../steps/host/index.ts'),
    import('../screens/ui/glyphs.ts'),
  ]);
  const opened = await openRoad(options, rehearse);
  const wizard = createWizard(opened.road, hostSteps);
  await runWizard(wizard, {
    stdin: process.stdin,
    stdout: process.stdout,
    glyphs: chooseGlyphs({ environment: process.env, ascii: options.ascii }),
    screenReader: options.screenReader || process.env['INK_SCREEN_READER'] === 'true',
  });
  const outcome = await wizard.finished;
  for (const line of outcome.words) process.stdout.write(`${line}\n`);
  await opened.close();
  return outcome.code;
}

function mustBeTerminal(options: Options): void {
  if (process.stdin.isTTY && process.stdout.isTTY && !options.noInput && !options.json) return;
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
