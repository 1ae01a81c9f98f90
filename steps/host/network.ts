import type { Change } from '../../src/core/change.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Step } from '../../src/core/step.ts';
import { networkBackends, networkChanges, networkVerdict } from '../../src/networks/index.ts';
import { linkOf, uplinkBridge, wiredUplink } from '../../src/networks/links.ts';
import { whyRouted } from '../../src/networks/routed.ts';
import { warn } from './finding.ts';
import { networkChecks } from './network-checks.ts';
import { networkDefaults } from './network-defaults.ts';
import { networkQuestions } from './network-questions.ts';

/** This step: a bridge for the guests. */
export const networkStep: Step<'network'> = {
  id: 'network',
  title: 'Network',
  intro: (facts) => `How shall guests reach the network? ${uplinkText(facts)}`,
  skip: (facts, { network }) => {
    const port = wiredUplink(facts);
    return port !== undefined && port.master === network.bridge
      ? `${port.name} is a port of the bridge ${network.bridge} already`
      : undefined;
  },
  questions: networkQuestions,
  defaults: networkDefaults,
  check: networkChecks,
  changes: (facts, answers): readonly Change[] => {
    const made = networkChanges(facts, answers);
    // A refusal is a failed check above; a plan with it is never applied.
    return 'refused' in made ? [] : made;
  },
  verify: (facts, answers) => {
    if (answers.network.mode !== 'none') return networkVerdict(facts, answers);
    if (linkOf(facts, answers.network.bridge)?.kind === 'bridge') return [];
    return [
      warn('network.bridge', 'Bridge', `there is no ${answers.network.bridge}; none was asked for`, {
        reason: 'guests with a network card do not start without one',
        hint: 'Run archxen, "Change the set-up", and choose the bridge; or make one by hand.',
      }),
    ];
  },
};

function uplinkText(facts: Facts): string {
  const why = uplinkBridge(facts) === undefined ? whyRouted(facts) : undefined;
  if (why !== undefined) return `Routed is proposed: ${why}.`;
  const link = wiredUplink(facts);
  return link === undefined ? 'No wired uplink was found.' : `The uplink is ${link.name}, ${networkBackends[facts.network.manager].title}.`;
}
