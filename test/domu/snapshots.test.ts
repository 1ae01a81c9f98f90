import { describe, expect, it } from '@jest/globals';
import { lostWith } from '../../src/facts/lvm-snapshots.ts';
import { testHost } from './host.ts';
import { said } from './programs.ts';

describe('what goes with a volume', () => {
  const thick = '  root:-wi-ao----:\n  web:owi-a-s---:\n  before:swi-a-s---:web\n  over:Vwi-a-tz--:web\n  other:swi-a-s---:root\n';
  const thin = '  web:Vwi-a-tz--:\n  kept:Vwi---tz-k:web\n  cow:swi-a-s---:[web]\n  pool:twi-aotz--:\n';
  it.each([
    ['its snapshots, and thin volumes over it', thick, 'web', ['before', 'over']],
    ['of a thin one only what is not thin', thin, 'web', ['cow']],
    ['nothing', thick, 'other', []],
  ])('%s', (_, stdout, volume, lost) => {
    expect(lostWith(stdout, volume)).toEqual(lost);
  });
});

describe('archxen domu remove', () => {
  it("keeps a volume that somebody's snapshots would go with, and names them", async () => {
    const { domu, answers, commands, tree } = testHost();
    answers.set('vgs', said('{"report":[{"vg":[{"vg_name":"vg0","vg_free":"99999999999"}]}]}'));
    const disks = [{ kind: 'lvm', group: 'vg0', volume: 'web', sizeGiB: 10 }];
    const readInput = async () => JSON.stringify({ v: 1, name: 'web', start: false, disks });
    expect((await domu('create --answers - --yes', { readInput })).error).toBeUndefined();
    answers.set('lvs --noheadings --separator', said('  web:owi-a-s---:\n  monday:swi-a-s---:web\n'));
    const { error } = await domu('remove web --yes');
    expect(error).toMatchObject({
      code: 'guest-invalid',
      message: 'web is not removed: vg0/monday would go with vg0/web.',
      hint: expect.stringContaining('lvremove vg0/monday'),
    });
    expect(commands.filter((words) => words.startsWith('lvremove'))).toEqual([]);
    answers.set('lvs --noheadings --separator', said('', 5, 'lock failed'));
    expect((await domu('remove web --yes')).error).toMatchObject({ code: 'command-failed' });
    expect(tree.has('/dev/vg0/web')).toBe(true);
    answers.delete('lvs --noheadings --separator');
    expect((await domu('remove web --yes')).exit).toBe(0);
    expect(tree.has('/dev/vg0/web')).toBe(false);
  });
});
