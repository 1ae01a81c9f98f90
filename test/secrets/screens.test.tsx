import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/core/digest.ts';
import { hostRoad } from '../../src/road/host-road.ts';
import type { System } from '../../src/system/port.ts';
import { createWizard } from '../../src/wizard/runner.ts';
import { hostSteps } from '../../steps/host/index.ts';
import { enter, onScreen, until } from '../support/enter.ts';
import { keys, openScreen } from '../support/screen.tsx';
import { freshTree, host, started } from '../support/simulated.ts';
import { found, planted, withSecrets } from './planted.ts';

const said = `error: failed retrieving file 'core.db' from http://me:${planted.proxy}@proxy/core.db; vncpasswd = "${planted.vnc}"`;

/** A host whose pacman fails once, and prints the credentials of a mirror while it does. */
function talkative(system: System): System {
  let failed = false;
  return {
    ...system,
    run: async (argv, options) => {
      if (failed || argv[0] !== 'pacman' || options?.logPath === undefined) return system.run(argv, options);
      failed = true;
      options.onLine?.(said);
      return { exit: 1, stdout: `${said}\n`, stderr: '', ended: 'exit' };
    },
  };
}

describe('planted secrets', () => {
  it.each(['plain-uefi-systemd-boot', 'networkmanager-wifi'])(
    'are on no screen of %s',
    async (name) => {
      const recorded = host(name);
      const tree = freshTree(recorded);
      withSecrets(tree);
      const self = {
        version: 'test',
        node: '/usr/bin/node',
        bundle: { path: '/root/archxen.mjs', sha256: sha256('#!/usr/bin/env node\n') },
      };
      const road = hostRoad({ system: talkative(started(recorded, tree)), self, environment: {}, uid: 0, rebootReturns: true });
      const wizard = createWizard(road, hostSteps);
      const screen = openScreen(wizard, { columns: 100, rows: 60 });
      try {
        const walked = new Set<string>();
        for (let presses = 0; presses < 60 && !walked.has('confirm'); presses += 1) {
          const session = await until(wizard, (now) => enter(now) !== undefined, 60);
          walked.add(session.screen.at);
          // The question about the network does not wait: this host's clock runs fast.
          if (session.screen.at !== 'running') await screen.press(keys.pageDown, keys.pageDown, keys.pageDown);
          const action = enter(wizard.getSnapshot());
          if (action !== undefined) wizard.send(action);
        }
        await until(wizard, onScreen('finished'), 60);
        expect([...walked]).toEqual(expect.arrayContaining(['check', 'step', 'review', 'failed', 'done', 'confirm']));
        expect(screen.history()).toContain('failed retrieving file');
        expect(found(screen.history())).toEqual([]);
      } finally {
        screen.close();
      }
    },
    300_000,
  );
});
