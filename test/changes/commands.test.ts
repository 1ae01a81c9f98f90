import { describe, expect, it } from '@jest/globals';
import { bind, describe as describeChange } from '../../src/changes/index.ts';
import type { BootOnceChange, CommandChange, UnitChange } from '../../src/core/change.ts';
import type { RunResult, System } from '../../src/system/port.ts';
import { everyKind } from '../engine/plans.ts';
import { fail, firstTree, ok, put, state, world } from '../engine/world.ts';
import { thereAndBack, told } from './context.ts';

const command = (more: Partial<CommandChange> = {}): CommandChange => ({
  kind: 'command',
  id: 'c',
  title: 'c',
  argv: ['mkconfig'],
  writes: ['/boot/grub/grub.cfg'],
  timeoutSeconds: 30,
  ...more,
});
const unit = (more: Partial<UnitChange> = {}): UnitChange => ({
  kind: 'unit',
  id: 'u',
  title: 'u',
  units: ['xenconsoled.service'],
  ...more,
});

function answering(result: RunResult) {
  const { system } = world();
  return { ...system, run: async () => result };
}

describe('a command change', () => {
  it('backs up what it writes, and takes the rest back by its other command first', async () => {
    const { system } = world();
    const back = await bind(command({ undo: ['nvram', ''] })).inverse(system);
    expect(back.map(({ kind }) => kind)).toEqual(['command', 'file']);
    expect(back[0]).toMatchObject({ argv: ['nvram', ''], writes: [] });
    expect(back[1]).toMatchObject({ path: '/boot/grub/grub.cfg', content: { text: '# 1 entry\n' } });
  });

  it('fails when its files do not hold what it was run for, although it said that all went well', async () => {
    const { system } = world();
    const leaves = { path: '/boot/grub/grub.cfg', contains: 'menuentry', encoding: 'utf8' } as const;
    expect(await bind(command({ leaves })).verify(system)).toBe('/boot/grub/grub.cfg does not hold what was to be written');
    expect(await bind(command({ leaves: { ...leaves, contains: '# 1 entry' } })).verify(system)).toBeUndefined();
  });

  it('says whether its files changed', async () => {
    const { system } = world();
    expect(await bind(command()).apply(told(system).context)).toBe(true);
    expect(await bind(command()).apply(told(system).context)).toBe(false);
  });

  it.each([
    [fail('no space left', 3), 'command-failed', /failed with exit code 3/],
    [{ ...ok(), exit: 127, ended: 'missing' as const }, 'command-missing', /mkconfig is not on this host/],
    [{ ...ok(), exit: 124, ended: 'timeout' as const }, 'command-timeout', /did not end within 30 seconds/],
    [{ ...ok(), exit: 143, ended: 'signal' as const }, 'command-failed', /stopped by a signal/],
  ])('fails with cause and next step: %j', async (result, code, message) => {
    await expect(bind(command()).apply(told(answering(result)).context)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/.+/),
    });
  });

  it('keeps the last 15 lines and names the log', async () => {
    const { system } = world();
    const chatty = {
      ...system,
      run: async (_argv: readonly string[], options?: { onLine?: (line: string) => void }) => {
        for (let line = 0; line < 40; line += 1) options?.onLine?.(`line ${line}`);
        return fail('');
      },
    };
    await expect(bind(command()).apply(told(chatty).context)).rejects.toMatchObject({
      path: '/var/log/archxen/c.log',
      lines: Array.from({ length: 15 }, (_, nth) => `line ${nth + 25}`),
    });
  });
});

