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
    ask: async (question) => {
      said.push(question);
      return answers.shift();
    },
  };
  const hands = unattendedHands(context as Context);
  const keep = await hands.ask({ kind: 'keep-network', message: 'Keep it?', deadline: Date.now() + 60_000, heard });
  return { keep, said, left: answers.length };
}

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
