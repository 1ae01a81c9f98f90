import { parseUnitFile, unitValues } from '../../../formats/systemd-unit.ts';
import { readText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import type { Unit } from './unit-files.ts';

const bootId = (world: World): Promise<string | undefined> => readText(world.files, '/proc/sys/kernel/random/boot_id');

/** The commands of a oneshot service, one after the other; a restart of the host among them ends it. Unknown programs do nothing. */
export async function execute(world: World, { text }: Unit, runs: (argv: readonly string[]) => boolean = () => true): Promise<void> {
  const before = await bootId(world);
  for (const argv of commandsOf(text ?? '')) {
    if (!runs(argv)) continue;
    await world.run(argv);
    if ((await bootId(world)) !== before) return;
  }
}

/** ExecStartPre= and ExecStart= as argv, without systemd's prefixes. */
function commandsOf(text: string): readonly (readonly string[])[] {
  const file = parseUnitFile(text);
  return [...unitValues(file, 'Service', 'ExecStartPre'), ...unitValues(file, 'Service', 'ExecStart')].map((line) =>
    (line.replace(/^[-@:+!]+/, '').match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', '')),
  );
}
