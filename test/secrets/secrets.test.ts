import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bundleVerb } from '../../src/cli/bundle.ts';
import { factsVerb } from '../../src/cli/facts.ts';
import { makeOutput } from '../../src/cli/output.ts';
import type { Context } from '../../src/cli/verb.ts';
import { redactJson, redactText } from '../../src/core/redact.ts';
import { wayBack } from '../../src/engine/way-back.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { setupRun } from '../../src/road/runs.ts';
import { applied, factsOf, freshTree, host, started } from '../support/simulated.ts';
import { found, planted, withSecrets } from './planted.ts';

describe('planted secrets', () => {
  it.each(['plain-uefi-systemd-boot', 'plain-bios-grub', 'networkmanager-wifi'])(
    'are in no event, journal, script, report or bundle of %s',
    async (name) => {
      const recorded = host(name);
      const tree = freshTree(recorded);
      withSecrets(tree);
      const system = started(recorded, tree);
      const facts = await factsOf(system);
      const plan = setupPlan(facts, defaultAnswers(facts));
      const there = await applied(system, plan);
      expect(there.outcome).toBe('applied');
      let printed = '';
      const out = makeOutput(true, { stdout: (text) => (printed += text), stderr: (text) => (printed += text) });
      const context = { system, self: { version: 'test', node: '/usr/bin/node' }, facts: async () => facts, out } as unknown as Context;
      for (const verb of [bundleVerb, factsVerb]) expect(await verb.run(context)).toBe(0);
      const run = await setupRun(system);
      if (run === undefined) throw new Error('no run');
      const own = [...tree].filter(([path]) => /^\/var\/lib\/archxen\/(?!backups\/)|archxen-restore/.test(path));
      expect(own.map(([path]) => path).join(' ')).toContain('/bundles/');
      for (const [path, node] of own)
        expect([path, node.type === 'file' ? found(Buffer.from(node.content).toString()) : []]).toEqual([path, []]);
      const back = await applied(system, wayBack(run));
      expect(found(JSON.stringify([plan, there.events, back.events]) + printed)).toEqual([]);
      // Copies of what is not for everybody are for root alone.
      for (const [path, node] of tree) if (path.startsWith('/var/lib/archxen/backups/')) expect([path, node.mode]).toEqual([path, 0o600]);
    },
  );
});

describe('redaction', () => {
  it('hides secrets by name and by form, and leaves the rest', () => {
    const text = `a=1\nhttps_proxy=http://u:${planted.proxy}@h:1/\n${planted.hash}\nssh-ed25519 ${planted.key} x\n"vncpasswd": "${planted.vnc}", b\n-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\nroot=UUID=1 rw`;
    const redacted = redactText(text);
    expect(found(redacted)).toEqual([]);
    expect(redacted).not.toContain('abc');
    expect(redacted).toContain('root=UUID=1 rw');
    expect(
      redactJson({ passwordHash: ['x'], sshKeys: ['y'], psk: 7, boolean: { lock_passwd: true }, kept: [1, null, undefined, 'z'] }),
    ).toEqual({
      passwordHash: '[redacted]',
      sshKeys: '[redacted]',
      psk: '[redacted]',
      boolean: { lock_passwd: true },
      kept: [1, null, null, 'z'],
    });
  });

  it('a second time changes nothing, and takes linear time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => redactText(redactText(text)) === redactText(text)));
    for (const piece of ['psk', 'a://', '$6$', 'psk=', '-----BEGIN PRIVATE KEY-----', 'ssh-a ', '"']) {
      const start = performance.now();
      redactText(piece.repeat(100_000 / piece.length));
      expect([piece, performance.now() - start < 3000]).toEqual([piece, true]);
    }
  });
});