describe('a unit change', () => {
  it('enables, starts, and comes back to what was', async () => {
    const { system, tree, ran } = world();
    put(tree, '/usr/lib/systemd/system/xenconsoled.service', '');
    const before = state(tree);
    const change = unit({ enabled: true, active: true });
    await bind(change).apply(told(system).context);
    expect(ran.map((argv) => argv[1]).filter((verb) => !verb?.startsWith('is-'))).toEqual(['enable', 'start']);
    expect(await bind(change).apply(told(system).context)).toBe(false);
    const fresh = world(new Map(firstTree()));
    put(fresh.tree, '/usr/lib/systemd/system/xenconsoled.service', '');
    await thereAndBack(change, fresh.system);
    expect(state(fresh.tree)).toEqual(before);
  });

  it('has the manager read the files anew before a start alone, and asks only for what it changes', async () => {
    const { system, tree, ran } = world();
    put(tree, '/usr/lib/systemd/system/xenconsoled.service', '');
    await bind(unit({ active: true })).apply(told(system).context);
    expect(ran.map((argv) => argv[1])).toEqual(['is-active', 'daemon-reload', 'start']);
  });

  it('takes a unit that is not there yet for disabled and stopped', async () => {
    const back = await bind(unit({ enabled: true, active: true })).inverse(world().system);
    expect(back).toMatchObject([{ kind: 'unit', enabled: false, active: false }]);
    const { system, tree } = world();
    put(tree, '/usr/lib/systemd/system/xenconsoled.service', '');
    expect(await bind(unit({ enabled: true })).inverse(system)).toMatchObject([{ enabled: false, active: undefined }]);
  });

  it('switches several at once, only those that need it, and leads each back to what it was', async () => {
    const { system, tree, ran } = world();
    for (const name of ['a', 'b', 'c']) put(tree, `/usr/lib/systemd/system/${name}.service`, '[Install]\nWantedBy=multi-user.target\n');
    await bind(unit({ units: ['b.service'], enabled: true })).apply(told(system).context);
    await bind(unit({ units: ['c.service'], active: true })).apply(told(system).context);
    const three = unit({ units: ['a.service', 'b.service', 'c.service'], enabled: true, active: true });
    const back = await bind(three).inverse(system);
    expect(back).toMatchObject([
      { units: ['a.service'], enabled: false, active: false },
      { units: ['c.service'], enabled: false, active: undefined },
      { units: ['b.service'], enabled: undefined, active: false },
    ]);
    expect(new Set(back.map(({ id }) => id)).size).toBe(3);
    const before = state(tree);
    ran.length = 0;
    await bind(three).apply(told(system).context);
    expect(ran.filter((argv) => !argv[1]?.startsWith('is-'))).toEqual([
      ['systemctl', 'enable', 'a.service', 'c.service'],
      ['systemctl', 'start', 'a.service', 'b.service'],
    ]);
    expect(await bind(three).verify(system)).toBeUndefined();
    for (const change of back) await bind(change).apply(told(system).context);
    expect(state(tree)).toEqual(before);
  });

  it('is not misled by a systemd whose is-enabled ends at the first unit that is missing', async () => {
    const { system, tree } = world();
    for (const name of ['a', 'c']) put(tree, `/usr/lib/systemd/system/${name}.service`, '[Install]\nWantedBy=multi-user.target\n');
    await bind(unit({ units: ['c.service'], enabled: true })).apply(told(system).context);
    const older: System = {
      ...system,
      run: async (argv, options) => {
        const known = argv.slice(0, argv.indexOf('missing.service') < 0 ? undefined : argv.indexOf('missing.service'));
        if (argv[1] !== 'is-enabled' || known.length === argv.length) return system.run(argv, options);
        return known.length === 2 ? { ...(await system.run(argv, options)), exit: 1, stdout: '' } : system.run(known, options);
      },
    };
    const change = unit({ units: ['a.service', 'missing.service', 'c.service'], enabled: true });
    expect(await bind(change).inverse(older)).toMatchObject([{ units: ['a.service', 'missing.service'], enabled: false }]);
    expect(await bind(change).verify(older)).toBe('a.service, missing.service are not enabled');
  });

  it.each([true, false])('that was cut off is asked for whole again (%s): what Also= names is seen by nobody', async (enabled) => {
    const { system, tree } = world();
    put(tree, '/usr/lib/systemd/system/xenconsoled.service', '[Unit]\n');
    const change = unit({ enabled });
    await bind(change).apply(told(system).context);
    expect(await bind(change).apply(told(system).context)).toBe(false);
    const { context, logs } = told(system, { begun: true });
    expect(await bind(change).apply(context)).toBe(true);
    expect(logs.filter((line) => line.startsWith('$'))).toEqual([`$ systemctl ${enabled ? 'enable' : 'disable'} xenconsoled.service`]);
  });

  it('that disables has systemd forget that a unit failed: the list of failed units would name it until the next boot', async () => {
    const { system, ran } = world();
    const answered: System = {
      ...system,
      run: async (argv, options) => {
        const done = await system.run(argv, options);
        return argv[1] === 'is-failed'
          ? {
              ...done,
              exit: 0,
              stdout: argv
                .map((name) => (name === 'b.service' ? 'failed' : 'inactive'))
                .slice(2)
                .join('\n'),
            }
          : done;
      },
    };
    const units = ['a.service', 'b.service', 'c.service'];
    for (const begun of [false, true]) {
      ran.length = 0;
      await bind(unit({ units, enabled: false })).apply(told(answered, { begun }).context);
      expect(ran.at(-1)).toEqual(['systemctl', 'reset-failed', 'b.service']);
    }
    ran.length = 0;
    await bind(unit({ units, active: false })).apply(told(answered).context);
    expect(ran.map((argv) => argv[1])).toEqual(['is-active']);
  });

  it('leaves a static unit as it is', async () => {
    const { system, ran } = world();
    const change = unit({ units: ['static.service'], enabled: true });
    expect(await bind(change).apply(told(system).context)).toBe(false);
    expect(await bind(change).verify(system)).toBeUndefined();
    expect(ran.some((argv) => argv[1] === 'enable')).toBe(false);
  });

  it('says what does not hold', async () => {
    expect(await bind(unit({ enabled: true })).verify(world().system)).toBe('xenconsoled.service is not enabled');
    expect(await bind(unit({ active: true })).verify(world().system)).toBe('xenconsoled.service is not running');
  });
});

