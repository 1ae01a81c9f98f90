import { readText } from '../core/files.ts';
import { stateFile, volatile } from '../core/state.ts';
import { type Command, done, failed, type World } from '../core/world.ts';

interface Timer {
  /** Without its ending. */
  readonly unit: string;
  /** Milliseconds since the epoch. */
  readonly due: number;
  readonly seconds: number;
  readonly argv: readonly string[];
}

const timers = stateFile<readonly Timer[]>(volatile('timers'), []);

/** systemd-run --on-active: a transient timer. Without it, the command is run at once. */
export const systemdRun: Command = async ({ args }, world) => {
  const first = args.findIndex((arg) => !arg.startsWith('-'));
  const options = args.slice(0, first < 0 ? args.length : first);
  const argv = first < 0 ? [] : args.slice(first);
  const value = (name: string): string | undefined => options.find((option) => option.startsWith(`--${name}=`))?.slice(name.length + 3);
  const unit = (value('unit') ?? `run-r${(await timers.get(world.files)).length}`).replace(/\.(timer|service)$/, '');
  if (argv.length === 0) return failed(1, 'Command line to execute required.\n');
  const seconds = value('on-active');
  if (seconds === undefined) return world.run(argv);
  const now = await timers.get(world.files);
  if (now.some((timer) => timer.unit === unit)) {
    return failed(1, `Failed to start transient timer unit: Unit ${unit}.timer was already loaded or has a fragment file.\n`);
  }
  await timers.set(world.files, [...now, { unit, due: world.files.now() + timeSpan(seconds) * 1000, seconds: timeSpan(seconds), argv }]);
  return { ...done(), stderr: `Running timer as unit: ${unit}.timer\nWill run service as unit: ${unit}.service\n` };
};

/** systemd.time(7), as far as anybody writes it: `90`, `90s`, `2min`. */
const timeSpan = (text: string): number => {
  const [, number = '0', unit = 's'] = /^(\d+)\s*(s|sec|min|m|h)?$/.exec(text) ?? [];
  return Number(number) * (unit.startsWith('m') ? 60 : unit === 'h' ? 3600 : 1);
};

export const hasTimer = async ({ files }: World, unit: string): Promise<boolean> =>
  (await timers.get(files)).some((timer) => `${timer.unit}.timer` === unit);

/** systemctl restart: its time begins anew. */
export async function restartTimer({ files }: World, unit: string): Promise<void> {
  await timers.set(
    files,
    (await timers.get(files)).map((timer) =>
      `${timer.unit}.timer` === unit ? { ...timer, due: files.now() + timer.seconds * 1000 } : timer,
    ),
  );
}

export async function stopTimer({ files }: World, unit: string): Promise<void> {
  await timers.set(
    files,
    (await timers.get(files)).filter((timer) => `${timer.unit}.timer` !== unit),
  );
}

/** Runs what is due by now. Time passes between two commands, so this is asked before each. */
export async function fireTimers(world: World): Promise<void> {
  const now = world.files.now();
  const all = await timers.get(world.files);
  const due = all.filter((timer) => timer.due <= now);
  if (due.length === 0) return;
  await timers.set(
    world.files,
    all.filter((timer) => timer.due > now),
  );
  for (const { argv } of due) await world.run(argv);
}

/** sh FILE: the plain scripts that archxen leaves, a command a line, with words in single quotes. */
export const shell: Command = async ({ args }, world) => {
  const text = await readText(world.files, args[0] ?? '');
  if (text === undefined) return failed(127, `sh: ${args[0]}: No such file or directory\n`);
  for (const line of text.split('\n')) {
    const argv = (line.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? []).map((word) => word.replaceAll(/'([^']*)'|\\(.)/g, '$1$2'));
    const [name] = argv;
    if (name === undefined || name.startsWith('#') || name === 'export' || name === 'set') continue;
    if (name === 'exit') return done();
    await world.run(argv);
  }
  return done();
};
