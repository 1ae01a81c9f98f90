import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseOptions } from '../../src/cli/options.ts';
import { makeOutput } from '../../src/cli/output.ts';
import { unattendedHands } from '../../src/cli/unattended-hands.ts';
import type { Context } from '../../src/cli/verb.ts';
import type { Ask } from '../../src/core/event.ts';

/** Asks whether to keep the network; `typed` are the answers, and the end of the input after them. */
async function kept({ typed, yes = false, heard }: { typed?: readonly string[]; yes?: boolean; heard?: Ask['heard'] }) {
  const said: string[] = [];
  const answers = [...(typed ?? [])];
  const context: Partial<Context> = {
    signal: new AbortController().signal,
    options: parseOptions(yes ? ['--yes'] : []).options,
    interactive: typed !== undefined,
    out: makeOutput(false, { stdout: (text) => said.push(text), stderr: (text) => said.push(text) }),
    forgetTyped: () => void said.push('forgotten'),
    ask: async (question) => {
      said.push(question);
      return answers.shift();
    },
  };
  const hands = unattendedHands(context as Context);
  const keep = await hands.ask({ kind: 'keep-network', message: 'Keep it?', deadline: Date.now() + 60_000, heard });
  return { keep, said, left: answers.length };
}

describe('whether the network is kept, on a terminal', () => {
  it.each(['y', 'Y', 'yes', ' keep '])('%j keeps it', async (answer) => {
    expect(await kept({ typed: [answer] })).toMatchObject({ keep: true });
  });

  it.each(['n', 'No'])('%j takes it back', async (answer) => {
    expect(await kept({ typed: [answer, 'y'] })).toMatchObject({ keep: false, left: 1 });
  });

  it('is asked again, and by name, after Enter alone or another word', async () => {
    const { keep, said } = await kept({ typed: ['', 'ye', 'what?', 'y'] });
    expect(keep).toBe(true);
    expect(said.filter((line) => line.includes('Type y to keep it, n to take it back'))).toHaveLength(4);
  });

  it('is not, at the end of the input or of the window', async () => {
    expect(await kept({ typed: [''] })).toMatchObject({ keep: false });
  });

  it('is asked after what was typed before is thrown away', async () => {
    expect((await kept({ typed: ['', 'y'] })).said.map((line) => line.slice(0, 9))).toEqual(['forgotten', 'Keep it? ', 'That is n']);
  });
});

describe('whether the network is kept, without a person', () => {
  const connection = process.env['SSH_CONNECTION'];
  beforeEach(() => {
    // As under sudo.
    delete process.env['SSH_CONNECTION'];
  });
  afterEach(() => {
    if (connection !== undefined) process.env['SSH_CONNECTION'] = connection;
  });

  it('is decided by what was heard over ssh, whatever the environment says of it', async () => {
    for (const typed of [undefined, []]) {
      const yes = typed !== undefined;
      expect(await kept({ ...(typed && { typed }), yes, heard: async () => false })).toMatchObject({ keep: false });
      expect(await kept({ ...(typed && { typed }), yes, heard: async () => true })).toMatchObject({ keep: true });
    }
  });

  it('is decided by the read-back where nobody is connected by ssh', async () => {
    expect(await kept({ heard: async () => undefined })).toMatchObject({ keep: true });
    expect(await kept({})).toMatchObject({ keep: true });
  });
});
