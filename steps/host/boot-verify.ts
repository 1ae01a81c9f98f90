import type { Answers } from '../../src/core/answers.ts';
import type { Change, FileChange } from '../../src/core/change.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { fileChange } from '../../src/core/file-change.ts';
import { warn } from './finding.ts';
import { trialGuardFiles, trialGuardUnits } from './trial-guard.ts';
import { fallBackService } from './trial-units.ts';
import type { WantedUnit } from './wanted-unit.ts';

const installed = '/usr/lib/archxen/archxen.mjs';
const unit = 'archxen-verify.service';
const unitPath = `/etc/systemd/system/${unit}`;

/**
 * The unit that checks at each boot how Xen came up, the program that it runs, and the line that a login then shows. What
 * leads a trial back comes with it: without a verdict every trial would seem to have failed.
 */
export function bootVerifyFiles(facts: Facts, answers: Answers): readonly Change[] {
  const program = programPath(facts);
  if (program === undefined) return [];
  return [
    ...copy(facts),
    ...fileChange(facts, {
      id: 'services.verify.unit',
      title: `Check at each boot that Xen came up right (${unit})`,
      why: 'its verdict decides whether Xen may become the default',
      path: unitPath,
      text: unitText(facts.archxen.node, program, answers.boot.onRed),
    }),
    ...fileChange(facts, {
      id: 'services.verify.login',
      title: 'Say at login where this host stands',
      path: '/etc/profile.d/archxen.sh',
      text: login,
    }),
    ...trialGuardFiles(facts, answers),
  ];
}

export const bootVerifyUnits = (facts: Facts, answers: Answers): readonly WantedUnit[] =>
  programPath(facts) === undefined
    ? []
    : [{ unit, why: 'judges each boot; Xen becomes the default only by its word' }, ...trialGuardUnits(facts, answers)];

export function bootVerifyChecks(facts: Facts): readonly Check[] {
  if (programPath(facts) !== undefined) return [];
  return [
    warn('services.verify', 'Boot check', 'no check at boot: archxen runs from source', {
      reason: 'the unit needs the one-file program',
      hint: 'Run archxen verify yourself after the reboot, or run archxen from dist/archxen.mjs.',
    }),
  ];
}

/** Where the unit finds archxen: where a package has put it, else our own copy. */
export function programPath({ archxen: { bundle } }: Facts): string | undefined {
  if (bundle === undefined) return undefined;
  return isAtHome(bundle.path) ? bundle.path : installed;
}

const isAtHome = (path: string): boolean => path.startsWith('/usr/lib/archxen/') || path.startsWith('/usr/bin/');

/** A copy that root owns and that stays when the downloaded file goes. */
function copy({ archxen: { bundle, version }, files }: Facts): readonly FileChange[] {
  const present = files[installed];
  if (bundle === undefined || isAtHome(bundle.path) || present?.sha256 === bundle.sha256) return [];
  return [
    {
      kind: 'file',
      id: 'services.verify.program',
      title: `Keep a copy of archxen ${version} for the check at boot`,
      path: installed,
      content: { copyOf: bundle.path, sha256: bundle.sha256 },
      before: present === undefined ? null : present.sha256,
      mode: 0o755,
      uid: 0,
      gid: 0,
    },
  ];
}

/**
 * After multi-user.target, so that all of Xen's services had their turn; nothing waits for it. `verify --record` itself
 * waits for what still starts. When it fails, or does not end, a trial boot leads back to Linux; the service for that is
 * there only during the trial.
 */
const unitText = (node: string, program: string, onRed: Answers['boot']['onRed']): string =>
  [
    '# Written by archxen; `archxen rollback` takes it away.',
    '[Unit]',
    'Description=Check that Xen came up as archxen set it up',
    'ConditionPathExists=/var/lib/archxen/journal',
    'After=multi-user.target xenstored.service xenconsoled.service xen-init-dom0.service xendomains.service',
    'After=xen-qemu-dom0-disk-backend.service network-online.target',
    ...(onRed === 'stay' ? [] : [`OnFailure=${fallBackService}`]),
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${nodePath(node)} ${program} verify --record`,
    'TimeoutStartSec=300',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');

/** Where the unit and the hook find Node. */
export const nodePath = (node: string): string => (node.startsWith('/') ? node : '/usr/bin/node');

const login = `# Written by archxen: one line at login on where this host stands on its way to Xen.
case $- in
*i*) for f in /run/archxen/login-message /run/archxen/boot-warning; do if [ -r $f ]; then cat $f; fi; done ;;
esac
`;