describe('the one-time choice of the next boot', () => {
  const once = everyKind.find((change): change is BootOnceChange => change.kind === 'boot-once');
  if (once === undefined) throw new Error('no boot-once change among all kinds');

  it('is read back, set once, and taken back', async () => {
    const { system, ran, tree } = world();
    expect(await bind(once).verify(system)).toMatch(/does not name "archxen.conf"/);
    expect(await bind(once).apply(told(system).context)).toBe(true);
    expect(await bind(once).verify(system)).toBeUndefined();
    expect(await bind(once).apply(told(system).context)).toBe(false);
    expect(ran).toEqual([once.arm]);
    const [back] = await bind(once).inverse(system);
    if (back === undefined) throw new Error('no way back');
    await bind(back).apply(told(system).context);
    expect(state(tree)).toEqual(state(firstTree()));
    // The boot has used it up: nothing to do, and that is fine.
    expect(await bind(back).apply(told(system).context)).toBe(false);
  });

  it('may be refused by a firmware on the way there, but not stay armed on the way back', async () => {
    const { system } = world();
    const choice = { ...once, ifRefused: 'Start Xen by hand.' };
    const deaf = { ...system, run: async () => fail('no') };
    expect(await bind(choice).apply(told(deaf).context)).toBe(false);
    expect(await bind(choice).verify(deaf)).toBeUndefined();
    await bind(choice).apply(told(system).context);
    const [back] = await bind(choice).inverse(system);
    if (back === undefined) throw new Error('no way back');
    await expect(bind(back).apply(told(deaf).context)).rejects.toMatchObject({ code: 'command-failed' });
    expect(await bind(back).verify(system)).toMatch(/still names/);
  });

  it('a firmware that says yes and does nothing is told of, with what to do', async () => {
    const { system } = world();
    const { context, warnings } = told({ ...system, run: async () => ok() });
    expect(await bind({ ...once, ifRefused: 'Start Xen by hand.' }).apply(context)).toBe(false);
    expect(warnings).toEqual([expect.stringMatching(/had no effect\. Start Xen by hand\./)]);
  });

  it('is asked for where no file tells', async () => {
    const { system } = world();
    const listing = (line: string) => ({ ...system, run: async () => ({ ...ok(), stdout: `saved_entry=a\n${line}` }) });
    const asked = { ...once, readBack: undefined, asks: { argv: ['grub-editenv', 'list'], line: 'next_entry=archxen-xen' } };
    expect(await bind(asked).apply(told(listing('next_entry=archxen-xen\n')).context)).toBe(false);
    expect(await bind(asked).verify(listing('next_entry=archxen-xen\n'))).toBeUndefined();
    expect(await bind(asked).verify(listing('next_entry=\n'))).toBe(`${once.loader} does not name "next_entry=archxen-xen"`);
    const [back] = await bind(asked).inverse(system);
    if (back === undefined) throw new Error('no way back');
    expect(await bind(back).verify(listing('next_entry=archxen-xen\n'))).toMatch(/still names/);
  });

  it('fails when the loader did not take it', async () => {
    const { system } = world();
    const deaf = { ...system, run: async () => ok() };
    await bind(once).apply(told(deaf).context);
    expect(await bind(once).verify(deaf)).toMatch(/does not name/);
  });
});

it('describes every kind of change with a command, a file or a word', () => {
  for (const change of everyKind) {
    const { commands, files, notes } = describeChange(change);
    expect([change.id, commands.length + files.length + notes.length > 0]).toEqual([change.id, true]);
  }
});
