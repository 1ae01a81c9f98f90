import { describe, expect, it } from '@jest/globals';
import type { RunResult, System } from '../../src/system/port.ts';
import { testHost } from './host.ts';
import { said } from './programs.ts';

const answers = (more: object) => ({ readInput: async () => JSON.stringify({ v: 1, name: 'web', ...more }) });
const taken = said('', 3, 'libxl: error: libxl_domain.c:55:libxl__domain_rename: Domain 9:Domain with name "web" already exists.\n');

/** A host on which xendomains starts the guest right before archxen's own xl says this; a number: in its dry run. */
function raced(when: 'create' | 'dry-run', result: RunResult) {
  const host = testHost();
  const system: System = {
    ...host.system,
    run: async (argv, options) => {
      const dry = argv[2] === '-n';
      if (argv[1] !== 'create' || dry !== (when === 'dry-run')) return host.system.run(argv, options);
      host.running.add('web');
      return dry ? host.system.run(argv, options) : result;
    },
  };
  const destroyed = () => host.commands.filter((words) => words.startsWith('xl destroy'));
  return { ...host, destroyed, race: { system } };
}

describe('a guest that somebody else starts at the same moment', () => {
  it.each<[string, 'create' | 'dry-run', RunResult]>([
    ['before xl is asked', 'dry-run', said()],
    ['so that xl finds the name taken', 'create', taken],
    ['so that there is no memory left for a second one', 'create', said('', 3, 'failed to free memory for the domain\n')],
    ['while xl waits for the lock of the other', 'create', { exit: 124, stdout: '', stderr: '', ended: 'timeout' }],
  ])('is left running: %s', async (_, when, result) => {
    const { domu, running, destroyed, race, commands } = raced(when, result);
    await domu('create --answers - --yes', answers({ start: false }));
    const { error } = await domu('start web', race);
    expect(error?.message).toMatch(when === 'dry-run' || result === taken ? /started by somebody else meanwhile/ : /did not start/);
    expect(running).toEqual(new Set(['web']));
    expect(destroyed()).toEqual([]);
    expect(commands.some((words) => words === 'xl create /etc/xen/web.cfg')).toBe(false);
  });

  it('keeps its disk and configuration when it was being made', async () => {
    const { domu, running, destroyed, race, tree } = raced('create', taken);
    const made = await domu('create --answers - --yes', { ...answers({}), ...race });
    expect(made.exit).toBe(31);
    expect(made.text).toContain('what was made for it stays');
    expect(running).toEqual(new Set(['web']));
    expect(destroyed()).toEqual([]);
    expect(tree.has('/etc/xen/web.cfg') && tree.has('/var/lib/xen/images/web.img')).toBe(true);
  });

  it('is told from what a failed start leaves, which libxl names by its number', async () => {
    const half = said('', 3, 'libxl: error: Domain 1:unable to add disk devices\nlibxl: error: Domain 1:Destruction of domain failed\n');
    const { domu, destroyed, race } = raced('create', half);
    await domu('create --answers - --yes', answers({ start: false }));
    expect((await domu('start web', race)).error).toMatchObject({ code: 'command-failed' });
    expect(destroyed()).toEqual(['xl destroy 1']);
  });
});
