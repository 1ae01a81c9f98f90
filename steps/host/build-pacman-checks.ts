import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { fail, pass } from './finding.ts';

/** May pacman install anything here, and would that not be a partial upgrade? */
export function pacmanChecks(facts: Facts): readonly Check[] {
  const { locked, multilib, pendingUpgrades, runningKernelInstalled } = facts.pacman;
  const checks: Check[] = [];
  if (locked) {
    checks.push(
      fail('pacman.lock', 'pacman', 'pacman is locked', {
        reason: 'another pacman runs, or one was killed',
        hint: 'Wait for it. If none runs (ps -C pacman), remove /var/lib/pacman/db.lck.',
        evidence: ['/var/lib/pacman/db.lck'],
      }),
    );
  }
  if (!runningKernelInstalled) {
    checks.push(
      fail('pacman.kernel', 'Kernel modules', 'those of the running kernel are gone', {
        reason: 'the kernel was upgraded without a reboot',
        hint: 'Reboot first, then run archxen again.',
        evidence: [`/usr/lib/modules/${facts.os.kernelRelease}`],
      }),
    );
  }
  if (!multilib && facts.files['/etc/pacman.conf']?.text === undefined) {
    checks.push(
      fail('pacman.conf', 'pacman', '/etc/pacman.conf cannot be read', { hint: 'Run archxen as root on an installed Arch Linux.' }),
    );
  }
  if (pendingUpgrades.length > 0) {
    const count = pendingUpgrades.length;
    checks.push(
      fail('pacman.upgrades', 'pacman', `${count} ${count === 1 ? 'upgrade is' : 'upgrades are'} pending: ${named(pendingUpgrades)}`, {
        reason: 'new packages on top of old ones are a partial upgrade, which Arch does not support',
        hint: 'Run pacman -Syu and reboot, then run archxen again.',
        evidence: [pendingUpgrades.join(' ')],
      }),
    );
  }
  if (checks.length > 0) return checks;
  return [pass('pacman', 'pacman', multilib ? '[multilib] is on, nothing is locked' : '[multilib] is off; the plan turns it on')];
}

/** As many names as fit a row. */
function named(names: readonly string[]): string {
  const [first = ''] = names;
  const short = first.length <= 12 ? first : `${first.slice(0, 10)}..`;
  return names.length === 1 ? short : `${short}, ..`;
}
