import { describe, expect, it } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import type { UserChange } from '../../src/core/change.ts';
import { firstTree, put, state, world } from '../engine/world.ts';
import { thereAndBack, told } from './context.ts';

const make: UserChange = { kind: 'user', id: 'u', title: 'Make', user: 'archxen-build', present: true, home: '/var/cache/archxen/build' };
const drop: UserChange = { ...make, id: 'd', present: false };

describe('a user for the build', () => {
  it('is a system user that nobody can log in as, and goes again without a trace', async () => {
    const { system, tree, ran } = world();
    await thereAndBack(make, system);
    expect(state(tree)).toEqual(state(firstTree()));
    const argv = ran.find(([program]) => program === 'useradd');
    expect(argv).toEqual(expect.arrayContaining(['--system', '--no-create-home', '/usr/bin/nologin', 'archxen-build']));
  });

  it('is made once', async () => {
    const { system } = world();
    expect(await bind(make).apply(told(system).context)).toBe(true);
    expect(await bind(make).apply(told(system).context)).toBe(false);
  });

  it('that was there before is left there', async () => {
    const { system, tree } = world();
    put(tree, '/sim/users/archxen-build', '');
    expect(await bind(make).inverse(system)).toEqual([]);
  });

  it('is not made again on the way back of its removal', async () => {
    const { system } = world();
    await bind(make).apply(told(system).context);
    expect(await bind(drop).inverse(system)).toEqual([]);
    expect(await bind(drop).apply(told(system).context)).toBe(true);
    expect(await bind(drop).apply(told(system).context)).toBe(false);
    expect(await bind(drop).verify(system)).toBeUndefined();
  });

  it('leaves what it owned to root, so that nobody inherits its number with packages', async () => {
    const { system, tree, ran } = world();
    await bind(make).apply(told(system).context);
    put(tree, '/var/cache/archxen/build/xen/packages/x', '');
    await bind(drop).apply(told(system).context);
    const programs = ran.map(([program]) => program);
    expect(programs.indexOf('chown')).toBeLessThan(programs.indexOf('userdel'));
    expect(ran).toContainEqual(['chown', '--recursive', '--no-dereference', 'root:root', '/var/cache/archxen/build']);
  });
});
