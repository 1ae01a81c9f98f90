import { describe, expect, it } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import type { CommandChange } from '../../src/core/change.ts';
import type { Tree } from '../../src/system/memory.ts';
import { simulated, snapshot } from '../system/simulated/host.ts';
import { told } from './context.ts';

const folder = '/sys/firmware/efi/efivars';
const global = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
const args = '/var/lib/archxen/boot/x.arguments';
const text = 'xen.efi -cfg=x.cfg\0';

const entry = (more: Partial<CommandChange> = {}): CommandChange => ({
  kind: 'command',
  id: 'entry',
  title: 'Add the firmware entry',
  argv: [
    ...['efibootmgr', '--create-only', '--bootnum', '0007', '--disk', '/dev/nvme0n1', '--part', '1'],
    ...['--label', 'Xen', '--loader', '\\xen.efi', '--append-binary-args', args],
  ],
  writes: [],
  undo: ['efibootmgr', '--bootnum', '0007', '--delete-bootnum'],
  creates: `${folder}/Boot0007-${global}`,
  readBack: {
    path: `${folder}/Boot0007-${global}`,
    contains: Buffer.from(text, 'utf16le').toString('hex'),
    encoding: 'hex',
    present: true,
  },
  timeoutSeconds: 30,
  ...more,
});
const order = (ids: string, hex: string): CommandChange => ({
  kind: 'command',
  id: 'order',
  title: 'Set BootOrder',
  argv: ['efibootmgr', '--bootorder', ids],
  writes: [],
  undo: ['efibootmgr', '--bootorder', '0000,0001,0003'],
  readBack: { path: `${folder}/BootOrder-${global}`, contains: hex, encoding: 'hex', present: true },
  timeoutSeconds: 30,
});

const variables = (tree: Tree) => Object.entries(snapshot(tree)).filter(([path]) => path.startsWith(folder));

async function host() {
  const made = simulated('efistub');
  await made.system.makeDirectory('/var/lib/archxen', { mode: 0o700, uid: 0, gid: 0 });
  await made.system.makeDirectory('/var/lib/archxen/boot', { mode: 0o700, uid: 0, gid: 0 });
  await made.system.write(args, Buffer.from(text, 'utf16le'), { mode: 0o644, uid: 0, gid: 0 });
  return made;
}

describe('a command whose effect is in a variable', () => {
  it('is run once, is read back, and is gone again to the last byte', async () => {
    const { system, tree } = await host();
    const before = variables(tree);
    const change = entry();
    const [back] = await bind(change).inverse(system);
    expect(await bind(change).verify(system)).toMatch(/is not there/);
    expect(await bind(change).apply(told(system).context)).toBe(true);
    expect(await bind(change).verify(system)).toBeUndefined();
    // A run that was cut off right behind it does it again: efibootmgr itself would say "already exists".
    expect(await bind(change).apply(told(system).context)).toBe(false);
    if (back === undefined) throw new Error('no way back');
    expect(await bind(back).apply(told(system).context)).toBe(true);
    expect(await bind(back).verify(system)).toBeUndefined();
    expect(variables(tree)).toEqual(before);
    // The firmware or a person may have removed it already.
    expect(await bind(back).apply(told(system).context)).toBe(false);
  });

  it('is seen when the firmware keeps something else', async () => {
    const { system } = await host();
    await system.write(args, Buffer.from('xen.efi', 'utf16le'), { mode: 0o644, uid: 0, gid: 0 });
    const change = entry();
    await bind(change).apply(told(system).context);
    expect(await bind(change).verify(system)).toMatch(/does not hold what was set/);
  });

  it('sets and takes back an order', async () => {
    const { system, run } = await host();
    const change = order('0001,0000,0003', '07000000010000000300');
    const [back] = await bind(change).inverse(system);
    expect(await bind(change).apply(told(system).context)).toBe(true);
    expect(await bind(change).apply(told(system).context)).toBe(false);
    expect(await run('efibootmgr')).toContain('BootOrder: 0001,0000,0003');
    if (back === undefined) throw new Error('no way back');
    expect(await bind(back).apply(told(system).context)).toBe(true);
    expect(await run('efibootmgr')).toContain('BootOrder: 0000,0001,0003');
    expect(await bind(back).apply(told(system).context)).toBe(false);
  });
});

describe('a command that may be refused', () => {
  const refusing = async () => {
    const { system } = await host();
    return { ...system, run: async () => ({ exit: 5, stdout: '', stderr: 'No space left on device\n', ended: 'exit' as const }) };
  };

  it('is said, and the run goes on', async () => {
    const system = await refusing();
    const change = entry({ ifRefused: 'There is another road.' });
    const { context, warnings } = told(system);
    expect(await bind(change).apply(context)).toBe(false);
    expect(warnings.join('\n')).toMatch(/failed with exit code 5\. There is another road\./);
    expect(await bind(change).verify(system)).toBeUndefined();
  });

  it('is said too when it had no effect', async () => {
    const { system } = await host();
    const deaf = { ...system, run: async () => ({ exit: 0, stdout: '', stderr: '', ended: 'exit' as const }) };
    const { context, warnings } = told(deaf);
    await bind(entry({ ifRefused: 'There is another road.' })).apply(context);
    expect(warnings.join('\n')).toMatch(/had no effect\. There is another road\./);
  });

  it('else ends the run there', async () => {
    await expect(bind(entry()).apply(told(await refusing()).context)).rejects.toMatchObject({ code: 'command-failed' });
  });
});
