import { ArchxenError } from '../core/error.ts';
import type { Facts } from '../core/facts.ts';
import type { DomainFacts } from '../core/facts-xen.ts';
import { type XlCommand, xlList } from '../domu/xl.ts';
import { explainXlFailure, tellingLines } from '../domu/xl-failures.ts';
import type { RunResult, System } from '../system/port.ts';
import { parseXlList } from '../xen/xl-output.ts';

/** Guests are made and run by root in dom0. Throws `not-root` or `not-under-xen`. */
export async function requireDom0(system: System, facts: Facts): Promise<void> {
  if (facts.session.uid !== 0) {
    throw new ArchxenError('not-root', 'Guests are for root.', { hint: 'Run the same command with sudo.' });
  }
  const capabilities = await system.read('/proc/xen/capabilities');
  if (capabilities === undefined || !Buffer.from(capabilities).toString('latin1').includes('control_d')) {
    throw new ArchxenError('not-under-xen', notDom0(facts), {
      path: '/proc/xen/capabilities',
      hint: facts.xen.running
        ? 'systemctl start proc-xen.mount, then try again.'
        : 'Boot the Xen entry first; archxen status says where this host stands.',
    });
  }
  // Without xenstored xl waits for ever.
  const xenstored = await system.run(['systemctl', 'is-active', 'xenstored.service'], { timeoutSeconds: 15 });
  if (xenstored.stdout.trim() !== 'active') {
    throw new ArchxenError(
      'not-under-xen',
      `xenstored is not running (${xenstored.stdout.trim() || xenstored.ended}), and nothing works with guests without it.`,
      {
        hint: 'systemctl start xenstored.service; journalctl -u xenstored says why it stopped. It cannot be restarted: after a crash, reboot.',
      },
    );
  }
}

const notDom0 = ({ xen }: Facts): string =>
  xen.guest
    ? 'This system is itself a guest of Xen; guests are made in dom0.'
    : xen.running
      ? 'Xen runs, but /proc/xen is not mounted.'
      : 'This host runs plain Linux, not Xen.';

/** Runs xl; what it says when it fails becomes the cause and the next step. `what` begins the message. */
export async function runXl(system: System, command: XlCommand, what: string): Promise<RunResult> {
  const result = await system.run(command.argv, { timeoutSeconds: command.timeoutSeconds });
  if (result.ended === 'exit' && result.exit === 0) return result;
  throw xlError(result, command, what);
}

export function xlError(result: RunResult, { argv, timeoutSeconds }: XlCommand, what: string): ArchxenError {
  const said = `${result.stderr}\n${result.stdout}`;
  const failure = explainXlFailure(said);
  if (failure !== undefined) {
    return new ArchxenError('command-failed', `${what}: ${failure.cause}`, { hint: failure.hint, lines: [failure.evidence] });
  }
  if (result.ended === 'missing') {
    return new ArchxenError('command-missing', `${what}: there is no xl.`, { hint: 'Install the package xen: archxen sets the host up.' });
  }
  if (result.ended === 'timeout') {
    return new ArchxenError('command-timeout', `${what}: "${argv.join(' ')}" did not end in ${timeoutSeconds} s.`, {
      lines: tellingLines(said),
      hint: 'Look at journalctl -u xenstored -u xenconsoled and at xl dmesg.',
    });
  }
  return new ArchxenError('command-failed', `${what}: "${argv.join(' ')}" ended with ${result.exit}.`, {
    lines: tellingLines(said),
    hint: 'The logs in /var/log/xen and "xl dmesg" may say more.',
  });
}

/** The domains that run now, dom0 included. */
export async function runningDomains(system: System): Promise<readonly DomainFacts[]> {
  const { stdout } = await runXl(system, xlList, 'The guests cannot be listed');
  return parseXlList(stdout);
}
