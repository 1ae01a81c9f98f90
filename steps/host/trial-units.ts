/** Restarts into Linux. Started by the timer below, and by archxen-verify.service when that fails. */
export const fallBackService = 'archxen-fall-back.service';
export const fallBackTimer = 'archxen-fall-back.timer';
export const watchdogService = 'archxen-watchdog.service';

/** Left by the service: it restarts the host once for each trial, so a boot order that sticks cannot make it a loop. */
export const fellBackNote = '/var/lib/archxen/fell-back';

/** How somebody who is logged in keeps the host as it is. */
export const stayCommand = `systemctl stop ${fallBackTimer} ${fallBackService}`;

/** Minutes after the start of dom0's kernel until a trial boot must have been judged; a slow host needs two or three. */
const judgedWithinMinutes = 15;
/** Seconds for a person to stop it. */
const graceSeconds = 60;

const head = ['# Written by archxen; it is there only while Xen is on trial.', '[Unit]'];
/** Not stopped by emergency mode, and not pulled down with the rest while the host restarts. */
const independent = ['DefaultDependencies=no', 'IgnoreOnIsolate=yes', 'ConditionPathExists=/sys/hypervisor/type'];
const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

export const fallBackTimerText = text([
  ...head,
  'Description=Go back to Linux when a trial boot of Xen was not judged in time',
  ...independent,
  '',
  '[Timer]',
  `OnBootSec=${judgedWithinMinutes}min`,
  'AccuracySec=5s',
  `Unit=${fallBackService}`,
  '',
  '[Install]',
  'WantedBy=sysinit.target',
]);

/** First in good order, so that guests are saved; if that hangs, by force, which still syncs and unmounts. */
export const fallBackServiceText = text([
  ...head,
  'Description=Restart into Linux: this trial boot of Xen was judged red, or not in time',
  ...independent,
  `ConditionPathExists=!${fellBackNote}`,
  '',
  '[Service]',
  'Type=oneshot',
  `ExecStartPre=-/usr/bin/wall "archxen: Xen is on trial and was not judged green. This host restarts into Linux in ${graceSeconds} seconds; to stay: ${stayCommand}"`,
  `ExecStartPre=/usr/bin/sleep ${graceSeconds}`,
  `ExecStartPre=-/usr/bin/touch ${fellBackNote}`,
  'ExecStart=-/usr/bin/systemctl --no-block reboot',
  'ExecStart=-/usr/bin/sleep 120',
  'ExecStart=/usr/bin/systemctl --force reboot',
  'TimeoutStartSec=infinity',
]);

/**
 * Xen restarts the host when dom0 has not answered for a minute. Earlier and more patient than xen-watchdog.service of the
 * package (30 seconds, after multi-user.target), as it must never hit a host that is only slow.
 */
export const watchdogText = text([
  '# Written by archxen.',
  '[Unit]',
  'Description=Let Xen restart the host when dom0 hangs',
  'DefaultDependencies=no',
  'Requires=proc-xen.mount',
  'After=proc-xen.mount systemd-modules-load.service',
  'Conflicts=shutdown.target',
  'Before=shutdown.target',
  'ConditionPathExists=/proc/xen/capabilities',
  '',
  '[Service]',
  'Type=forking',
  'ExecStart=/usr/bin/xenwatchdogd 60 15',
  'KillSignal=SIGUSR1',
  '',
  '[Install]',
  'WantedBy=sysinit.target',
]);
