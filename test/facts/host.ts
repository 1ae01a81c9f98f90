import type { Facts, SelfFacts } from '../../src/core/facts.ts';
import { type GatherOptions, gatherFacts } from '../../src/facts/gather.ts';
import { watchedUnits } from '../../src/facts/units.ts';
import type { RunResult, System } from '../../src/system/port.ts';
import { recordedSystem, resolveHost } from '../../src/system/recorded.ts';
import type { RecordedHost } from '../../src/system/recorded-host.ts';
import { hosts } from '../hosts/index.ts';

export const self: SelfFacts = { version: '0.1.0', node: '26.10.0' };

export const resolved = (name: string): RecordedHost => {
  const host = hosts[name];
  if (host === undefined) throw new Error(`no recorded host ${name}`);
  return resolveHost(host, (base) => hosts[base]);
};

/** A recorded host to look at: its files, its recorded commands, and its packages and units as their programs tell them. */
export function hostSystem(name: string): System {
  const host = resolved(name);
  const system = recordedSystem(host);
  const fromModel = (argv: readonly string[]): string | undefined => {
    const { packages = {}, pendingUpgrades = [], units = {} } = host.model ?? {};
    if (argv.join(' ') === 'pacman -Q')
      return Object.entries(packages)
        .map((pair) => `${pair.join(' ')}\n`)
        .join('');
    if (argv.join(' ') === 'pacman -Qu') return pendingUpgrades.map((line) => `${line}\n`).join('');
    if (argv[0] !== 'systemctl' || argv[1] !== 'show') return undefined;
    return watchedUnits
      .map((unit) => {
        const known = units[unit];
        return `Id=${unit}\nLoadState=${known === undefined ? 'not-found' : 'loaded'}\nActiveState=${known?.active ?? 'inactive'}\nUnitFileState=${known?.enabled ?? ''}\n`;
      })
      .join('\n');
  };
  return {
    ...system,
    run: async (argv, options): Promise<RunResult> => {
      const stdout = fromModel(argv);
      return stdout === undefined ? system.run(argv, options) : { exit: 0, stdout, stderr: '', ended: 'exit' };
    },
  };
}

export const factsOfHost = (name: string, options: Partial<GatherOptions> = {}): Promise<Facts> =>
  gatherFacts(hostSystem(name), { self, ...options });
