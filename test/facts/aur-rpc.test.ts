import { describe, expect, it } from '@jest/globals';
import { lookUpPackages } from '../../src/facts/aur-rpc.ts';
import { memorySystem, treeOf } from '../../src/system/memory.ts';
import type { RunResult } from '../../src/system/port.ts';

const answer = (results: readonly object[]): RunResult => ({
  exit: 0,
  stdout: JSON.stringify({ resultcount: results.length, results, type: 'multiinfo', version: 5 }),
  stderr: '',
  ended: 'exit',
});

function aur(respond: (address: string) => RunResult) {
  const asked: string[] = [];
  const run = async (argv: readonly string[]): Promise<RunResult> => {
    asked.push(argv.at(-1) ?? '');
    return respond(argv.at(-1) ?? '');
  };
  return { system: memorySystem(treeOf({}), { run }), asked };
}

describe("the AUR's answers about packages", () => {
  it('name the base of each, and say what is flagged', async () => {
    const { system, asked } = aur(() =>
      answer([
        { Name: 'xen', PackageBase: 'xen', OutOfDate: null },
        { Name: 'xen-docs', PackageBase: 'xen' },
        { Name: 'xen-grub-pvh', PackageBase: 'xen-grub', OutOfDate: 1763900000 },
      ]),
    );
    const known = await lookUpPackages(system, 'https://aur.example.org/', ['xen', 'xen-docs', 'xen-grub-pvh']);
    expect(Object.fromEntries(known)).toEqual({
      xen: { base: 'xen', outOfDate: false },
      'xen-docs': { base: 'xen', outOfDate: false },
      'xen-grub-pvh': { base: 'xen-grub', outOfDate: true },
    });
    expect(asked).toEqual(['https://aur.example.org/rpc/v5/info?arg[]=xen&arg[]=xen-docs&arg[]=xen-grub-pvh']);
  });

  it('lead to what provides a name that is gone', async () => {
    const { system } = aur((address) =>
      address.includes('/search/xen-pvhgrub?by=provides') ? answer([{ Name: 'xen-grub-pvh', PackageBase: 'xen-grub' }]) : answer([]),
    );
    expect((await lookUpPackages(system, 'https://aur.example.org', ['xen-pvhgrub'])).get('xen-pvhgrub')?.base).toBe('xen-grub');
  });

  it.each([
    ['no network', { exit: 6, stdout: '', stderr: 'curl: (6) Could not resolve host', ended: 'exit' }],
    ['no curl', { exit: 127, stdout: '', stderr: '', ended: 'missing' }],
    ['a page instead', { exit: 0, stdout: '<html>', stderr: '', ended: 'exit' }],
    ['another form', { exit: 0, stdout: '{"error":"Rate limit reached"}', stderr: '', ended: 'exit' }],
    ['a name that is a path', { ...answer([{ Name: 'xen', PackageBase: '../../etc' }]) }],
  ] as const)('are none with %s', async (_what, result) => {
    const { system } = aur(() => result);
    expect((await lookUpPackages(system, 'https://aur.example.org', ['xen'])).size).toBe(0);
  });

  it('are not asked for where the bases come from a folder', async () => {
    const { system, asked } = aur(() => answer([]));
    await lookUpPackages(system, 'file:///srv/aur', ['xen']);
    expect(asked).toEqual([]);
  });
});
